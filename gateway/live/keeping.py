"""What pages send about whether a meeting is kept, as types, parsed. Pure: no I/O. ``messages`` has the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.live.fields import Fields, boolean, optional_boolean


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What is said is written down from now on, or is not any more."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAudio:
    """So is the sound."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """The sender does not want it. ``named``: say who."""

    named: bool


KeepingMessage = Transcript | KeepAudio | Objection
READ: Mapping[str, Callable[[Fields], KeepingMessage]] = MappingProxyType(
    {
        "transcript": lambda m: Transcript(on=boolean(m, "on")),
        "keep_audio": lambda m: KeepAudio(on=boolean(m, "on")),
        "object": lambda m: Objection(named=optional_boolean(m, "named", False)),
    }
)
