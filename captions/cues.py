"""From finals to cues: what subtitle files are made of. Pure; knows no file format.

Theory of operation. Each track has at most one open line, whose words wait until a cue can be cut from them:

* a cue holds at most ``ROWS`` rows of ``COLUMNS`` characters, with room for the speaker's name where a line begins;
* it ends before a pause, before it grows too long to stay on screen, and rather after a full stop or a comma
  than in the middle of a phrase, and there where it parts least (``captions.breaks``);
* its times are those of its words; where the next cue of its track leaves room it stays until it can be read
  (``captions.reading``). Words are never left out to make time.

Cues leave in the order of their starts, as files want them, though two people who talk at once become final out
of order: a cue is held until nothing earlier can come. What is held is bounded, so a meeting of any length flows
through. Words of lines that fall silent are let go by the clock of the finals themselves.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final as Constant

from captions.breaks import CLUMSY, costs, ends_sentence
from captions.events import CaptionEvent, Final, Gap
from captions.ids import LineId, Milliseconds, TrackId
from captions.layout import COLUMNS, ROWS, lay, named, parting, pieces, plain, wrap
from captions.reading import reading_ms

_MOST_MS: Constant = 7000
_PAUSE_MS: Constant = 1500
_HOLD_MS: Constant = 10_000
"""How long after a word another final may still bring an earlier one; finals are promised within 6 s."""
_ORPHAN: Constant = 15
"""A cue of fewer characters than this is not worth the jump of the eyes."""
_UNFILLED: Constant = 200
"""What a cue costs that is left all empty for the sake of a better end, on the scale of ``captions.breaks``."""
_MISSING: Constant = "[passage non sous-titré]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Rows of text on screen from ``start_ms`` until ``end_ms``, which is always later."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    speaker: str
    """Name as shown; empty when nobody is named."""
    lines: tuple[str, ...]
    opens: bool
    """The first of a line: its rows leave room for the name of the speaker."""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    text: str
    start_ms: int
    end_ms: int


@dataclass(slots=True, kw_only=True)
class _Open:
    """The open line of one track, and the cue before it, which waits to learn how long it may stay."""

    line: LineId
    speaker: str
    words: list[_Piece] = field(default_factory=list)
    opens: bool = True
    waiting: Cue | None = None
    heard_ms: int = 0


class CueGrouping:
    """Push finals and gaps in the order of publication; cues come back as soon as they are sure."""

    def __init__(self) -> None:
        self._tracks: dict[TrackId, _Open] = {}
        self._held: list[tuple[int, int, Cue]] = []
        self._count = 0
        self._frontier_ms = 0
        self._last_start_ms = 0

    def push(self, event: CaptionEvent) -> list[Cue]:
        """Cues that are sure now, in the order of their starts. Interims and states say nothing to a file."""
        if isinstance(event, Final):
            self._add(event)
        elif isinstance(event, Gap):
            self._add_gap(event)
        else:
            return []
        self._frontier_ms = max(self._frontier_ms, event.end_ms)
        for track, open_line in list(self._tracks.items()):
            if open_line.heard_ms < self._frontier_ms - _HOLD_MS:
                self._end_track(track)
        return self._release(self._earliest_possible_ms())

    def close(self) -> list[Cue]:
        """Everything that is left."""
        for track in list(self._tracks):
            self._end_track(track)
        return self._release(None)

    def _add(self, final: Final) -> None:
        open_line = self._line_for(final.track, final.line, final.speaker.name)
        for word in final.words:
            text = plain(word.text)
            if text:
                open_line.words += _cut_up(text, word.start_ms, word.end_ms)
        open_line.heard_ms = max(open_line.heard_ms, final.end_ms)
        self._cut(open_line, ended=False)

    def _add_gap(self, gap: Gap) -> None:
        self._end_track(gap.track)
        open_line = self._line_for(gap.track, LineId(-1), gap.speaker.name)
        open_line.heard_ms = gap.end_ms
        words = [_Piece(text=_MISSING, start_ms=gap.start_ms, end_ms=gap.end_ms)]
        self._put(open_line, words)

    def _line_for(self, track: TrackId, line: LineId, name: str) -> _Open:
        open_line = self._tracks.get(track)
        if open_line is None:
            open_line = self._tracks[track] = _Open(line=line, speaker=plain(name))
        elif open_line.line != line or open_line.speaker != plain(name):
            self._cut(open_line, ended=True)
            open_line.line, open_line.speaker, open_line.opens = line, plain(name), True
        return open_line

    def _cut(self, open_line: _Open, *, ended: bool) -> None:
        while open_line.words:
            count = _cue_length(open_line.words, open_line.speaker if open_line.opens else "", ended=ended)
            if not count:
                return
            self._put(open_line, open_line.words[:count])
            del open_line.words[:count]

    def _put(self, open_line: _Open, words: list[_Piece]) -> None:
        start = words[0].start_ms
        before = open_line.waiting
        if before is not None:
            # Times are measured afresh in each window, so the next word may seem to begin before the last ended.
            start = max(start, before.start_ms + 1)
            self._hold(_with_room(before, until=start))
        open_line.waiting = Cue(
            start_ms=Milliseconds(start),
            end_ms=Milliseconds(max(words[-1].end_ms, start + 1)),
            speaker=open_line.speaker,
            lines=_rows(words, open_line.speaker if open_line.opens else ""),
            opens=open_line.opens,
        )
        open_line.opens = False

    def _end_track(self, track: TrackId) -> None:
        open_line = self._tracks.pop(track, None)
        if open_line is None:
            return
        self._cut(open_line, ended=True)
        if open_line.waiting is not None:
            self._hold(_with_room(open_line.waiting, until=None))

    def _hold(self, cue: Cue) -> None:
        self._count += 1
        heapq.heappush(self._held, (cue.start_ms, self._count, cue))

    def _earliest_possible_ms(self) -> int:
        limit = self._frontier_ms - _HOLD_MS
        for open_line in self._tracks.values():
            if open_line.waiting is not None:
                limit = min(limit, open_line.waiting.start_ms)
            if open_line.words:
                limit = min(limit, open_line.words[0].start_ms)
        return limit

    def _release(self, before_ms: int | None) -> list[Cue]:
        released = []
        while self._held and (before_ms is None or self._held[0][0] < before_ms):
            cue = heapq.heappop(self._held)[2]
            # A final later than any promise allows must not spoil the order of the file.
            start = max(cue.start_ms, self._last_start_ms)
            end = max(cue.end_ms, start + 1)
            released.append(replace(cue, start_ms=Milliseconds(start), end_ms=Milliseconds(end)))
            self._last_start_ms = start
        return released


def cues(events: Iterable[CaptionEvent]) -> Iterator[Cue]:
    """The cues of ``events``, in the order of their starts, holding a few seconds of them at a time."""
    grouping = CueGrouping()
    for event in events:
        yield from grouping.push(event)
    yield from grouping.close()


def _cut_up(text: str, start_ms: int, end_ms: int) -> list[_Piece]:
    """The word, or parts that fit on a row with their share of its time."""
    parts = pieces(text)
    share = (end_ms - start_ms) / len(parts)
    return [
        _Piece(
            text=part, start_ms=start_ms + round(index * share), end_ms=start_ms + round((index + 1) * share)
        )
        for index, part in enumerate(parts)
    ]


def _rows(words: list[_Piece], name: str) -> tuple[str, ...]:
    """``words`` in rows, with room for ``name`` before them unless it leaves none for the first word."""
    return lay([word.text for word in words], rows=ROWS, indent=_room(name))


def _room(name: str) -> int:
    label = named(name, "").rstrip(" ")
    return len(label) + 1 if label else 0


def _fits(words: list[_Piece], name: str) -> bool:
    label = named(name, "").rstrip(" ")
    texts = [word.text for word in words]
    with_label = bool(label) and len(label) + 1 + len(texts[0]) <= COLUMNS
    return len(wrap([label, *texts] if with_label else texts)) <= ROWS


def _cue_length(words: list[_Piece], name: str, *, ended: bool) -> int:
    """How many of ``words`` the next cue takes; 0 when more words must be awaited to know."""
    most = 1
    while most < len(words):
        if words[most].start_ms - words[most - 1].end_ms >= _PAUSE_MS:
            return most
        if words[most].end_ms - words[0].start_ms > _MOST_MS or not _fits(words[: most + 1], name):
            break
        most += 1
    rest = sum(len(word.text) + 1 for word in words[most:])
    if rest < _ORPHAN and not ended:
        return 0
    if not rest:
        return most
    return _best_break(words, most, name, lone=rest < _ORPHAN)


def _best_break(words: list[_Piece], most: int, name: str, *, lone: bool) -> int:
    """Where to end a cue that cannot take all: after a sentence, else after a clause, else where it costs least."""
    until = [0]
    for word in words[: most + 1]:
        until.append(until[-1] + len(word.text) + 1)
    texts = [word.text for word in words[: most + 1]]
    parted = [0] + [parting(texts[:count], rows=ROWS, indent=_room(name)) for count in range(1, most + 1)]
    for ends, least in ((ends_sentence, until[most] / 3), (_ends_clause, until[most] / 2)):
        for count in range(most, 0, -1):
            if until[count] >= least and ends(texts[count - 1]) and parted[count] < CLUMSY:
                return count
    full = max(1, most - most // 3) if lone else most
    between = costs(texts[: full + 1])
    return min(
        (count for count in range(1, full + 1) if until[count] * 2 >= until[full]),
        key=lambda count: (
            between[count - 1] + _UNFILLED * (until[full] - until[count]) // until[full] + parted[count]
        ),
    )


def _ends_clause(word: str) -> bool:
    return word.endswith((",", ";", ":"))


def _with_room(cue: Cue, *, until: int | None) -> Cue:
    """``cue`` ending before the next of its track, and not before it can be read where there is room."""
    end = max(cue.end_ms, cue.start_ms + reading_ms(len(cue.speaker) * cue.opens + len(cue.text)))
    if until is not None:
        end = min(end, max(until, cue.start_ms + 1))
    return replace(cue, end_ms=Milliseconds(end))
