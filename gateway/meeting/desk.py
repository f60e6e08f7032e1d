"""The corrector's desk: who may change the text, and what becomes of it. Pure: no I/O, no clock.

How changes of several people stand together is for ``captions.corrections`` to say.
"""

from captions.errors import VoixlaError
from captions.events import Amended, Author, AuthorKind, Speaker
from captions.glossary import read_glossary
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId
from gateway.access.roles import Right, may
from gateway.captioner import LiveCaptioner
from gateway.live import protocol
from gateway.live.refusals import refusal, with_fields
from gateway.live.wording import likeness
from gateway.live.writing import Amend, Insert, Reassign, Span, Terms, Undo, Who
from gateway.meeting.record import Record
from gateway.people import People, Person


class Desk:
    """Of one meeting. Every change is an event, which everybody gets, before its method returns."""

    def __init__(self, people: People, record: Record, captioner: LiveCaptioner) -> None:
        self._people = people
        self._record = record
        self._captioner = captioner
        self._named = 0
        self.open_to_all = False
        """Every participant may correct."""

    def may(self, person: Person | None) -> bool:
        """Change what others said, too."""
        return person is not None and (may(person.role, Right.CORRECT) or self.open_to_all)

    @property
    def terms(self) -> tuple[str, ...]:
        return self._captioner.glossary.terms

    def amend(self, person: Person, message: Amend, at_ms: Milliseconds) -> None:
        """Raises ``VoixlaError``; then nothing happened. So do the others."""
        self.rewrite(person, message.span, message.base, message.words, at_ms)
        self._done(person, message.id, message.span.segment)

    def rewrite(
        self, person: Person, span: Span, base: int, words: tuple[str, ...], at_ms: Milliseconds
    ) -> None:
        """``words`` instead of ``span``."""
        segment = self._record.transcript.segment(span.segment)
        if not self.may(person) and (segment is None or segment.speaker.id != person.id):
            raise refusal("correct.not_allowed")
        try:
            self._emit(
                self._record.corrections.amend(
                    author_of(person), span.segment, base, (span.first, span.last), words, at_ms=at_ms
                )
            )
        except VoixlaError as error:
            raise with_fields(error, segment=span.segment) from None

    def insert(self, person: Person, message: Insert, at_ms: Milliseconds) -> None:
        self._must_be_allowed(person)
        speaker = self._speaker(message.speaker)
        corrections = self._record.corrections
        if message.after is not None and not self._record.transcript.line(message.after):
            raise refusal("correct.gone")
        ids = self._captioner.next_segment()
        event = corrections.insert(author_of(person), ids, speaker, message.after, message.words, at_ms=at_ms)
        self._emit([event])
        self._done(person, message.id, event.segment)

    def reassign(self, person: Person, message: Reassign, at_ms: Milliseconds) -> None:
        self._must_be_allowed(person)
        speaker = self._speaker(message.speaker)
        corrections = self._record.corrections
        segments, whole = corrections.to_move(message.line, message.start)
        line = message.line
        if not whole and any(segment.speaker != speaker for segment in segments):
            line = self._new_line()
        self._emit(corrections.reassign(author_of(person), segments, line, speaker, at_ms=at_ms))
        self._done(person, message.id, segments[0].id)

    def undo(self, person: Person, message: Undo, at_ms: Milliseconds) -> None:
        events = self._record.corrections.undo(author_of(person), at_ms=at_ms)
        self._emit(events)
        self._done(person, message.id, events[0].segment)

    def change_terms(self, person: Person, message: Terms) -> None:
        """They act on the next windows."""
        self._must_be_allowed(person)
        kept = [term for term in self.terms if term not in message.remove]
        self._captioner.glossary = read_glossary([*kept, *message.add])

    def _must_be_allowed(self, person: Person) -> None:
        if not self.may(person):
            raise refusal("correct.not_allowed")

    def _emit(self, events: list[Amended]) -> None:
        for event in events:
            self._captioner.emit(event)

    def _done(self, person: Person, request: str, segment: SegmentId) -> None:
        now = self._record.transcript.segment(segment)
        if person.seat is not None and now is not None:
            person.seat.reader.post(protocol.done(request, segment, now.revision))

    def _new_line(self) -> LineId:
        line, _ = self._captioner.next_segment()
        return line

    def _speaker(self, who: Who) -> Speaker:
        """Somebody who is here or has spoken; or else somebody new of that name."""
        if who.id is None:
            return self._called(who.name)
        here = next((person for person in self._people if person.id == who.id), None)
        name = here.name if here is not None else self._record.name_of(who.id)
        if name is None:
            raise refusal("live.no_such_person")
        return Speaker(id=who.id, name=name)

    def _called(self, name: str) -> Speaker:
        alike = likeness(name)
        here = next((person for person in self._people if likeness(person.name) == alike), None)
        if here is not None:
            return here.speaker()
        known = [segment.speaker for segment in self._record.transcript]
        spoke = next((speaker for speaker in reversed(known) if likeness(speaker.name) == alike), None)
        if spoke is not None:
            return spoke
        self._named += 1
        return Speaker(id=SpeakerId(f"named-{self._named}"), name=name)


def author_of(person: Person) -> Author:
    return Author(kind=AuthorKind.PERSON, id=person.id, name=person.name)
