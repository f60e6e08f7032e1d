"""What is hidden of a record: a span of its time, by whom and why; and the text without what was said in it. Pure.

A word is hidden when any part of it lies in the span, whoever said it. Words that are hidden side by side become one,
``HIDDEN``, that lasts as long as they did. Earlier wordings of a segment that is touched are hidden as a whole: there
the same word may stand at another time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Final, NewType

from captions.archive.records import Entry, Moment, Note, Record, RecordId
from captions.events import Author
from captions.ids import Milliseconds, SessionId
from captions.words import Word

RedactionId = NewType("RedactionId", int)
HIDDEN: Final = "[occulté]"
"""What stands in the place of words that nobody may read."""


class Reason(StrEnum):
    """Why something is hidden."""

    PRIVACY = "privacy"
    HEALTH = "health"
    BUSINESS = "business"
    SECURITY = "security"
    MINOR = "minor"
    OTHER = "other"


NAMES: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.PRIVACY: "vie privée",
        Reason.HEALTH: "secret médical",
        Reason.BUSINESS: "secret des affaires",
        Reason.SECURITY: "sécurité",
        Reason.MINOR: "mineur",
        Reason.OTHER: "autre motif",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Everything said from ``start`` until ``end``, which is exclusive."""

    id: RedactionId
    record: RecordId
    start: Moment
    end: Moment
    reason: Reason
    remark: str
    author: Author
    at: Moment
    """When it was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    start: Moment
    end: Moment


class Veil:
    """The spans that are hidden of one record, whose sessions began at those moments."""

    def __init__(self, spans: Sequence[Span] = (), began: Mapping[SessionId, Moment] | None = None) -> None:
        self._spans = tuple(spans)
        self._began = dict(began or {})

    def __bool__(self) -> bool:
        return bool(self._spans)

    def hides(self, entry: Entry, word: Word) -> bool:
        start = self._began[entry.session] + word.start_ms
        return self._overlaps(start, max(self._began[entry.session] + word.end_ms, start + 1))

    def touches(self, entry: Entry) -> bool:
        """Whether anything of it is hidden."""
        return bool(self._spans) and any(self.hides(entry, word) for word in entry.words)

    def over(self, entry: Entry) -> Entry:
        """``entry`` as everybody gets it."""
        if not self.touches(entry):
            return entry
        words: list[Word] = []
        for hidden, run in self._runs(entry):
            words += [placeholder(run)] if hidden else run
        return replace(entry, words=tuple(words))

    def over_earlier(self, revisions: Sequence[Entry]) -> tuple[Entry, ...]:
        """All revisions of one segment, the one that stands being the last."""
        if not any(self.touches(entry) for entry in revisions):
            return tuple(revisions)
        return (*(whole(entry) for entry in revisions[:-1]), self.over(revisions[-1]))

    def beside(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """Without those about a moment that is hidden."""
        return tuple(note for note in notes if not self.covers(note.about))

    def covers(self, moment: int) -> bool:
        return self._overlaps(moment, moment + 1)

    def put_back(self, entry: Entry, before: Entry) -> Entry | None:
        """``entry``, made by who read ``before`` through this veil, with the words it hid; None when that cannot be.

        Each ``HIDDEN`` has to be where it was, and nothing new may come to lie in a span.
        """
        runs = [run for hidden, run in self._runs(before) if hidden] if self.touches(before) else []
        waiting = list(runs)
        words: list[Word] = []
        for word in entry.words:
            if waiting and _same_place(word, placeholder(waiting[0])):
                words += waiting.pop(0)
            elif word.text == HIDDEN:
                return None
            else:
                words.append(word)
        whole_again = replace(entry, words=tuple(words))
        shown = self.over(whole_again)
        if waiting or _texts(shown.words) != _texts(entry.words):
            return None
        return whole_again

    def outside(self, entry: Entry, word: Word) -> Word:
        """``word`` of ``entry``, moved so far that nothing of it is hidden."""
        if not self.hides(entry, word):
            return word
        began = self._began[entry.session]
        start, end = began + word.start_ms, began + word.end_ms
        for begin, until in self._together():
            if start < until and max(end, start + 1) > begin:
                start, end = (start, begin) if start < begin else (until, until)
                break
        return replace(word, start_ms=Milliseconds(start - began), end_ms=Milliseconds(end - began))

    def _together(self) -> list[tuple[int, int]]:
        """The spans in order; those that touch are one."""
        joined: list[tuple[int, int]] = []
        for span in sorted(self._spans, key=lambda span: span.start):
            if joined and span.start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
            else:
                joined.append((span.start, span.end))
        return joined

    def _runs(self, entry: Entry) -> list[tuple[bool, list[Word]]]:
        return [
            (hidden, list(run)) for hidden, run in groupby(entry.words, lambda word: self.hides(entry, word))
        ]

    def _overlaps(self, start: int, end: int) -> bool:
        return any(start < span.end and end > span.start for span in self._spans)


NOTHING_HIDDEN: Final = Veil()


def veil_of(record: Record, redactions: Iterable[Redaction]) -> Veil:
    spans = [Span(start=redaction.start, end=redaction.end) for redaction in redactions]
    return Veil(spans, {run.session: run.started for run in record.sessions})


def placeholder(words: Sequence[Word]) -> Word:
    """What stands in the place of ``words``."""
    return Word(
        text=HIDDEN,
        start_ms=Milliseconds(min(word.start_ms for word in words)),
        end_ms=Milliseconds(max(word.end_ms for word in words)),
        probability=1.0,
    )


def whole(entry: Entry) -> Entry:
    """Nothing of it but when it was said."""
    return replace(entry, words=(placeholder(entry.words),)) if entry.words else entry


def _texts(words: Sequence[Word]) -> list[str]:
    """Placeholders side by side as one: what stood between them may be taken away."""
    return [
        text
        for text, run in groupby(word.text for word in words)
        for _ in ([text] if text == HIDDEN else run)
    ]


def _same_place(word: Word, hidden: Word) -> bool:
    return (word.text, word.start_ms, word.end_ms) == (HIDDEN, hidden.start_ms, hidden.end_ms)
