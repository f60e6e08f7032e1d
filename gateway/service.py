"""The whole server as one context: listening socket, engine, rooms and pages, started and stopped in order."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from gateway.compose import Engine, load_engine, open_rooms
from gateway.http.app import create_app
from gateway.http.server import bind, serving
from gateway.metrics import Metrics
from gateway.settings import Settings
from gateway.weights_progress import WeightsProgress
from hardware.cards import read_cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A server that runs: ``address`` is where its pages are."""

    engine: Engine
    address: str


@asynccontextmanager
async def running(settings: Settings, notice: Mapping[str, str] | None = None) -> AsyncIterator[Service]:
    """Serves inside; leaving captions what was said, then stops. Blocks while weights are fetched at first.

    Raises ``VoixlaError`` when the port or the weights cannot be had: the port is tried first.
    """
    with bind(settings.host, settings.port) as listener:
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
        rooms = open_rooms(engine, settings, notice, metrics)
        metrics.watch(rooms, engine.device)
        app = create_app(rooms, settings, metrics, read_cards)
        async with engine.device, serving(app, listener):
            shown = f"[{host}]" if ":" in host else host
            yield Service(engine=engine, address=f"http://{shown}:{port}/")
