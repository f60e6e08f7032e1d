"""What a track has to do, in the order of its sound: speech opens, a decode is due, sound is missing. Pure.

Decides where decodes are due and which of them are superfluous, not what is made of them.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from models.audio import AudioGap, Samples, to_samples
from pipeline.policy import Policy
from pipeline.segmenter import SpeechEnd, SpeechStart

SHORTEST = to_samples(100)
"""Less sound is not decoded."""
_STALE = to_samples(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A decode of the sound up to ``at``; ``final`` where speech closes."""

    at: Samples
    final: bool = False


Mark = SpeechStart | Update | AudioGap


class Agenda:
    """Marks in order; the first one is worked on until it is removed."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._marks: deque[Mark] = deque()
        self._next_update: Samples | None = None

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)

    @property
    def first(self) -> Mark | None:
        return self._marks[0] if self._marks else None

    def lay(self, marks: list[SpeechStart | SpeechEnd]) -> None:
        """Starts and ends of speech, with the decodes that fall between them."""
        for mark in marks:
            if isinstance(mark, SpeechStart):
                self._marks.append(mark)
                self._next_update = Samples(mark.noticed + to_samples(self._policy.first_update_ms))
            else:
                at = Samples(min(mark.end + to_samples(self._policy.tail_ms), mark.noticed))
                self._marks.append(Update(at=at, final=True))
                self._next_update = None

    def lay_updates(self, until: Samples) -> None:
        """The decodes that are due while speech goes on."""
        while self._next_update is not None and self._next_update <= until:
            self._marks.append(Update(at=self._next_update))
            self._next_update = Samples(self._next_update + to_samples(self._policy.interval_ms))

    def miss(self, gap: AudioGap) -> None:
        self._marks.append(gap)

    def put_before(self, update: Update) -> None:
        """One more decode, before all others."""
        self._marks.appendleft(update)

    def remove_first(self) -> Mark:
        return self._marks.popleft()

    def clear(self) -> None:
        self._marks.clear()

    def catch_up(self, begin: Samples, until: Samples) -> int:
        """Drops decodes of the window that starts at ``begin`` which a later one makes superfluous; says how many.

        The end of speech is never dropped. A decode that has waited takes in the sound up to ``until``, and those
        after it follow in their interval.
        """
        dropped = self._skip(begin)
        if self._next_update is None or len(self._marks) != 1:
            return dropped
        only = self._marks[0]
        if isinstance(only, Update) and not only.final and until - only.at >= _STALE:
            self._marks[0] = Update(at=until)
            self._next_update = Samples(until + to_samples(self._policy.interval_ms))
        return dropped

    def _skip(self, begin: Samples) -> int:
        following = [*self._marks, None][1:]
        kept = [
            mark
            for mark, other in zip(self._marks, following, strict=True)
            if not (isinstance(mark, Update) and not mark.final and _replaces(other, begin))
        ]
        dropped = len(self._marks) - len(kept)
        self._marks = deque(kept)
        return dropped


def _replaces(other: Mark | None, begin: Samples) -> bool:
    # A close may lie before the update that it follows, and then leaves nothing to decode.
    return isinstance(other, Update) and other.at - begin >= SHORTEST
