"""Requests that may come twice, because an answer was lost: what ``Idempotency-Key`` names is done once."""

import json
import time
from collections.abc import Callable, Mapping
from hashlib import sha256

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from captions.archive.sql.term_table import UNDER_WAY
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.http.api.bodies import Body
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor

CREATED = 201
_LONGEST = 200
_PATIENCE_S = 10.0
_LOOK_S = 0.05


class Repeats:
    """Of all servers on one archive; answers are kept for a day. Ask for rights before: an old answer asks for none."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

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

        Blocks while another request does the same. Raises ``api.bad_field``, ``api.key_reused`` or ``api.under_way``.
        """
        given = request.headers.get("idempotency-key")
        if given is None:
            return JSONResponse(added(make()), CREATED, headers)
        if not 1 <= len(given) <= _LONGEST:
            raise VoixlaError("api.bad_field", f"Idempotency-Key a de 1 à {_LONGEST} caractères.")
        path = f"{request.method} {request.url.path}"
        key = sha256(json.dumps([visitor.actor, given]).encode()).hexdigest()
        asked = sha256(f"{path}\n{body.model_dump_json()}".encode()).hexdigest()
        found = self._claimed_or_found(key, asked, record)
        if found is None:
            return JSONResponse(added(self._made(key, asked, record, make)), CREATED, headers)
        before, status, text = found
        if before != asked:
            raise VoixlaError(
                "api.key_reused",
                "Cette clé (Idempotency-Key) a déjà servi pour une autre demande : prenez-en une neuve.",
            )
        return JSONResponse(added(json.loads(text)), status, {"idempotent-replayed": "true"})

    def _claimed_or_found(self, key: str, asked: str, record: str) -> tuple[str, int, str] | None:
        """What was answered, by whatever server; None: it is to be done now."""
        answers, patience = self._keeping.answers, time.monotonic() + _PATIENCE_S
        while not answers.claim(key, asked, record, self._keeping.now()):
            found = answers.find(key)
            if found is not None and found[1] != UNDER_WAY:
                return found
            if time.monotonic() > patience:
                raise VoixlaError(
                    "api.under_way",
                    "La même demande est en cours : refaites-la dans un moment.",
                    retryable=True,
                )
            time.sleep(_LOOK_S)
        return None

    def _made(self, key: str, asked: str, record: str, make: Callable[[], Json]) -> Json:
        answers = self._keeping.answers
        try:
            answer = make()
        except BaseException:  # whatever it is: it may be asked for again
            answers.drop(key)
            raise
        answers.keep(key, asked, CREATED, json.dumps(answer), record, self._keeping.now())
        return answer
