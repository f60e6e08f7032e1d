"""Which line and segment the words of a track belong to. Pure.

A *line* is a readable phrase of one speaker. It ends at a pause, at the end of a sentence once it is long
enough, when somebody else has begun a line and this speaker paused, or at a hard length.
"""

from collections.abc import Sequence

from captions.ids import LineId, SegmentId
from captions.words import Word

PAUSE_MS = 1500
_LONG = 80
_TOO_LONG = 240
_SENTENCE_ENDS = (".", "?", "!", "…")


class Numbering:
    """Rising ids of one session, shared by its tracks."""

    def __init__(self) -> None:
        self._segment = 0
        self.line = LineId(0)
        """The line that was begun last, of any track."""

    def segment(self) -> SegmentId:
        self._segment += 1
        return SegmentId(self._segment)

    def next_line(self) -> LineId:
        self.line = LineId(self.line + 1)
        return self.line


class Lines:
    """The open line and segment of one track. Ids are taken when there is something to say, not before."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._line: LineId | None = None
        self._segment: SegmentId | None = None
        self._length = 0
        self._last: Word | None = None

    def speech_begins(self, start_ms: int) -> None:
        """Speech opens again; decides whether the last line goes on."""
        if self._last is None or self._line is None:
            return
        paused = start_ms - self._last.end_ms >= PAUSE_MS
        others = self._numbering.line != self._line
        if paused or others or ends_sentence(self._last.text):
            self._line = self._segment = None

    def current(self) -> tuple[LineId, SegmentId]:
        """Ids of the words that come next."""
        if self._line is None:
            self._line = self._numbering.next_line()
            self._length = 0
        if self._segment is None:
            self._segment = self._numbering.segment()
        return self._line, self._segment

    def commit(self, words: Sequence[Word]) -> list[tuple[LineId, SegmentId, tuple[Word, ...]]]:
        """Words that become final, as segments, cut where a line ends."""
        segments = []
        part: list[Word] = []
        for word in words:
            line, segment = self.current()
            part.append(word)
            self._length += len(word.text) + 1
            self._last = word
            if ends_line(word, self._length):
                segments.append((line, segment, tuple(part)))
                part, self._line, self._segment = [], None, None
        if part:
            line, segment = self.current()
            segments.append((line, segment, tuple(part)))
            self._segment = None
        return segments


def ends_sentence(text: str) -> bool:
    return text.endswith(_SENTENCE_ENDS)


def ends_line(word: Word, length: int) -> bool:
    """Whether a line of so many characters ends with ``word``, its last one so far."""
    return length >= _TOO_LONG or (length >= _LONG and ends_sentence(word.text))
