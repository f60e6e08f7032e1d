"""An assembly with pages in it that remember what they are told; no sockets, no sound."""

import json
from typing import Any, Literal

from captions.ids import SessionId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.hub import Hub
from gateway.live.messages import Claim, Hello
from gateway.meeting.assembly import Assembly
from gateway.people import Person, Seat

SESSION = SessionId("s1")
GUEST = Grant(role=Role.PARTICIPANT, elective=True)
INVITED = Grant(role=Role.PARTICIPANT)
HOST = Grant(role=Role.HOST)
READER = Grant(role=Role.READER)


class Gathering:
    """``come`` brings a page to ``assembly``; ``heard`` is what it was told since it was asked last."""

    def __init__(self, *, people: int = 12, readers: int = 3) -> None:
        self.hub = Hub()
        self.assembly = Assembly("conseil", SESSION, hub=self.hub, people=people, readers=readers)

    def come(
        self,
        name: str,
        grant: Grant = GUEST,
        *,
        role: Literal["participant", "reader"] = "participant",
        back: Person | None = None,
        session: SessionId | None = None,
    ) -> Seat:
        claim = Claim(id=back.id, key=back.key) if back is not None else None
        hello = Hello(role=role, name=name, session=session, after=0, person=claim)
        seat = Seat(reader=self.hub.outside(), hello=hello, grant=grant)
        self.assembly.come(seat)
        self.tell()
        return seat

    def tell(self, *, media_up: bool = True) -> None:
        self.assembly.tell(frozenset(), frozenset(), media_up=media_up)

    def heard(self, seat: Seat, kind: str | None = None) -> list[dict[str, Any]]:
        messages = [json.loads(message) for message in iter(seat.reader.take, None)]
        return [message for message in messages if kind in (None, message["type"])]

    def roles(self) -> dict[str, str]:
        return {person.name: person.role.value for person in self.assembly.people}


def person_at(seat: Seat) -> Person:
    assert seat.person is not None
    return seat.person
