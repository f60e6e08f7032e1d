"""The corrector's desk: who may change the text, and what becomes of it. Pure: no I/O, no clock.

How changes of several people stand together is for ``captions.corrections`` to say.
"""

from collections.abc import Iterable, Iterator

from captions.errors import VoixlaError
from captions.events import Amended, Author, AuthorKind, Named, Speaker
from captions.glossary import read_glossary
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId
from gateway.access.roles import Right, may
from gateway.captioner import LiveCaptioner
from gateway.live import protocol
from gateway.live.refusals import refusal, with_fields
from gateway.live.sharing import NameSpeaker
from gateway.live.wording import likeness
from gateway.live.writing import Amend, Insert, Reassign, Span, Terms, Undo, Who
from gateway.meeting.record import Record
from gateway.people import People, Person
from pipeline.repairs import Repair
from pipeline.voices import label_of, microphone_of

LATER_LOOK = Author(kind=AuthorKind.ENGINE, id=SpeakerId("voices"), name="distinction des voix")
"""Who gives a line to another voice when all that was heard since says so."""


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
        if not self.may(person) and (segment is None or microphone_of(segment.speaker.id) != person.id):
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

    def name_speaker(self, person: Person, message: NameSpeaker, at_ms: Milliseconds) -> None:
        own = label_of(message.speaker) is not None and microphone_of(message.speaker) == person.id
        if not (own or self.may(person)):
            raise refusal("correct.not_allowed")
        speaker = self._record.speakers.get(message.speaker)
        if speaker is None:
            raise refusal("correct.gone")
        if message.same_as is not None:
            shown = self._known_as(person, message.same_as)
        else:
            shown = self._named_as(person, speaker, message.name)
        if message.same_as is None or shown.id != speaker.id:
            self._emit(self._record.corrections.name(author_of(person), speaker, shown, at_ms=at_ms))
        self._done(person, message.id, None)

    def repair(self, repair: Repair, at_ms: Milliseconds) -> None:
        """What people changed stays; so do words of a voice that they named, unless the other one has a name too."""
        names, transcript = self._record.names, self._record.transcript
        if names.of(repair.was) != repair.was and names.of(repair.speaker) == repair.speaker:
            return
        found = [transcript.segment(segment) for segment in repair.segments]
        moved = [
            segment
            for segment in found
            if segment is not None and segment.revision == 0 and segment.speaker.id == repair.was.id
        ]
        whole = all(segment in moved for segment in transcript.line(repair.line) if segment.words)
        line = repair.line if whole or not moved else self._new_line()
        self._emit(self._record.corrections.reassign(LATER_LOOK, moved, line, repair.speaker, at_ms=at_ms))

    def undo(self, person: Person, message: Undo, at_ms: Milliseconds) -> None:
        events = self._record.corrections.undo(author_of(person), at_ms=at_ms)
        self._emit(events)
        first = events[0]
        self._done(person, message.id, first.segment if isinstance(first, Amended) else None)

    def change_terms(self, person: Person, message: Terms) -> None:
        """They act on the next windows."""
        self._must_be_allowed(person)
        kept = [term for term in self.terms if term not in message.remove]
        self._captioner.glossary = read_glossary([*kept, *message.add])

    def _must_be_allowed(self, person: Person) -> None:
        if not self.may(person):
            raise refusal("correct.not_allowed")

    def _emit(self, events: Iterable[Amended | Named]) -> None:
        for event in events:
            self._captioner.emit(event)

    def _done(self, person: Person, request: str, segment: SegmentId | None) -> None:
        now = None if segment is None else self._record.transcript.segment(segment)
        if person.seat is not None and (now is not None or segment is None):
            person.seat.reader.post(protocol.done(request, segment, None if now is None else now.revision))

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
        known = next((speaker for speaker in self._everybody() if likeness(speaker.name) == alike), None)
        if known is not None:
            return known
        self._named += 1
        return Speaker(id=SpeakerId(f"named-{self._named}"), name=name)

    def _everybody(self) -> Iterator[Speaker]:
        """Who is here, then who has spoken, the last newcomer first; each as they are shown."""
        names = self._record.names
        for person in self._people:
            yield names.of(person.speaker())
        for speaker in reversed(self._record.speakers.values()):
            yield names.of(speaker)

    def _known_as(self, person: Person, who: SpeakerId) -> Speaker:
        """Somebody who is here or has spoken. Nobody may make others say what was said at their own microphone."""
        if not self.may(person) and microphone_of(who) != person.id:
            raise refusal("correct.not_allowed")
        here = next((each.speaker() for each in self._people if each.id == who), None)
        known = here or self._record.speakers.get(who)
        if known is None:
            raise refusal("correct.gone")
        return self._record.names.of(known)

    def _named_as(self, person: Person, speaker: Speaker, name: str) -> Speaker:
        """A name that somebody else has is theirs; numbered where ``person`` may not say who they are."""
        now = self._record.names.of(speaker)
        others = {likeness(other.name): other for other in self._everybody() if other.id != now.id}
        if self.may(person) and likeness(name) in others:
            return others[likeness(name)]
        return Speaker(id=speaker.id, name=self._people.free_name(name, taken=others))


def author_of(person: Person) -> Author:
    return Author(kind=AuthorKind.PERSON, id=person.id, name=person.name)
