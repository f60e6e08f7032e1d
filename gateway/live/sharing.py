"""What pages send about microphones that several people share, as types, parsed. Pure: no I/O. ``messages`` has the
rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from captions.ids import SpeakerId
from gateway.live.fields import Fields, boolean, optional_integer, short_text
from gateway.live.refusals import refusal
from gateway.live.wording import clean_name

FEWEST = 2
MOST = 20
"""People at one microphone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareMicrophone:
    """Several people speak at the microphone of ``person`` (None: the sender) from now on; or one again.

    ``people``: so many at most, if that is known.
    """

    person: SpeakerId | None
    on: bool
    people: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpeaker:
    """Who ``speaker`` is: of this ``name``, or the same person as the speaker ``same_as``."""

    id: str
    speaker: SpeakerId
    name: str = field(default="", repr=False)
    same_as: SpeakerId | None = None


def _share(message: Fields) -> ShareMicrophone:
    person, people = message.get("person"), optional_integer(message, "people")
    if people is not None and not FEWEST <= people <= MOST:
        raise refusal("live.bad_field")
    return ShareMicrophone(
        person=None if person is None else SpeakerId(short_text(message, "person")),
        on=boolean(message, "on"),
        people=people,
    )


def _name(message: Fields) -> NameSpeaker:
    own, speaker = short_text(message, "id"), SpeakerId(short_text(message, "speaker"))
    if message.get("same_as") is None:
        return NameSpeaker(id=own, speaker=speaker, name=clean_name(message.get("name")))
    return NameSpeaker(id=own, speaker=speaker, same_as=SpeakerId(short_text(message, "same_as")))


READ: Mapping[str, Callable[[Fields], ShareMicrophone | NameSpeaker]] = MappingProxyType(
    {"share_microphone": _share, "name_speaker": _name}
)
