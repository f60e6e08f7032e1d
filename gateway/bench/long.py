"""A meeting of many hours, fed as fast as the engine takes it: does it cost the same at the end as at the beginning?

One talker, one session, no sound dropped. Delays are in sound, not in time: how much more had been heard when a word
became final. Nothing is kept of what was measured but the figures of each tenth, so memory that grows is the product's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from captions.events import CaptionEvent, Final, Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from captions.quality import percentile
from gateway.bench.quality import OpenSession
from gateway.bench.talker import Talker
from gateway.bench.usage import Usage, UsageMeter
from models.audio import SAMPLE_RATE, Samples, to_ms

_TRACK = TrackId("bench")
_PARTS = 10
_FRAME = 1600


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """A tenth of the meeting."""

    minutes: float
    words: int
    usage: Usage
    behind_ms: tuple[int, ...]
    """For each final word: sound heard since it was said; ascending."""

    @property
    def cpu_s_per_minute(self) -> float:
        return self.usage.cpu_s / self.minutes

    def as_json(self) -> dict[str, object]:
        return {
            "words": self.words,
            "cpu_s_per_minute": round(self.cpu_s_per_minute, 3),
            "wall_s_per_minute": round(self.usage.wall_s / self.minutes, 3),
            "memory_mb": round(self.usage.memory_mb, 1),
            "behind_ms": {"p50": percentile(self.behind_ms, 0.5), "p95": percentile(self.behind_ms, 0.95)},
            "others_cores": None if self.usage.others_cores is None else round(self.usage.others_cores, 2),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LongReport:
    """``ratios``: the last tenth over the second; the first one warms up."""

    hours: float
    tenths: tuple[Tenth, ...]

    def as_json(self) -> dict[str, object]:
        last, second = self.tenths[-1], self.tenths[1]
        ratios = {
            "cpu": last.cpu_s_per_minute / max(1e-9, second.cpu_s_per_minute),
            "memory": last.usage.memory_mb / max(1e-9, second.usage.memory_mb),
            "behind_p95": percentile(last.behind_ms, 0.95) / max(1, percentile(second.behind_ms, 0.95)),
        }
        return {
            "hours": self.hours,
            "last_over_second": {name: round(ratio, 3) for name, ratio in ratios.items()},
            "tenths": [tenth.as_json() for tenth in self.tenths],
        }


async def run_long(
    open_session: OpenSession, talker: Talker, *, hours: float, progress: Callable[[float], None]
) -> LongReport:
    """``progress`` is told the share that is done."""
    total = int(hours * 3600 * SAMPLE_RATE)
    marks = [total * (part + 1) // _PARTS for part in range(_PARTS)]
    hearing = _Hearing()
    tenths: list[Tenth] = []
    async with open_session(SessionId("bench"), hearing.note) as session:
        track = session.open_track(_TRACK, Speaker(id=SpeakerId("bench"), name=""))
        meter = UsageMeter()
        for frame in takewhile(lambda frame: frame.start < total, talker.stream(_TRACK, _FRAME)):
            await track.feed(frame)
            hearing.until = frame.end
            if frame.end >= marks[len(tenths)]:
                tenths.append(hearing.tenth(meter.read(), total / _PARTS))
                meter = UsageMeter()
                progress(len(tenths) / _PARTS)
        await track.close()
    return LongReport(hours=hours, tenths=tuple(tenths))


class _Hearing:
    """Counts what is final since it was last asked."""

    def __init__(self) -> None:
        self.until = Samples(0)
        self._behind: list[int] = []

    def note(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self._behind += [max(0, to_ms(self.until) - word.end_ms) for word in event.words]

    def tenth(self, usage: Usage, samples: float) -> Tenth:
        behind, self._behind = tuple(sorted(self._behind)), []
        return Tenth(minutes=samples / SAMPLE_RATE / 60, words=len(behind), usage=usage, behind_ms=behind)
