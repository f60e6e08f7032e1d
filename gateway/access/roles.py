"""What somebody may do in a room, by role. Pure: who has which role is decided by ``grants``."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """As what somebody is in a room."""

    HOST = "host"
    PARTICIPANT = "participant"
    CORRECTOR = "corrector"
    READER = "reader"


class Right(StrEnum):
    """One thing that roles may or may not do."""

    READ = "read"
    """Captions, chat and who is there."""
    HEAR = "hear"
    """The sound and the pictures of the others."""
    SPEAK = "speak"
    """Be somebody: a name in the list, sound, pictures, chat, a raised hand."""
    CORRECT = "correct"
    """Change what captions say."""
    LEAD = "lead"
    """Admit, mute, remove, lock, hand over."""


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.HOST: frozenset({Right.READ, Right.HEAR, Right.SPEAK, Right.CORRECT, Right.LEAD}),
        Role.PARTICIPANT: frozenset({Right.READ, Right.HEAR, Right.SPEAK}),
        Role.CORRECTOR: frozenset({Right.READ, Right.HEAR, Right.SPEAK, Right.CORRECT}),
        Role.READER: frozenset({Right.READ}),
    }
)

INVITED = (Role.PARTICIPANT, Role.CORRECTOR, Role.READER)
"""Roles that links give. Hosts sign in instead: a link is passed on too easily."""


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
