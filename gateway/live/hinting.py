"""What pages are asked when several people seem to speak at one microphone, and what they answer: no, for yes is
``share_microphone``. Pure: no I/O. ``protocol`` and ``messages`` have the rest.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from captions.ids import SpeakerId
from gateway.live.fields import Fields, short_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineVoices:
    """One person speaks at the microphone of ``person`` (None: the sender), or nobody wants voices told apart."""

    person: SpeakerId | None


def voices_heard(people: Sequence[SpeakerId]) -> str:
    """At whose microphones; nobody has answered yet."""
    return json.dumps({"type": "voices_heard", "people": list(people)}, separators=(",", ":"))


def _decline(message: Fields) -> DeclineVoices:
    person = message.get("person")
    return DeclineVoices(person=None if person is None else SpeakerId(short_text(message, "person")))


READ: Mapping[str, Callable[[Fields], DeclineVoices]] = MappingProxyType({"decline_voices": _decline})
