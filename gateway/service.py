"""The whole server as one context: listening socket, engine, rooms and pages, started and stopped in order."""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass

from fastapi import FastAPI

from gateway.access.hosting import Hosting, open_hosting
from gateway.access.stays import Stays
from gateway.archive.keeping import Keeping, open_keeping
from gateway.compose import (
    Engine,
    load_engine,
    media_choice,
    open_recorders,
    open_rooms,
    tell_voices_apart,
)
from gateway.glossary_file import read_glossary_file
from gateway.http.app import create_app
from gateway.http.server import bind, serving
from gateway.media.choice import open_media
from gateway.metrics import Metrics
from gateway.rooms import Rooms
from gateway.settings import Settings
from gateway.text.port import open_text_port
from gateway.weights_progress import WeightsProgress
from hardware.cards import read_cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A server that runs: ``address`` is where its pages are."""

    engine: Engine
    address: str
    hosting: Hosting | None
    """None where anybody may open a room."""
    keeping: Keeping
    text: str | None = None
    """Where captions are read as plain text by TCP, as telnet wants it; None where they are not."""


@asynccontextmanager
async def running(
    settings: Settings,
    notice: Mapping[str, str] | None = None,
    furnish: Callable[[FastAPI, Hosting | None], None] = lambda app, hosting: None,
) -> AsyncIterator[Service]:
    """Serves inside; leaving captions what was said, then stops. Blocks while weights are fetched at first.

    ``furnish`` adds what only this server has: a demonstration its own way in.
    Raises ``VoixlaError`` when the glossary, the port, the data, the weights or the meeting server cannot be had: they
    are tried in this order.
    """
    glossary = read_glossary_file(settings.glossary)
    hosted = open_hosting(settings.data) if settings.access == "hosts" else nullcontext()
    with (
        bind(settings.host, settings.port) as listener,
        _text_listener(settings) as texts,
        hosted as hosting,
        open_keeping(settings.data, settings.archive) as keeping,
    ):
        metrics = Metrics()
        host, port = settings.host, listener.getsockname()[1]
        with WeightsProgress() as progress:
            engine = load_engine(
                settings.model,
                language=settings.language,
                cache=settings.cache,
                progress=progress,
                tuned=True,
                called=metrics.called,
            )
        access = hosting.access if hosting is not None else None
        async with open_media(media_choice(settings), port=port) as media:
            recorders = open_recorders(engine, keeping, hosting)
            voices = tell_voices_apart(settings.cache) if settings.voices != "off" else None
            rooms = open_rooms(engine, settings, notice, metrics, access, media, glossary, recorders, voices)
            metrics.watch(rooms, engine.device)
            app = create_app(rooms, settings, metrics, read_cards, hosting, keeping)
            furnish(app, hosting)
            async with engine.device, voices or nullcontext(), AsyncExitStack() as stack:
                text = None
                if texts is not None:
                    text = await _read_by_telnet(stack, texts, rooms, hosting, settings)
                await stack.enter_async_context(serving(app, listener))
                shown = f"[{host}]" if ":" in host else host
                address = f"http://{shown}:{port}/"
                yield Service(engine=engine, address=address, hosting=hosting, keeping=keeping, text=text)


def _text_listener(settings: Settings) -> socket.socket | nullcontext[None]:
    if settings.text_port is None:
        return nullcontext()
    return bind(settings.text_host, settings.text_port, flag="--text-port")


async def _read_by_telnet(
    stack: AsyncExitStack, listener: socket.socket, rooms: Rooms, hosting: Hosting | None, settings: Settings
) -> str:
    """The port of the plain text, to be closed after the rooms; where it is, as telnet wants it."""
    stays = hosting.stays if hosting is not None else Stays()
    address = f"{settings.text_host} {listener.getsockname()[1]}"
    await stack.enter_async_context(
        open_text_port(rooms, stays, listener, connections=settings.text_connections)
    )
    return address
