"""Who is in a room: identities, their return after a cut, and the list that everybody sees. Pure: no I/O, no clock.

A participant whose connection drops keeps the place for a while; with the key that only they were given they take
it again, from the same page or another. Somebody who publishes without a page (WHIP) never has a connection.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from captions.events import Speaker
from captions.ids import SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Right, Role, may
from gateway.live.hub import Reader
from gateway.live.messages import Claim, Hello
from gateway.live.protocol import PersonView
from gateway.live.refusals import refusal
from gateway.live.wording import LONGEST_NAME, likeness

LONGEST_BAN = 1000
"""How many who were removed are remembered; then the first of them is forgotten."""


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """One connected page. ``verdict`` set: the connection is to be closed with this code, after this message."""

    reader: Reader
    hello: Hello
    grant: Grant
    waits_as: str | None = None
    """Its id while it waits at the door; it is told of nothing but that."""
    inside: bool = False
    person: "Person | None" = None
    listener: SpeakerId | None = None
    """Under which id the page hears the others; None when it only reads."""
    verdict: tuple[int, str] | None = None
    _told: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def reads_only(self) -> bool:
        """By wish or by pass."""
        return self.hello.role == "reader" or not self.grant.may(Right.SPEAK)

    @property
    def leads(self) -> bool:
        return self.person is not None and self.person.leads

    def tell(self, kind: str, message: str, *, in_order: bool = False) -> None:
        """``message`` unless it is the one of this ``kind`` that the page has already.

        It makes an unsent one of its kind superfluous, unless ``in_order``.
        """
        if self._told.get(kind) == message:
            return
        self._told[kind] = message
        if in_order:
            self.reader.post(message)
        else:
            self.reader.post_latest(kind, message)

    def knows(self, kind: str, message: str) -> None:
        """The page has been told otherwise."""
        self._told[kind] = message

    def dismiss(self, code: int, message: str) -> None:
        self.verdict = (code, message)
        self.reader.wake()


@dataclass(slots=True, kw_only=True, eq=False)
class Person:
    """One participant; ``key`` proves the identity and is told to nobody else."""

    id: SpeakerId
    name: str
    key: str = field(repr=False)
    role: Role = Role.PARTICIPANT
    grant: Grant = Grant(role=Role.PARTICIPANT)
    """What they came with; ``role`` may be another since."""
    resident: bool = False
    """Needs no connection to stay."""
    muted: bool = False
    speaking: bool = False
    camera: bool = False
    signer: bool = False
    corrects: bool = False
    shared: bool = False
    """Several people speak at this microphone; ``voices`` at most, if that is known."""
    voices: int | None = None
    seat: Seat | None = None
    gone_at: float | None = None

    @property
    def leads(self) -> bool:
        """They are a host."""
        return may(self.role, Right.LEAD)

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
        self._banned: dict[SpeakerId, str] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Person]:
        return iter(tuple(self._all.values()))

    def claimed(self, claim: Claim | None) -> Person | None:
        """The person who claims to be back, if they prove it. Raises ``room.removed``."""
        if claim is None:
            return None
        if _same(self._banned.get(claim.id), claim.key):
            raise refusal("room.removed")
        known = self._all.get(claim.id)
        return known if known is not None and _same(known.key, claim.key) else None

    def join(self, name: str, grant: Grant, claim: Claim | None = None) -> Person:
        """The person who claims to be back, else a new one. Raises ``room.full``, ``room.removed``."""
        known = self.claimed(claim)
        if known is not None:
            known.gone_at = None
            known.name = self.free_name(name, known)
            if grant.role is not known.grant.role:
                known.role = grant.role
            known.grant = grant
            return known
        if len(self._all) >= self._limit:
            raise refusal("room.full")
        person = Person(
            id=SpeakerId(f"p{self._token()[:10]}"),
            name=self.free_name(name),
            key=self._token(),
            role=grant.role,
            grant=grant,
        )
        self._all[person.id] = person
        return person

    def free_name(
        self, name: str, person: Person | None = None, *, taken: Iterable[str] | None = None
    ) -> str:
        """``name`` for ``person``, numbered while somebody else here has it: captions must not be taken for theirs.

        ``taken``: likenesses of the names that are not free; those of the others here by default.
        """
        if taken is None:
            taken = {likeness(other.name) for other in self._all.values() if other is not person}
        taken = frozenset(taken)
        free, number = name, 1
        while likeness(free) in taken:
            number += 1
            tail = f" ({number})"
            free = name[: LONGEST_NAME - len(tail)].rstrip() + tail
        return free

    def remove(self, person: Person) -> bool:
        """False when they are not here any more."""
        return self._all.pop(person.id, None) is not None

    def ban(self, person: Person) -> None:
        """They cannot come back as who they were."""
        self._banned[person.id] = person.key
        if len(self._banned) > LONGEST_BAN:
            del self._banned[next(iter(self._banned))]

    @property
    def banned(self) -> int:
        """How many were removed by a host."""
        return len(self._banned)

    def present(self, person: Person) -> bool:
        return self._all.get(person.id) is person

    def find(self, who: SpeakerId) -> Person:
        """Raises ``live.no_such_person``."""
        person = self._all.get(who)
        if person is None:
            raise refusal("live.no_such_person")
        return person

    def by_key(self, key: str) -> Person | None:
        return next((person for person in self._all.values() if _same(person.key, key)), None)

    def overdue(self, now: float, patience: float) -> list[Person]:
        """Those whose connection dropped ``patience`` seconds ago or more."""
        return [p for p in self._all.values() if p.gone_at is not None and now - p.gone_at >= patience]

    def views(
        self, *, publishing: Set[SpeakerId], screens: Set[SpeakerId], hands: Mapping[SpeakerId, int]
    ) -> tuple[PersonView, ...]:
        return tuple(
            PersonView(
                id=person.id,
                name=person.name,
                role=person.role,
                muted=person.muted,
                speaking=person.speaking,
                publishing=person.id in publishing,
                camera=person.camera,
                screen=person.id in screens,
                hand=hands.get(person.id),
                signer=person.signer,
                corrects=person.corrects,
                shared=person.shared,
                voices=person.voices,
            )
            for person in self._all.values()
        )


def _same(key: str | None, shown: str) -> bool:
    if key is None:
        return False
    return secrets.compare_digest(_octets(key), _octets(shown))


def _octets(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")
