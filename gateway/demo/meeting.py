"""The scripted meeting of the demo: who says which word when, and the recordings of each person.

Only reads what is shipped in ``data``; ``tools/make_demo_meeting.py`` makes it. Publishing, listening and
scoring are other files.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from captions.ids import Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A word with its punctuation, as it is said in the meeting."""

    text: str
    start_ms: Milliseconds
    end_ms: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one participant says without a long pause; those of two participants may overlap."""

    speaker: str
    """The id of the participant."""
    start_ms: Milliseconds
    end_ms: Milliseconds
    text: str
    words: tuple[SpokenWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One synthetic voice and the recording of its whole meeting."""

    id: str
    name: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The meeting on one time axis; every recording starts at 0 and lasts ``duration_ms``."""

    title: str
    licence: str
    duration_ms: Milliseconds
    participants: tuple[Participant, ...]
    utterances: tuple[Utterance, ...]
    """By start."""

    def recording(self, participant: Participant) -> bytes:
        """Ogg Opus, 48 kHz mono, 20 ms packets, with room noise where the participant is silent."""
        return _data(participant.file)

    def participant(self, identifier: str) -> Participant:
        """Who has this id; ``KeyError`` when nobody has."""
        return {person.id: person for person in self.participants}[identifier]

    def said_by(self, participant: Participant) -> tuple[Utterance, ...]:
        """What a participant says, by start."""
        return tuple(said for said in self.utterances if said.speaker == participant.id)


def load_meeting() -> Meeting:
    """The shipped meeting."""
    content = json.loads(_data("meeting.json"))
    return Meeting(
        title=content["title"],
        licence=content["licence"],
        duration_ms=Milliseconds(content["duration_ms"]),
        participants=tuple(Participant(**person) for person in content["participants"]),
        utterances=tuple(_utterance(said) for said in content["utterances"]),
    )


def _utterance(said: dict[str, Any]) -> Utterance:
    return Utterance(**said | {"words": tuple(SpokenWord(**word) for word in said["words"])})


def _data(name: str) -> bytes:
    return files("gateway.demo").joinpath("data", name).read_bytes()
