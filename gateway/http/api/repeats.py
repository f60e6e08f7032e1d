"""Requests that may come twice, because an answer was lost: what ``Idempotency-Key`` names is done once."""

import json
import threading
from collections.abc import Callable, Mapping
from hashlib import sha256

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.http.api.bodies import Body
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor

CREATED = 201
_LONGEST = 200


class Repeats:
    """Of one server; an answer is kept for a day. Ask for rights before: an old answer asks for none."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._one_at_a_time = threading.Lock()

    def once(
        self,
        request: Request,
        visitor: Visitor,
        body: Body,
        make: Callable[[], Json],
        *,
        record: str = "",
        added: Callable[[Json], Json] = lambda answer: answer,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """``make`` creates something and says what; ``added`` puts in what nobody keeps.

        Raises ``api.bad_field`` or ``api.key_reused``.
        """
        given = request.headers.get("idempotency-key")
        if given is None:
            return JSONResponse(added(make()), CREATED, headers)
        if not 1 <= len(given) <= _LONGEST:
            raise VoixlaError("api.bad_field", f"Idempotency-Key a de 1 à {_LONGEST} caractères.")
        path = f"{request.method} {request.url.path}"
        key = sha256(json.dumps([visitor.actor, given]).encode()).hexdigest()
        asked = sha256(f"{path}\n{body.model_dump_json()}".encode()).hexdigest()
        with self._one_at_a_time:
            found = self._keeping.answers.find(key)
            if found is None:
                answer = make()
                self._keeping.answers.keep(
                    key, asked, CREATED, json.dumps(answer), record, self._keeping.now()
                )
                return JSONResponse(added(answer), CREATED, headers)
        before, status, text = found
        if before != asked:
            raise VoixlaError(
                "api.key_reused",
                "Cette clé (Idempotency-Key) a déjà servi pour une autre demande : prenez-en une neuve.",
            )
        return JSONResponse(added(json.loads(text)), status, {"idempotent-replayed": "true"})
