"""One session with Janus over one WebSocket: questions and answers matched by transaction, events by handle.

A Janus that says nothing for a while although it is asked is taken for lost, like one whose socket closed: whoever
waits for ``lost`` hears of both alike. Knows no rooms. Messages hold tokens and are never logged.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect

from captions.errors import VoixlaError
from gateway.media.janus.tokens import PLUGIN, Tokens
from gateway.tasks import Tasks

logger = logging.getLogger(__name__)

Message = Mapping[str, Any]
OnEvent = Callable[[Message], None]
ANSWER_SECONDS = 6.0
"""Janus may never answer a description, for instance when it finds no address to be reached at."""
_CONNECT_SECONDS = 3.0
_LARGEST = 4 << 20
_TICK = 0.25
_ASK_EVERY = 4
_SILENT_TICKS = 9
"""In ticks of our own loop: when it is us who were held up, that is not Janus' silence."""
_BAD_DESCRIPTION = frozenset({437, 464, 465, 467, 469})
_BAD_STATE = frozenset({431, 434, 435, 471})


class RefusedError(VoixlaError):
    """Janus said no; ``reason`` is its number for why."""

    def __init__(self, code: str, message: str, *, reason: int) -> None:
        super().__init__(code, message)
        self.reason = reason


class Link:
    """``open`` it; after ``lost`` is set nothing more can be asked, only ``close``."""

    def __init__(self, socket: ClientConnection, tokens: Tokens) -> None:
        self._socket = socket
        self._tokens = tokens
        self._session: int | None = None
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._handles: dict[int, OnEvent] = {}
        self._quiet_ticks = 0
        self.lost = asyncio.Event()

    @classmethod
    async def open(cls, address: str, *, tokens: Tokens, tasks: Tasks) -> Self:
        """Raises ``VoixlaError`` when nobody answers at ``address`` or we are not let in."""
        try:
            socket = await connect(
                address,
                subprotocols=[websockets.Subprotocol("janus-protocol")],
                max_size=_LARGEST,
                open_timeout=_CONNECT_SECONDS,
                close_timeout=1.0,
                ping_interval=None,
                proxy=None,
            )
        except (OSError, websockets.WebSocketException):
            raise VoixlaError("media.janus_unreachable", "Janus ne répond pas.", retryable=True) from None
        link = cls(socket, tokens)
        tasks.start("janus-read", link._read())
        tasks.start("janus-watch", link._watch())
        try:
            link._session = _identity(await link.ask({"janus": "create"}))
        except BaseException:  # cancelled too: nobody else can close it
            await link.close()
            raise
        return link

    async def close(self) -> None:
        """Janus ends what the session had. May be called again."""
        self._lose()
        await self._socket.close()

    async def ask(self, request: Message, *, seconds: float = ANSWER_SECONDS) -> Message:
        """The answer to ``request``. Raises ``RefusedError``, or ``VoixlaError`` when none comes."""
        if self.lost.is_set():
            raise _lost()
        transaction = str(next(self._numbers))
        envelope = {"transaction": transaction, "token": self._tokens.for_requests()}
        if self._session is not None:
            envelope["session_id"] = self._session  # type: ignore[assignment]
        answer = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send(json.dumps({**request, **envelope}))
                return _checked(await answer)
        except TimeoutError:
            raise VoixlaError(
                "media.janus_silent", "Le serveur de réunion ne répond pas à temps.", retryable=True
            ) from None
        except websockets.ConnectionClosed:
            raise _lost() from None
        finally:
            del self._waiting[transaction]

    async def attach(self, on_event: OnEvent) -> int:
        """The number of a new handle, whose events ``on_event`` gets until ``detach``."""
        handle = _identity(await self.ask({"janus": "attach", "plugin": PLUGIN}))
        self._handles[handle] = on_event
        return handle

    async def detach(self, handle: int) -> None:
        """Ends the handle's connection; does nothing when Janus is lost, which ends them all."""
        self._handles.pop(handle, None)
        if not self.lost.is_set():
            try:
                await self.ask({"janus": "detach", "handle_id": handle})
            except VoixlaError as error:
                logger.info("code=%s request=detach", error.code)

    # --- inside -----------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self._quiet_ticks = 0
                self._take(json.loads(data))
        except websockets.ConnectionClosed:
            pass
        finally:
            self._lose()

    def _take(self, message: Message) -> None:
        kind = message.get("janus")
        answer = self._waiting.get(str(message.get("transaction")))
        if answer is not None:
            # Asked of a plugin, an acknowledgement only says that the answer will come.
            if kind != "ack" and not answer.done():
                answer.set_result(message)
        elif kind == "timeout":
            self._lose()
        elif "sender" in message:
            on_event = self._handles.get(message["sender"])
            if on_event is not None:
                on_event(message)

    async def _watch(self) -> None:
        ticks = 0
        while not self.lost.is_set():
            try:
                async with asyncio.timeout(_TICK):
                    await self.lost.wait()
            except TimeoutError:
                pass
            ticks += 1
            self._quiet_ticks += 1
            if self._quiet_ticks > _SILENT_TICKS:
                logger.warning("code=media.janus_silent")
                self._lose()
            elif ticks % _ASK_EVERY == 0 and self._session is not None:
                await self._keep_alive()

    async def _keep_alive(self) -> None:
        request = {
            "janus": "keepalive",
            "session_id": self._session,
            "transaction": "keepalive",
            "token": self._tokens.for_requests(),
        }
        try:
            async with asyncio.timeout(_TICK):
                await self._socket.send(json.dumps(request))
        except (TimeoutError, websockets.ConnectionClosed):
            pass

    def _lose(self) -> None:
        self.lost.set()
        self._handles.clear()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(_lost())


def _lost() -> VoixlaError:
    return VoixlaError("media.down", "Le serveur de réunion redémarre ; un instant.", retryable=True)


def _identity(answer: Message) -> int:
    number: int = answer["data"]["id"]
    return number


def _checked(answer: Message) -> Message:
    """``answer`` if Janus and its plugin agreed. Raises ``RefusedError``."""
    data = answer.get("plugindata", {}).get("data", {})
    reason = answer.get("error", {}).get("code") or data.get("error_code")
    if reason is None:
        return answer
    logger.info("code=media.janus_refused reason=%s", reason)
    if reason in _BAD_DESCRIPTION:
        raise RefusedError("media.bad_sdp", "L’offre ou la réponse de média est illisible.", reason=reason)
    if reason in _BAD_STATE:
        raise RefusedError(
            "media.bad_state", "La négociation du média a échoué ; recommencez.", reason=reason
        )
    raise RefusedError("media.janus_refused", f"Janus refuse la demande ({reason}).", reason=reason)
