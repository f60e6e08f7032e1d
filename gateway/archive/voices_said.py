"""What was said at the shared microphones of a record, as it stands, and what of it people have said whose it is.

A microphone was shared where its words came as those of a voice (``MICROPHONE#n``), or of nobody in particular
(« NOM ? »): by what was recognised first, whatever people made of it since. What somebody changed of who spoke is
``settled``; so is what they wrote, typed, or confirmed as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from captions.archive.ports import SYSTEM, Archive
from captions.archive.records import Entry, Record
from captions.archive.text import text_of
from captions.events import AuthorKind, Origin
from captions.ids import SessionId, SpeakerId
from pipeline.voices import label_of, microphone_of

_UNTOLD: Final = " ?"
"""After the name of a microphone: it is not known who of those at it speaks."""

Microphone = tuple[SessionId, SpeakerId]
"""Of one run of captions: what voices are called counts within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A segment that was said at a shared microphone."""

    entry: Entry
    settled: bool
    """People have said who says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The speech of a record."""

    shared: dict[Microphone, tuple[Said, ...]]
    """By microphone, in the order in which it was said."""
    everything: tuple[tuple[Microphone, Entry], ...]
    """At whichever microphone, shared or not."""

    def elsewhere(self, microphone: Microphone) -> tuple[Entry, ...]:
        """What was said at the other ones."""
        return tuple(entry for other, entry in self.everything if other != microphone)


def spoken(archive: Archive, record: Record) -> Spoken:
    text = text_of(archive, record.id, SYSTEM)
    standing = [entry for entry in text if entry.origin is Origin.SPEECH]
    microphones = {microphone_of(entry.speaker.id) for entry in standing if _is_shared(entry)}
    told = [
        (entry, _revisions(archive, entry, changed=entry.speaker.id in microphones)) for entry in standing
    ]
    everything = tuple((_microphone(revisions[0]), entry) for entry, revisions in told)
    shared: dict[Microphone, list[Said]] = {}
    for (microphone, entry), (_, revisions) in zip(everything, told, strict=True):
        if _is_shared(revisions[0]):
            shared.setdefault(microphone, []).append(Said(entry=entry, settled=_settled(revisions)))
    return Spoken(shared={key: tuple(said) for key, said in shared.items()}, everything=everything)


def _revisions(archive: Archive, entry: Entry, *, changed: bool) -> Sequence[Entry]:
    """All of them, where what stands may not be all. ``changed``: its name may be another than it was."""
    if entry.revision == 0 and not (changed and not _is_shared(entry)):
        return [entry]
    return archive.history(entry.record, entry.session, entry.segment, SYSTEM)


def _microphone(first: Entry) -> Microphone:
    return first.session, microphone_of(first.speaker.id)


def _is_shared(entry: Entry) -> bool:
    """Whether it is said by a voice, or by nobody in particular."""
    return label_of(entry.speaker.id) is not None or entry.speaker.name.endswith(_UNTOLD)


def _settled(revisions: Sequence[Entry]) -> bool:
    if revisions[0].author.kind is AuthorKind.PERSON:
        return True
    return any(
        after.author.kind is AuthorKind.PERSON
        and (after.speaker.id != before.speaker.id or after.words == before.words)
        for before, after in pairwise(revisions)
    )
