"""A meeting whose people write in the captions of a session that recognises nothing; no sockets, no sound."""

import json
from typing import Any, Literal

from captions.events import CaptionEvent, Final, Interim, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word
from gateway.access.grants import Grant
from gateway.live.hub import Hub
from gateway.live.messages import Hello, parse
from gateway.live.writing import WritingMessage
from gateway.meeting.assembly import Assembly
from gateway.meeting.clerk import Clerk
from gateway.meeting.record import Record
from gateway.people import Person, Seat
from tests.fakes.caption_session import FakeSession
from tests.unit.gateway.meeting.gathering import INVITED, person_at


class Writers:
    """``at`` is the session's time in seconds; ``events`` is what was published."""

    def __init__(self) -> None:
        self.at = 100.0
        self.events: list[CaptionEvent] = []
        self.hub = Hub()
        self.record = Record(self.hub)
        self.assembly = Assembly("conseil", SessionId("s"), hub=self.hub, people=12, readers=12)
        self.session = FakeSession(SessionId("s"), self._publish, lambda: self.at)
        self.session.opened = 0.0
        self.clerk = Clerk(self.assembly, self.record, self.session)

    def _publish(self, event: CaptionEvent) -> None:
        self.events.append(event)
        self.record.publish(event)

    def come(
        self,
        name: str,
        grant: Grant = INVITED,
        *,
        role: Literal["participant", "reader"] = "participant",
    ) -> Seat:
        hello = Hello(role=role, name=name, session=None, after=0, person=None)
        seat = Seat(reader=self.hub.outside(), hello=hello, grant=grant)
        self.assembly.come(seat)
        self.clerk.greet(seat)
        return seat

    def back(self, person: Person) -> Seat:
        """Their new page; the former is gone."""
        seat = Seat(reader=self.hub.outside(), hello=_hello(person.name), grant=person.grant, inside=True)
        seat.person, person.seat = person, seat
        self.clerk.greet(seat)
        return seat

    def say(
        self,
        seat: Seat,
        text: str,
        segment: int = 1,
        line: int = 1,
        *,
        final: bool = True,
        voice: int | None = None,
    ) -> None:
        """As recognised, a word every half second from the segment's number in seconds.

        ``voice``: of the microphone of ``seat``, which several people share.
        """
        words = tuple(
            Word(
                text=part,
                start_ms=Milliseconds(1000 * segment + 500 * n),
                end_ms=Milliseconds(1000 * segment + 500 * n + 400),
                probability=0.8,
            )
            for n, part in enumerate(text.split())
        )
        kind = Final if final else Interim
        self.session.seq += 1
        self._publish(
            kind(
                seq=self.session.seq,
                track=TrackId("t"),
                speaker=speaker(seat) if voice is None else voice_at(seat, voice),
                segment=SegmentId(segment),
                line=LineId(line),
                revision=2 if final else 1,
                start_ms=words[0].start_ms,
                end_ms=words[-1].end_ms,
                words=words,
            )
        )

    def send(self, seat: Seat, **message: object) -> None:
        """As the page would write it."""
        parsed = parse(json.dumps(message))
        assert isinstance(parsed, WritingMessage)
        self.clerk.handle(seat, parsed)
        self.clerk.look()

    def heard(self, seat: Seat, kind: str) -> list[dict[str, Any]]:
        """What the page was told of that ``kind`` since it was asked last."""
        messages = [json.loads(message) for message in iter(seat.reader.take, None)]
        return [message for message in messages if message["type"] == kind]

    def text(self, segment: int = 1) -> str:
        """As it stands."""
        found = self.record.transcript.segment(SegmentId(segment))
        return "" if found is None else " ".join(word.text for word in found.words)


def speaker(seat: Seat) -> Speaker:
    return person_at(seat).speaker()


def voice_at(seat: Seat, label: int) -> Speaker:
    """As the session calls it."""
    return Speaker(id=SpeakerId(f"{person_at(seat).id}#{label}"), name=f"Intervenant {label}")


def _hello(name: str) -> Hello:
    return Hello(role="participant", name=name, session=None, after=0, person=None)
