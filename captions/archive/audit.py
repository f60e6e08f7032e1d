"""What was done with records, as a chain in which every link is computed from the one before it. Pure.

Proven, as long as the key is not known to whoever changes the database: no link was changed, removed from the middle,
inserted or put elsewhere. That none is missing at the end is proven up to the last ``Head`` that is kept elsewhere:
beside the database, in certificates, in backups. Not proven: that everything that happened was told, nor anything
against somebody who has the database, the key and all heads. Nothing that was said is in it: codes, ids and counts.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from captions.archive.records import Moment, RecordId, SpaceId

_PURPOSE: Final = b"voixla audit\0"
"""Keeps what is signed here from being taken for anything else that the same key signs."""
BEGINNING: Final = "0" * 64
"""What the first link is computed from."""
SYSTEM_ACTOR: Final = "system"
_LONGEST: Final = 200


class Deed(StrEnum):
    STARTED = "started"
    STOPPED = "stopped"
    RESUMED = "resumed"
    TOLD = "told"
    """A participant was told that a transcript, or sound, is kept."""
    OBJECTED = "objected"
    OFF_RECORD = "off_record"
    ON_RECORD = "on_record"
    VIEWED = "viewed"
    SEARCHED = "searched"
    CORRECTED = "corrected"
    RENAMED = "renamed"
    NOTED = "noted"
    CHAPTERED = "chaptered"
    DESCRIBED = "described"
    """Title, type, status, legal hold."""
    REDACTED = "redacted"
    LIFTED = "lifted"
    """A redaction."""
    PUBLISHED = "published"
    """As a copy; told of what was copied, and of the copy."""
    EXPORTED = "exported"
    EXTRACTED = "extracted"
    """One person's own words."""
    DELETION_DECIDED = "deletion_decided"
    DELETED = "deleted"
    FOUNDED = "founded"
    SPACE_CHANGED = "space_changed"
    MEMBER_CHANGED = "member_changed"
    INVITED = "invited"
    REVOKED = "revoked"
    ENTERED = "entered"
    """Somebody came in by an invitation."""
    BACKED_UP = "backed_up"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What is to be remembered; ``actor`` is ``host:7``, ``invitation:…``, ``person:…`` or ``system``."""

    at: Moment
    deed: Deed
    actor: str
    space: SpaceId = SpaceId("")
    record: RecordId = RecordId("")
    about: Mapping[str, str | int] = field(default_factory=dict)
    """Codes, ids and counts; texts are cut at 200 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain at some time: kept elsewhere, it proves that no link before it was taken away."""

    number: int
    digest: str


START: Final = Head(number=0, digest=BEGINNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of the log, as it is kept."""

    number: int
    """From 1, without holes."""
    at: int
    deed: str
    actor: str
    space: str
    record: str
    about: str
    """JSON."""
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    links: int
    head: Head
    broken: int | None = None
    """The first number at which the chain does not hold."""
    why: str = ""
    """``changed``, ``missing``, or ``shortened``: links at the end are gone."""

    @property
    def holds(self) -> bool:
        return self.broken is None


def linked(head: Head, occurrence: Occurrence, key: bytes) -> Link:
    """What follows ``head``."""
    about = {
        name: value[:_LONGEST] if isinstance(value, str) else value
        for name, value in occurrence.about.items()
    }
    link = Link(
        number=head.number + 1,
        at=occurrence.at,
        deed=occurrence.deed.value,
        actor=occurrence.actor[:_LONGEST],
        space=occurrence.space,
        record=occurrence.record,
        about=json.dumps(about, ensure_ascii=True, sort_keys=True, separators=(",", ":")),
        digest="",
    )
    return Link(**{name: getattr(link, name) for name in _SIGNED}, digest=_digest(head.digest, link, key))


def verify(links: Iterable[Link], key: bytes, heads: Sequence[Head] = ()) -> Verdict:
    """``links`` in the order of their numbers. ``heads``: those that were kept elsewhere, in any order."""
    last = START
    known = {head.number: head.digest for head in heads}
    for link in links:
        if link.number != last.number + 1:
            return Verdict(links=last.number, head=last, broken=last.number + 1, why="missing")
        genuine = hmac.compare_digest(_digest(last.digest, link, key), link.digest)
        if not genuine or known.pop(link.number, link.digest) != link.digest:
            return Verdict(links=last.number, head=last, broken=link.number, why="changed")
        last = Head(number=link.number, digest=link.digest)
    if any(number > last.number for number in known):
        return Verdict(links=last.number, head=last, broken=last.number + 1, why="shortened")
    return Verdict(links=last.number, head=last)


_SIGNED: Final = ("number", "at", "deed", "actor", "space", "record", "about")


def _digest(previous: str, link: Link, key: bytes) -> str:
    # JSON says where a field ends: nothing can be moved from one to the next.
    signed = json.dumps([previous, *(getattr(link, name) for name in _SIGNED)], ensure_ascii=True)
    return hmac.new(key, _PURPOSE + signed.encode(), sha256).hexdigest()
