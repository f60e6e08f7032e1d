"""Readers ask whether words are right; whoever said them, or who corrects, answers. Pure: no I/O, no clock.

Nobody is told who asked unless the asker wanted it.

| Bound | Overflow |
|---|---|
| one question of a page in ``EVERY`` seconds; ``BURST`` of all at once, ``PER_SECOND`` for long | ``ask.too_fast`` |
| ``OPEN`` questions without an answer | the oldest is forgotten |
"""

from dataclasses import dataclass

from captions.ids import Milliseconds, SpeakerId
from gateway.live import protocol
from gateway.live.allowance import Allowance
from gateway.live.protocol import AskedView
from gateway.live.refusals import refusal
from gateway.live.writing import Answer, Ask, Span
from gateway.meeting.assembly import Assembly
from gateway.meeting.desk import Desk
from gateway.meeting.record import Record
from gateway.people import Person, Seat
from pipeline.voices import microphone_of

EVERY = 3.0
BURST = 12
PER_SECOND = 4.0
OPEN = 100
_RECENT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    view: AskedView
    span: Span
    words: tuple[str, ...]
    speaker: SpeakerId
    base: int | None
    """None: the words were a guess still."""
    asked_at: float


class Asking:
    """Of one meeting."""

    def __init__(self, assembly: Assembly, record: Record, desk: Desk) -> None:
        self._assembly = assembly
        self._record = record
        self._desk = desk
        self._questions: dict[str, _Question] = {}
        self._count = 0
        self._allowances: dict[Seat | SpeakerId, Allowance] = {}
        self._of_all: Allowance | None = None

    def ask(self, seat: Seat, message: Ask, *, now: float) -> None:
        """``now``: seconds of a steady clock. Raises ``ask.too_fast``, ``ask.nobody``, ``correct.gone``."""
        question = self._question(seat, message, now)
        told = self._who_can_answer(question)
        if not told:
            raise refusal("ask.nobody")
        self._allow(seat, now)
        self._questions[question.view.id] = question
        if len(self._questions) > OPEN:
            del self._questions[next(iter(self._questions))]
        for person in told:
            _put(person, question)

    def answer(self, person: Person, message: Answer, *, at_ms: Milliseconds) -> None:
        """Raises ``ask.gone``, ``correct.not_allowed``, or what keeps the words from being changed."""
        question = self._questions.get(message.ask)
        if question is None:
            raise refusal("ask.gone")
        if question.speaker != person.id and (message.how == "repeat" or not self._desk.may(person)):
            raise refusal("correct.not_allowed")
        if message.how != "repeat":
            self._write(person, question, message, at_ms)
        del self._questions[message.ask]
        self._assembly.tell_all(protocol.answered(message.ask, message.how, question.span.segment))

    def catch_up(self, person: Person, *, now: float) -> None:
        """Their page is new, or they are on duty from now on: what waits for them is put to them again."""
        for question in self._questions.values():
            recent = now - question.asked_at < _RECENT_SECONDS
            if recent and (person.id == question.speaker or person.corrects):
                _put(person, question)

    def forget(self, who: Seat | SpeakerId) -> None:
        """They have left; what they asked stays."""
        self._allowances.pop(who, None)

    def _question(self, seat: Seat, message: Ask, now: float) -> _Question:
        span = message.span
        segment, guess = self._record.transcript.segment(span.segment), self._record.unfinished(span.segment)
        said = segment or guess
        if said is None or not said.words:
            raise refusal("correct.gone")
        if span.first == span.last or span.last > len(said.words):
            span = Span(segment=span.segment, first=0, last=len(said.words))
        if segment is not None:
            self._record.corrections.read(span.segment)
        words = tuple(word.text for word in said.words[span.first : span.last])
        self._count += 1
        return _Question(
            view=AskedView(
                id=f"a{self._count}",
                segment=span.segment,
                first=span.first,
                last=span.last,
                text=" ".join(words),
                by=seat.person.name if message.named and seat.person is not None else None,
            ),
            span=span,
            words=words,
            speaker=microphone_of(said.speaker.id),
            base=None if segment is None else segment.revision,
            asked_at=now,
        )

    def _who_can_answer(self, question: _Question) -> list[Person]:
        """Whose page can put it to them."""
        return [
            person
            for person in self._assembly.people
            if person.seat is not None and (person.id == question.speaker or person.corrects)
        ]

    def _allow(self, seat: Seat, now: float) -> None:
        who = seat if seat.person is None else seat.person.id
        own = self._allowances.setdefault(who, Allowance(now, burst=1, per_second=1 / EVERY))
        if self._of_all is None:
            self._of_all = Allowance(now, burst=BURST, per_second=PER_SECOND)
        if not own.take(now) or not self._of_all.take(now):
            raise refusal("ask.too_fast")

    def _write(self, person: Person, question: _Question, message: Answer, at_ms: Milliseconds) -> None:
        span, base = question.span, question.base
        if base is None:
            segment = self._record.transcript.segment(span.segment)
            if segment is None and message.how == "confirm":
                return
            if segment is None:
                raise refusal("correct.gone")
            if tuple(word.text for word in segment.words[span.first : span.last]) != question.words:
                raise refusal("correct.conflict")
            base = self._record.corrections.read(span.segment).revision
        self._desk.rewrite(person, span, base, message.words or question.words, at_ms)


def _put(person: Person, question: _Question) -> None:
    if person.seat is not None:
        person.seat.reader.post(protocol.asked(question.view))
