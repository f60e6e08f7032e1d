"""What the server measures of itself, in Prometheus' form. Labels are causes and kinds: never names, rooms or text.

Knows no HTTP: ``http/metrics.py`` serves what ``page`` gives.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from captions.events import Cause
from gateway.rooms import Rooms
from hardware.cards import CardUse

_DELAYS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 20.0)
_CALLS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0)
_BATCHES = (1, 2, 4, 8, 16, 32)


class Device(Protocol):
    """What is read of the device when somebody asks."""

    @property
    def queued(self) -> int: ...


class Metrics:
    """Implements ``pipeline.ports.Observer`` for all live sessions; ``called`` is told by the device."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        shown = ("voixla_word_shown_seconds", "From the end of a word to its first display.")
        final = ("voixla_word_final_seconds", "From the end of a word to its final form.")
        self._shown = Histogram(*shown, buckets=_DELAYS, registry=self.registry)
        self._final = Histogram(*final, buckets=_DELAYS, registry=self.registry)
        self._calls = Histogram(
            "voixla_call_seconds", "Duration of an inference call.", buckets=_CALLS, registry=self.registry
        )
        self._batches = Histogram(
            "voixla_call_windows", "Windows in an inference call.", buckets=_BATCHES, registry=self.registry
        )
        self._gaps = Counter(
            "voixla_gap_seconds", "Sound without captions, by cause.", ["cause"], registry=self.registry
        )
        self._shed = Counter("voixla_guesses_skipped", "Guesses skipped under load.", registry=self.registry)
        for cause in Cause:
            self._gaps.labels(cause.value)

    def watch(self, rooms: Rooms, device: Device) -> None:
        """From now on they are read whenever somebody asks. Once."""
        self.registry.register(_Occupation(rooms, device))

    def page(self, cards: Sequence[CardUse] = ()) -> bytes:
        """All of it, as text; ``cards`` as they are now."""
        by_card = CollectorRegistry()
        by_card.register(_Cards(cards))
        return generate_latest(self.registry) + (generate_latest(by_card) if cards else b"")

    # --- what observers are told ---------------------------------------------------------------------------------

    def word_shown(self, delay_ms: int) -> None:
        self._shown.observe(delay_ms / 1000)

    def word_final(self, delay_ms: int) -> None:
        self._final.observe(delay_ms / 1000)

    def gap(self, cause: Cause, length_ms: int) -> None:
        self._gaps.labels(cause.value).inc(length_ms / 1000)

    def shed(self, updates: int) -> None:
        self._shed.inc(updates)

    def called(self, seconds: float, windows: int) -> None:
        """A call of the device has ended."""
        self._calls.observe(seconds)
        self._batches.observe(windows)


class _Occupation(Collector):
    def __init__(self, rooms: Rooms, device: Device) -> None:
        self._rooms = rooms
        self._device = device

    def collect(self) -> Iterable[GaugeMetricFamily]:
        rooms = self._rooms
        yield GaugeMetricFamily("voixla_rooms", "Rooms that are open.", len(rooms))
        yield GaugeMetricFamily("voixla_sessions", "Rooms with captions on.", rooms.captioned)
        yield GaugeMetricFamily("voixla_people", "Participants in all rooms.", rooms.people)
        yield GaugeMetricFamily("voixla_talkers", "People who speak and are captioned.", rooms.talkers)
        yield GaugeMetricFamily("voixla_shared_microphones", "Microphones that people share.", rooms.shared)
        yield GaugeMetricFamily("voixla_queue", "Windows that wait for inference.", self._device.queued)


class _Cards(Collector):
    def __init__(self, cards: Sequence[CardUse]) -> None:
        self._cards = cards

    def collect(self) -> Iterable[GaugeMetricFamily]:
        read: dict[str, Callable[[CardUse], float]] = {
            "voixla_card_memory_used_bytes": lambda card: card.memory_used,
            "voixla_card_memory_bytes": lambda card: card.memory,
            "voixla_card_busy_ratio": lambda card: card.busy,
        }
        for name, value in read.items():
            family = GaugeMetricFamily(name, "Of each graphics card, as NVML tells it.", labels=["card"])
            for card in self._cards:
                family.add_metric([str(card.index)], value(card))
            yield family
