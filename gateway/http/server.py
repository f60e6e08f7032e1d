"""Serves the application on a socket: binds it with a clear refusal, starts, stops. Handles no signals.

Access lines are not logged: addresses contain the names of rooms.
"""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from captions.errors import VoixlaError

_LARGEST_FRAME = 256 * 1024
_DRAIN_SECONDS = 20
"""Longer than a room needs for the last words of somebody whose page is gone."""


def bind(host: str, port: int, *, flag: str = "--port") -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ``VoixlaError`` when it cannot be had.

    ``flag``: the option that says which port.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError:
        raise VoixlaError("serve.host", f"L’adresse d’écoute « {host} » n’est pas connue.") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise VoixlaError("serve.port", _reason(host, port, error, flag)) from None
    listener.setblocking(False)
    return listener


@asynccontextmanager
async def serving(app: FastAPI, listener: socket.socket) -> AsyncIterator[None]:
    """The server runs inside; leaving stops it in order. Closes ``listener``."""
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws_max_size=_LARGEST_FRAME,
            ws_per_message_deflate=False,  # small messages for many readers: the processor is dearer than the line
            ws_ping_interval=10.0,
            ws_ping_timeout=10.0,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
            lifespan="on",
        )
    )
    with listener:
        running = asyncio.create_task(server.serve(sockets=[listener]), name="http-server")
        try:
            started = asyncio.create_task(server.up.wait(), name="http-server-up")
            await asyncio.wait([running, started], return_when=asyncio.FIRST_COMPLETED)
            started.cancel()
            if running.done():
                running.result()
                raise VoixlaError("serve.start", "Le serveur n’a pas pu démarrer.")
            yield
        finally:
            server.leave()
            await running


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        self.should_exit = True
        self._leaving.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.up.set()

    async def main_loop(self) -> None:
        # uvicorn looks ten times a second whether it is to stop; what else it does here is due once a second.
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._leaving.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Whoever runs the server decides what Ctrl-C means.
        yield


def _reason(host: str, port: int, error: OSError, flag: str) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Le port {port} est déjà pris. Arrêtez l’autre programme ou choisissez un autre port ({flag})."
        case errno.EACCES:
            return f"Le port {port} est réservé au système. Choisissez un port au-dessus de 1023 ({flag})."
        case _:
            return f"Impossible d’écouter sur « {host} », port {port}."
