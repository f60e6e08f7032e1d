"""A real server on a real port whose captions are a fake session, and pages that speak the protocol by hand."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, cast

import av
import numpy as np
import numpy.typing as npt
import websockets
from websockets.asyncio.client import ClientConnection, connect

from gateway.access.hosting import Hosting
from gateway.http.app import create_app
from gateway.http.server import bind, serving
from gateway.live.protocol import SUBPROTOCOL
from gateway.media.ports import MediaServer
from gateway.meeting.rules import RoomRules
from gateway.rooms import Rooms
from gateway.settings import Settings
from tests.fakes.caption_session import FakeSession, FakeSessions

QUICK = RoomRules(linger=0.3, patience=0.5)


class Meeting:
    """The running server."""

    def __init__(self, address: str, rooms: Rooms, sessions: FakeSessions) -> None:
        self.address = address
        self.rooms = rooms
        self.sessions = sessions

    @property
    def http(self) -> str:
        return f"http://{self.address}"

    def room(self, name: str = "conseil") -> str:
        return f"{self.http}/room/{name}"

    @property
    def session(self) -> FakeSession:
        return self.sessions.made[-1]

    def page(self, name: str | None = "Anne", room: str = "conseil", **hello: object) -> "Page":
        return Page(f"ws://{self.address}/live/{room}", name, hello)


@asynccontextmanager
async def meeting(
    rules: RoomRules | None = None,
    settings: Settings | None = None,
    hosting: Hosting | None = None,
    media: MediaServer | None = None,
    host: str = "127.0.0.1",
) -> AsyncIterator[Meeting]:
    """Fails when the server leaves a task behind. Anybody may open a room, unless there is ``hosting``.

    ``media`` is entered already; the embedded server by default.
    """
    before = asyncio.all_tasks()
    settings = settings or Settings(access="open")
    sessions = FakeSessions(time.monotonic)
    access = hosting.access if hosting is not None else None
    rooms = Rooms(sessions=sessions, media=media, access=access, rules=rules, limit=settings.rooms)
    listener = bind(host, 0)
    port = listener.getsockname()[1]
    async with serving(create_app(rooms, settings, hosting=hosting), listener):
        yield Meeting(f"{host}:{port}", rooms, sessions)
    # A fixture is wound up in another task than it was set up in.
    before.add(cast("asyncio.Task[Any]", asyncio.current_task()))
    await until(lambda: _tasks() <= before, "every task of the server has ended")


def _tasks() -> set[asyncio.Task[Any]]:
    """But those of a media server that is entered elsewhere, which may begin anew at any time."""
    return {task for task in asyncio.all_tasks() if not task.get_name().startswith("janus")}


class Page:
    """A WebSocket by hand; remembers what it got."""

    def __init__(self, address: str, name: str | None, hello: dict[str, object]) -> None:
        self._address = address
        role = "participant" if name is not None else "reader"
        self._hello = {"type": "hello", "v": 1, "role": role, "name": name} | hello
        self._socket: ClientConnection
        self._reading: asyncio.Task[None]
        self.got: list[dict[str, Any]] = []
        self.close_code: int | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self._address, subprotocols=[websockets.Subprotocol(SUBPROTOCOL)], max_size=2**20, proxy=None
        )
        self._reading = asyncio.create_task(self._read())
        with contextlib.suppress(websockets.ConnectionClosed):  # a bad room is refused before anybody speaks
            await self.send(self._hello)
        await until(lambda: bool(self.got) or self.close_code is not None, "the server has answered")
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._socket.close()
        await self._reading

    async def send(self, message: object) -> None:
        raw = isinstance(message, str | bytes)
        await self._socket.send(message if raw else json.dumps(message))  # type: ignore[arg-type]

    def cut(self) -> None:
        """The cable is pulled: nothing is said to the server."""
        self._socket.transport.abort()

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self.got.append(json.loads(data))
        except websockets.ConnectionClosed:
            pass
        self.close_code = self._socket.close_code

    @property
    def welcome(self) -> dict[str, Any]:
        return self.of("welcome")[0]

    @property
    def people(self) -> list[dict[str, Any]]:
        latest: list[dict[str, Any]] = [m for m in self.got if m["type"] in ("people", "welcome")][-1][
            "people"
        ]
        return latest

    @property
    def seqs(self) -> list[int]:
        return [message["event"]["seq"] for message in self.of("event")]

    @property
    def codes(self) -> list[str]:
        return [message["code"] for message in self.of("error")]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.got if message["type"] == kind]


async def until(condition: Callable[[], bool], what: str, seconds: float = 45.0) -> None:
    """Returns when ``condition`` holds; fails with ``what`` did not come true. What has a time of its own is given it;
    else it is long, as the machine may be busy.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"never true: {what}"
        await asyncio.sleep(0.01)


def write_opus(path: Path, sound: npt.NDArray[np.float32]) -> Path:
    """``sound`` (n,) at 48 kHz as an Ogg Opus file."""
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None], format="flt", layout="mono")
        frame.sample_rate = 48_000
        for part in (frame, None):
            for packet in stream.encode(part):
                container.mux(packet)
    return path
