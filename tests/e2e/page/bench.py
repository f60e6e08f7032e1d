"""A server that speaks docs/protocol.md from a script, so that the page can be looked at and tested alone.

It makes no captions: a test (or a person, with ``python -m tests.e2e.page.bench``) says what happens. It runs in a
thread of its own and can be cut, frozen, stopped and started again on the same port.
"""

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from captions import wire
from captions.events import CaptionEvent

WEB = Path(__file__).parents[3] / "gateway" / "web"
CLOCK_S = 2.0
Message = dict[str, Any]


class PageBench:
    """One room for all addresses; what is told to one page is told to all."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.received: list[Message] = []
        self.extra: Message = {}
        self.frozen = False
        self.keep_publishing = False
        """Whether the sound of a page outlives its socket."""
        self.lobby = False
        """Whether those who come are left waiting."""
        self.refusal: Message | None = None
        """A fatal error, said to whoever comes."""
        self.issues: str | None = None
        """The pass that somebody signed in gets."""
        self.answer_media: Any = None
        """``async (send, message)``, called with ``publish`` and ``subscribed``; None answers nothing."""
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.forget()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def forget(self) -> None:
        """A new session, as after a restart of a real server."""
        self.session = secrets.token_hex(4)
        self.began = time.monotonic()
        self.seq = 0
        self.captions = True
        self.people: list[Message] = []
        self._events: list[Message] = []
        self._sockets: dict[WebSocket, asyncio.Lock] = {}

    def start(self) -> None:
        config = uvicorn.Config(
            self._app(),
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            ws="websockets-sansio",
            lifespan="off",
        )
        self._server = server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, args=(server,), daemon=True)
        self._thread.start()
        until(lambda: server.started, 10)

    def stop(self) -> None:
        """Gone as a killed process is: nobody is told."""
        assert self._server is not None
        assert self._thread is not None
        self._server.force_exit = self._server.should_exit = True
        self._thread.join(10)
        self._sockets.clear()

    @property
    def connected(self) -> int:
        return len(self._sockets)

    def now_ms(self) -> int:
        return round((time.monotonic() - self.began) * 1000)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def tell(self, *events: CaptionEvent) -> None:
        """Happens now, for everybody, and stays in the history."""
        for event in events:
            encoded = wire.encode(event)
            self._events.append(encoded)
            self.send({"type": "event", "event": encoded})

    def keep(self, *events: CaptionEvent) -> None:
        """Happened while nobody was there: history only."""
        self._events += [wire.encode(event) for event in events]

    def show_people(self, *people: Message) -> None:
        self.people = list(people)
        self.send({"type": "people", "people": self.people})

    def send(self, message: Message) -> None:
        """To every page; returns when it was handed to the sockets."""
        self.run(self.send_soon(message))

    async def send_soon(self, message: Message) -> None:
        """The same, from the bench's own loop."""
        for live, lock in list(self._sockets.items()):
            async with lock:
                try:
                    await live.send_json(message)
                except WebSocketDisconnect:
                    self._sockets.pop(live, None)

    def run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """In the loop of the bench, to its end."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    def cut(self) -> None:
        """Every socket falls; the server stays."""
        self.run(self._cut())

    def _serve(self, server: uvicorn.Server) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve()

        asyncio.run(main())

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def start() -> Response:
            return FileResponse(WEB / "index.html")

        @app.post("/rooms")
        async def create() -> Response:
            return RedirectResponse(f"room/{secrets.token_urlsafe(6)}", 303)

        @app.get("/room")
        async def join(room: str) -> Response:
            return RedirectResponse(f"room/{room}", 303)

        @app.get("/room/{room}/pass")
        async def host_pass(room: str) -> Response:
            return JSONResponse({"pass": self.issues}, 200 if self.issues else 403)

        @app.get("/api/server")
        async def facts() -> Response:
            return JSONResponse({"video": self.extra.get("video", False)})

        @app.get("/web/{name:path}")
        async def file(name: str) -> Response:
            return FileResponse(WEB / name, headers={"Cache-Control": "no-cache"})

        @app.get("/{page}/{room}")
        async def page(page: Literal["room", "read", "correct"], room: str) -> Response:
            return FileResponse(WEB / f"{page}.html")

        app.add_api_websocket_route("/live/{room}", self._live)
        return app

    async def _live(self, live: WebSocket, room: str) -> None:
        await live.accept(subprotocol="voixla.v1")
        clock: asyncio.Task[None] | None = None
        try:
            hello = json.loads(await live.receive_text())
            self.received.append(hello)
            if self.refusal is not None:
                await live.send_json({"type": "error", "fatal": True, **self.refusal})
                return await live.close(1008)
            if self.lobby:
                await self._keep_waiting(live, hello, room)
            await self._welcome(live, hello, room)
            clock = asyncio.create_task(self._tick(live))
            async for text in live.iter_text():
                await self._react(live, json.loads(text))
        except WebSocketDisconnect:
            pass
        finally:
            if clock is not None:
                clock.cancel()
            self._sockets.pop(live, None)

    async def _keep_waiting(self, live: WebSocket, hello: Message, room: str) -> None:
        await live.send_json({"type": "waiting", "room": room, "name": hello.get("name", ""), "host": True})
        while self.lobby:
            await asyncio.sleep(0.02)

    async def _welcome(self, live: WebSocket, hello: Message, room: str) -> None:
        resumed = hello["session"] == self.session
        after = hello["after"] or 0 if resumed else 0
        you = None
        if hello["role"] == "participant":
            known = hello["person"] or {"id": "you", "key": secrets.token_hex(4)}
            you = {**known, "name": hello["name"]}
            others = [person for person in self.people if person["id"] != you["id"]]
            self.people = [*others, person(you["id"], you["name"], publishing=self.keep_publishing)]
        welcome = {
            "type": "welcome", "v": 1, "room": room, "session": self.session, "you": you, "now_ms": self.now_ms(),
            "captions": self.captions, "people": self.people, "after": after, **self.extra,
        }  # fmt: skip
        lock = self._sockets[live] = asyncio.Lock()
        async with lock:
            await live.send_json(welcome)
            for event in [event for event in self._events if event["seq"] > after]:
                await live.send_json({"type": "event", "event": event})

    async def _react(self, live: WebSocket, message: Message) -> None:
        self.received.append(message)
        if message["type"] in ("publish", "subscribed") and self.answer_media is not None:
            await self.answer_media(live.send_json, message)

    async def _tick(self, live: WebSocket) -> None:
        while True:
            await asyncio.sleep(CLOCK_S)
            if not self.frozen:
                await live.send_json({"type": "clock", "now_ms": self.now_ms()})

    async def _cut(self) -> None:
        for live in list(self._sockets):
            await live.close(1011)


def person(id: str, name: str, **told: Any) -> Message:
    """As the list of people tells; what is not told is as for somebody who listens with an open microphone."""
    plain = {"muted": False, "speaking": False, "publishing": True, "role": "participant", "hand": None}
    rest = {"camera": False, "screen": False, "signer": False, "corrects": False}
    return {"id": id, "name": name, **plain, **rest, **told}


def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    """Waits for what a page told the bench."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)  # what is waited for happens in other threads and in pages


if __name__ == "__main__":
    from tests.e2e.page.script import play_for_ever

    bench = PageBench()
    bench.start()
    print(f"{bench.url}/room/conseil-municipal", flush=True)
    play_for_ever(bench)
