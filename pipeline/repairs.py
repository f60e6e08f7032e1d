"""Lines of a shared microphone that are final, and what a later look at the voices changes of them. Pure.

| Bound | Overflow |
|---|---|
| ``MOST`` lines | older ones are repaired no more |
"""

from dataclasses import dataclass, field

from captions.events import Speaker
from captions.ids import LineId, SegmentId, TrackId
from models.audio import to_samples
from models.speakers import Relabelled, VoiceLabel

MOST = 5000
"""Several hours of talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """All of ``line`` was said by ``speaker``, not by ``was``, as whom it is shown."""

    track: TrackId
    line: LineId
    segments: tuple[SegmentId, ...]
    was: Speaker
    speaker: Speaker


@dataclass(slots=True, kw_only=True)
class _Said:
    voice: VoiceLabel
    start_ms: int
    segments: list[SegmentId] = field(default_factory=list)
    repaired: bool = False


class SaidLines:
    """Of one track."""

    def __init__(self) -> None:
        self._lines: dict[LineId, _Said] = {}

    def add(self, line: LineId, segment: SegmentId, voice: VoiceLabel | None, start_ms: int) -> None:
        """A segment of ``line`` is final; without a voice there is nothing to repair."""
        if voice is None:
            return
        self._lines.setdefault(line, _Said(voice=voice, start_ms=start_ms)).segments.append(segment)
        if len(self._lines) > MOST:
            del self._lines[next(iter(self._lines))]

    def relabel(self, change: Relabelled) -> list[tuple[LineId, tuple[SegmentId, ...]]]:
        """The lines that are ``change.now``'s from now on, each once at most however often somebody looks again."""
        found = []
        for line, said in self._lines.items():
            inside = change.start <= to_samples(said.start_ms) < change.end
            if inside and said.voice == change.was and not said.repaired:
                said.voice, said.repaired = change.now, True
                found.append((line, tuple(said.segments)))
        return found
