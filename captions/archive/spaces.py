"""What spaces are: templates, roles, who may do what, and how long an invitation or a membership may last. Pure.

Whether somebody is in a space is asked of the archive; this says what follows from their role.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from captions.archive.ports import Reader
from captions.archive.records import (
    Invitation,
    Member,
    Moment,
    RecordType,
    SpaceRole,
    SpaceType,
)
from captions.errors import VoixlaError

DAY_MS: Final = 86_400_000
LONGEST_INVITATION_DAYS: Final = 90


class Right(StrEnum):
    """One thing that roles may or may not do in a space."""

    READ = "read"
    """Its name, its records, their text and history; search."""
    NOTE = "note"
    """Write beside the text; take one's own notes away."""
    CORRECT = "correct"
    """The text, who spoke, the title, the chapters."""
    RECORD = "record"
    """Keep a transcript of a meeting here."""
    REDACT = "redact"
    """Hide what was said; hand on a copy without it."""
    VALIDATE = "validate"
    """Say that the text has been gone over."""
    MEMBERS = "members"
    """See who is in the space and who was invited, and change it."""
    RULES = "rules"
    """Name and close the space; how long records are kept, legal hold."""
    DELETE = "delete"
    EXTRACT = "extract"
    """Hand out what one person said."""
    AUDIT = "audit"
    """Read what was done in the space."""


_READING: Final = frozenset({Right.READ})
_EDITING: Final = _READING | {Right.NOTE, Right.CORRECT, Right.RECORD, Right.REDACT, Right.VALIDATE}

RIGHTS: Final[Mapping[SpaceRole, frozenset[Right]]] = MappingProxyType(
    {
        SpaceRole.OWNER: frozenset(Right),
        SpaceRole.EDITOR: _EDITING,
        SpaceRole.READER: _READING | {Right.NOTE},
        SpaceRole.PARTNER: _READING,
    }
)
"""The table of who may do what. A space that is closed is read, shortened and deleted from, but not added to."""

_NOT_WHEN_CLOSED: Final = frozenset({Right.NOTE, Right.CORRECT, Right.RECORD, Right.VALIDATE})
INVITED: Final = (SpaceRole.PARTNER, SpaceRole.READER)
"""Roles that links give: a link is passed on too easily to let its bearer change what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a space is made from; the ``days`` are those after which records go, None by archive rules."""

    name: str
    record: RecordType
    days: int | None
    member: SpaceRole = SpaceRole.READER
    """As what people are added if nothing else is said."""


TEMPLATES: Final[Mapping[SpaceType, Template]] = MappingProxyType(
    {
        SpaceType.PROJECT: Template(
            name="Projet", record=RecordType.INTERNAL, days=30, member=SpaceRole.EDITOR
        ),
        SpaceType.TEAM: Template(name="Équipe", record=RecordType.INTERNAL, days=30),
        SpaceType.PRACTICE: Template(name="Partage de pratiques", record=RecordType.INTERNAL, days=90),
        SpaceType.COUNCIL: Template(name="Séance du conseil", record=RecordType.COUNCIL, days=None),
    }
)

_SENTENCES: Final = {
    "space.right": "Votre rôle dans cet espace ne le permet pas : demandez à qui le gère.",
    "space.closed": "Cet espace est fermé : on peut le lire, mais plus rien y ajouter ni changer.",
    "space.last_owner": "C'est la dernière personne qui gère cet espace : nommez-en une autre d'abord.",
    "space.invited_role": "Une invitation donne le rôle « partner » ou « reader » ; pour modifier, il faut un compte.",
    "space.expiry": f"Une invitation dure de 1 à {LONGEST_INVITATION_DAYS} jours.",
}


def refusal(code: str) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code])


def may(role: SpaceRole, right: Right, *, closed: bool = False) -> bool:
    return right in RIGHTS[role] and not (closed and right in _NOT_WHEN_CLOSED)


def check(role: SpaceRole, right: Right, *, closed: bool = False) -> None:
    """Raises ``space.right`` or ``space.closed``."""
    if right not in RIGHTS[role]:
        raise refusal("space.right")
    if closed and right in _NOT_WHEN_CLOSED:
        raise refusal("space.closed")


def role_of(
    reader: Reader, members: Sequence[Member], invitations: Sequence[Invitation], now: Moment
) -> SpaceRole | None:
    """As what ``reader`` is in a space with these people; of two roles the one that may do more."""
    roles = [
        member.role
        for member in members
        if member.account == reader.account and (member.expires is None or member.expires > now)
    ]
    roles += [
        invitation.role
        for invitation in invitations
        if invitation.id == reader.invitation and invitation.revoked is None and invitation.expires > now
    ]
    return max(roles, key=lambda role: len(RIGHTS[role]), default=None)


def check_owner_remains(members: Sequence[Member], account: int, role: SpaceRole | None) -> None:
    """Before ``account`` gets ``role`` (None: leaves). Raises ``space.last_owner``."""
    others = any(
        member.role is SpaceRole.OWNER and member.expires is None and member.account != account
        for member in members
    )
    if role is not SpaceRole.OWNER and not others:
        raise refusal("space.last_owner")


def invitation_end(role: SpaceRole, days: int, now: Moment) -> Moment:
    """Raises ``space.invited_role`` or ``space.expiry``."""
    if role not in INVITED:
        raise refusal("space.invited_role")
    if not 1 <= days <= LONGEST_INVITATION_DAYS:
        raise refusal("space.expiry")
    return Moment(now + days * DAY_MS)
