"""Posts texts to a captioning address as Zoom's has it, in order, until each is taken. Knows no room.

What fails is tried again with the same number: after 1 s, then twice as long each time, up to half a minute. What can
never succeed ends it with a reason. Nothing that is told or logged holds an address or a text.
"""

import asyncio
import random
from collections.abc import Callable
from http import HTTPStatus

import httpx

from captions.errors import VoixlaError
from gateway.cart.address import Destination
from gateway.cart.outbox import Outbox, Post

_SECONDS = 10.0
_FIRST_S, _LONGEST_S = 1.0, 30.0
_NOT_YET = frozenset({HTTPStatus.BAD_REQUEST})
"""Zoom's answer as long as the meeting has not begun."""
_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_STOP = {
    HTTPStatus.UNAUTHORIZED: "cette adresse n’est pas ou plus valable : demandez-en une nouvelle",
    HTTPStatus.FORBIDDEN: "cette adresse n’est pas ou plus valable : demandez-en une nouvelle",
    HTTPStatus.NOT_FOUND: "il n’y a rien à cette adresse : vérifiez qu’elle est entière",
    HTTPStatus.METHOD_NOT_ALLOWED: "cette adresse n’accepte pas de sous-titres : vérifiez qu’elle est la bonne",
    HTTPStatus.GONE: "la réunion de cette adresse est terminée",
}
_FAILED = "Les sous-titres ne passent pas{why}. Nouvel essai, et rien n’est perdu pour l’instant."
_BACK = "Les sous-titres passent de nouveau."


class Poster:
    """``run`` it as a task; ``wake`` it when the outbox has grown. ``tell`` says something to whoever looks on."""

    def __init__(
        self,
        outbox: Outbox,
        destination: Destination,
        tell: Callable[[str], None],
        *,
        first_s: float = _FIRST_S,
        seconds: float = _SECONDS,
    ) -> None:
        self._outbox = outbox
        self._destination = destination
        self._tell = tell
        self._first_s = first_s
        self._seconds = seconds
        self._wake = asyncio.Event()
        self._failing = False
        self._ending = False

    def wake(self) -> None:
        self._wake.set()

    def finish(self) -> None:
        """``run`` returns when everything is out."""
        self._ending = True
        self._wake.set()

    async def run(self) -> None:
        """Raises ``VoixlaError`` (``cart.stopped``) when the other side will never take anything."""
        # Redirects would carry the secret elsewhere.
        async with httpx.AsyncClient(timeout=self._seconds, follow_redirects=False) as client:
            while True:
                while (post := self._outbox.present()) is not None:
                    await self._deliver(client, post)
                if self._ending:
                    return
                await self._wake.wait()
                self._wake.clear()

    async def _deliver(self, client: httpx.AsyncClient, post: Post) -> None:
        wait = self._first_s
        while True:
            status, after = await self._try(client, post)
            if status is not None and status < HTTPStatus.MULTIPLE_CHOICES:
                self._recovered()
                self._outbox.taken()
                return
            if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                self._outbox.refused()
                return
            if status is not None and not _worth_another_try(status):
                raise VoixlaError("cart.stopped", _reason(status))
            self._troubled(status)
            await asyncio.sleep(max(after, wait * random.uniform(0.8, 1.2)))
            wait = min(2 * wait, _LONGEST_S)

    async def _try(self, client: httpx.AsyncClient, post: Post) -> tuple[int | None, float]:
        """The status, None when there is none; and how long to wait at least."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await client.post(
                    self._destination.numbered(post.seq),
                    content=post.text.encode(),
                    headers={"content-type": "text/plain; charset=utf-8"},
                )
        except (httpx.HTTPError, TimeoutError, OSError):
            return None, 0.0
        return answer.status_code, _retry_after(answer.headers.get("retry-after"))

    def _troubled(self, status: int | None) -> None:
        if not self._failing:
            self._failing = True
            if status in _NOT_YET:
                why = " : la réunion n’a peut-être pas commencé"
            else:
                why = f" (réponse {status})" if status is not None else " : l’adresse ne répond pas"
            self._tell(_FAILED.format(why=why))

    def _recovered(self) -> None:
        if self._failing:
            self._failing = False
            self._tell(_BACK)


def _worth_another_try(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _AGAIN or status in _NOT_YET


def _reason(status: int) -> str:
    moved = status < HTTPStatus.BAD_REQUEST
    known = {int(code): text for code, text in _STOP.items()}
    why = (
        "l’adresse renvoie ailleurs : prenez la nouvelle"
        if moved
        else known.get(status, "la demande n’est pas comprise")
    )
    return f"Les sous-titres sont refusés (réponse {status}) : {why}."


def _retry_after(given: str | None) -> float:
    """Seconds; a date, which nobody sends here, counts for nothing."""
    return min(float(given), _LONGEST_S) if given is not None and given.isascii() and given.isdigit() else 0.0
