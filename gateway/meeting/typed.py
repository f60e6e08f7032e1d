"""Real-time text: what people type, letter by letter, as captions of their own (EN 301 549, 6.2). Pure.

Nothing that was shown is lost: a line that nobody goes on with becomes final as it stands.
"""

from dataclasses import dataclass, field

from captions.events import Final, Interim, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from gateway.captioner import LiveCaptioner
from gateway.live.wording import words_in
from gateway.live.writing import LONGEST_TYPED, Typing
from gateway.people import Person, Seat


@dataclass(slots=True, kw_only=True, eq=False)
class _Line:
    """An open line; ``words`` is what everybody sees of it."""

    speaker: Speaker
    line: LineId
    segment: SegmentId
    start_ms: Milliseconds
    words: tuple[Word, ...] = ()
    revision: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class _Field:
    """What somebody's page has in its field: ``kept`` is final already, ``rest`` is the open line."""

    seat: Seat
    kept: str = ""
    rest: str = ""
    line: _Line | None = field(default=None)


class Typed:
    """Everybody's typed lines in one meeting."""

    def __init__(self, captioner: LiveCaptioner) -> None:
        self._captioner = captioner
        self._fields: dict[SpeakerId, _Field] = {}
        self._newest = Milliseconds(-1)

    def put(self, person: Person, seat: Seat, message: Typing, *, at_ms: Milliseconds) -> bool:
        """Shows it. False: the line was too long; it goes on in another, its beginning is final."""
        page = self._field(person, seat, message.text, at_ms)
        if page.line is not None and page.line.speaker != person.speaker():
            page.kept += page.rest
            self._finish(page, at_ms)
        page.rest = _after(page, message.text)
        fits = True
        while len(page.rest) > LONGEST_TYPED:
            fits = False
            begin, rest = _cut(page.rest)
            self._show(person, page, begin, at_ms)
            self._finish(page, at_ms)
            page.kept, page.rest = page.kept + begin, rest
        self._show(person, page, page.rest, at_ms)
        if message.done:
            self._finish(page, at_ms)
            del self._fields[person.id]
        return fits

    def end(self, person: SpeakerId, *, at_ms: Milliseconds) -> None:
        """They have left."""
        page = self._fields.pop(person, None)
        if page is not None:
            self._finish(page, at_ms)

    def close(self, *, at_ms: Milliseconds) -> None:
        """The meeting ends."""
        for person in list(self._fields):
            self.end(person, at_ms=at_ms)

    def _field(self, person: Person, seat: Seat, text: str, at_ms: Milliseconds) -> _Field:
        page = self._fields.get(person.id)
        if page is not None and page.seat is not seat:
            # The same page after a cut goes on; another one, or the same after reloading, has an empty field.
            if text.startswith(page.kept + page.rest):
                page.seat = seat
            else:
                self.end(person.id, at_ms=at_ms)
                page = None
        if page is None:
            page = self._fields[person.id] = _Field(seat=seat)
        return page

    def _show(self, person: Person, page: _Field, text: str, at_ms: Milliseconds) -> None:
        texts = words_in(text)
        if page.line is None:
            if not texts:
                return
            line, segment = self._captioner.next_segment()
            # Lines stand by when they begin; what reaches the server within a millisecond keeps its order.
            self._newest = Milliseconds(max(at_ms, self._newest + 1))
            page.line = _Line(speaker=person.speaker(), line=line, segment=segment, start_ms=self._newest)
        line_ = page.line
        at_ms = max(at_ms, line_.start_ms)
        if texts == tuple(word.text for word in line_.words):
            return
        line_.words = _timed(line_.words, texts, at_ms)
        self._tell(Interim, line_, at_ms)

    def _finish(self, page: _Field, at_ms: Milliseconds) -> None:
        if page.line is not None and page.line.words:
            self._tell(Final, page.line, max(at_ms, page.line.start_ms))
        page.line = None

    def _tell(self, kind: type[Interim] | type[Final], line: _Line, at_ms: Milliseconds) -> None:
        line.revision += 1
        self._captioner.emit(
            kind(
                seq=0,
                track=TrackId(f"{line.speaker.id}-typed"),
                speaker=line.speaker,
                segment=line.segment,
                line=line.line,
                revision=line.revision,
                start_ms=line.start_ms,
                end_ms=at_ms,
                words=line.words,
                origin=Origin.TYPED,
            )
        )


def _after(page: _Field, text: str) -> str:
    """``text`` without what is final already; a page may send that or not."""
    if page.kept.startswith(text):
        return ""
    if not text.startswith(page.kept):
        page.kept = ""
    return text.removeprefix(page.kept)


def _cut(text: str) -> tuple[str, str]:
    """At a space, if there is one early enough."""
    at = max((index for index, letter in enumerate(text[: LONGEST_TYPED + 1]) if letter.isspace()), default=0)
    at = at or LONGEST_TYPED
    return text[:at], text[at:]


def _timed(before: tuple[Word, ...], texts: tuple[str, ...], at_ms: Milliseconds) -> tuple[Word, ...]:
    """Words that stand keep their time; a new one was typed now, and so was the end of the last."""
    words = []
    for index, text in enumerate(texts):
        old = before[index] if index < len(before) else None
        if old is not None and old.text == text:
            words.append(old)
            continue
        start = at_ms if old is None else old.start_ms
        end = old.end_ms if old is not None and index + 1 < len(before) else at_ms
        words.append(Word(text=text, start_ms=start, end_ms=end, probability=1.0))
    return tuple(words)
