"""Who is in a room: identities, their return after a cut, and the list that everybody sees. Pure: no I/O, no clock.

A participant whose connection drops keeps the place for a while; with the key that only they were given they take
it again, from the same page or another. Somebody who publishes without a page (WHIP) never has a connection.
"""

import secrets
from collections.abc import Callable, Set
from dataclasses import dataclass, field

from captions.events import Speaker
from captions.ids import SpeakerId
from gateway.access.roles import Role
from gateway.live.hub import Reader
from gateway.live.messages import Claim
from gateway.live.protocol import PersonView
from gateway.live.refusals import refusal


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """One connected page. ``verdict`` set: the connection is to be closed with this code, after this message."""

    reader: Reader
    person: "Person | None"
    listener: SpeakerId | None = None
    """Under which id the page hears the others; None when it only reads."""
    verdict: tuple[int, str] | None = None

    def dismiss(self, code: int, message: str) -> None:
        self.verdict = (code, message)
        self.reader.wake()


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    """One participant; ``key`` proves the identity and is told to nobody else."""

    id: SpeakerId
    name: str
    key: str = field(repr=False)
    resident: bool = False
    """Needs no connection to stay."""
    muted: bool = False
    speaking: bool = False
    seat: Seat | None = None
    gone_at: float | None = None

    def speaker(self) -> Speaker:
        """As the captions name them from now on."""
        return Speaker(id=self.id, name=self.name)


def _token() -> str:
    return secrets.token_urlsafe(16)


class People:
    """The participants of one room, in the order of their coming."""

    def __init__(self, *, limit: int, token: Callable[[], str] = _token) -> None:
        self._limit = limit
        self._token = token
        self._all: dict[SpeakerId, Person] = {}

    def __len__(self) -> int:
        return len(self._all)

    def join(self, name: str, claim: Claim | None = None) -> Person:
        """The person who claims to be back, else a new one. Raises ``room.full``."""
        known = self._all.get(claim.id) if claim is not None else None
        if (
            known is not None
            and claim is not None
            and secrets.compare_digest(_octets(known.key), _octets(claim.key))
        ):
            known.gone_at = None
            known.name = name
            return known
        if len(self._all) >= self._limit:
            raise refusal("room.full")
        person = Person(id=SpeakerId(f"p{self._token()[:10]}"), name=name, key=self._token())
        self._all[person.id] = person
        return person

    def remove(self, person: Person) -> bool:
        """False when they are not here any more."""
        return self._all.pop(person.id, None) is not None

    def present(self, person: Person) -> bool:
        return self._all.get(person.id) is person

    def by_key(self, key: str) -> Person | None:
        octets = _octets(key)
        return next((p for p in self._all.values() if secrets.compare_digest(_octets(p.key), octets)), None)

    def overdue(self, now: float, patience: float) -> list[Person]:
        """Those whose connection dropped ``patience`` seconds ago or more."""
        return [p for p in self._all.values() if p.gone_at is not None and now - p.gone_at >= patience]

    def views(self, publishing: Set[SpeakerId]) -> tuple[PersonView, ...]:
        return tuple(
            PersonView(
                id=person.id,
                name=person.name,
                muted=person.muted,
                speaking=person.speaking,
                publishing=person.id in publishing,
                role=Role.PARTICIPANT,
                camera=False,
                screen=False,
                hand=None,
                signer=False,
            )
            for person in self._all.values()
        )


def _octets(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
