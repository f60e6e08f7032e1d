"""Who spoke at the shared microphones of a record that has ended, by all of the sound that was kept of it. Blocks.

What changes is written as a later look in the meeting is: revisions by the engine, under the names that people gave,
and only where nobody has changed the segment meanwhile. What voices sound like is in memory, while it is listened to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from captions.archive import spaces
from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, Moment, Record, RecordId, RecordSession
from captions.errors import VoixlaError
from captions.events import Author, AuthorKind
from captions.ids import LineId, SessionId, SpeakerId
from gateway.archive.keeping import Keeping
from gateway.archive.kept_sound import SoundFile
from gateway.archive.redacting import served_sound
from gateway.archive.voices_heard import Passages, Span, Turn, around, listen
from gateway.archive.voices_said import Microphone, Spoken, spoken
from gateway.archive.voices_whose import Moved, moved, newcomers, words_of
from models.ports import Diariser

AUTHOR: Final = Author(kind=AuthorKind.ENGINE, id=SpeakerId("voices"), name="distinction des voix")
_ELSEWHERE: Final = frozenset({"archive.conflict", "redaction.touched"})
"""Somebody has changed it since it was read."""
_SENTENCES: Final = {
    "record.running": "Cette transcription est en cours : attendez la fin de la réunion.",
    "record.published": "C'est une copie publiée, où ce que les gens ont corrigé ne se voit plus : distinguez les voix "
    "de l'original, puis publiez-le de nouveau.",
    "record.silent": "Le son de cette réunion n'a pas été gardé : on ne peut pas réécouter qui parle. Le son se garde "
    "avec le second interrupteur, pendant la réunion.",
    "record.unshared": "Personne n'a partagé de micro pendant cette réunion : chaque ligne est déjà sous le nom de "
    "qui parle.",
    "record.sound": "Le son de cette transcription ne peut pas être lu : vérifiez les droits du dossier des sons.",
}


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What was found, and what of it was done."""

    segments: int = 0
    """At shared microphones."""
    heard_ms: int = 0
    """Of what voices say in them."""
    changed: int = 0
    refused: int = 0
    """Left to who changed them meanwhile."""
    names: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Changed segments, by as whom they were shown and are now."""


class VoicesAgain:
    """Of one installation; the server may run."""

    def __init__(self, keeping: Keeping, load: Callable[[], Diariser]) -> None:
        """``load`` is called once it is known that there is something to listen to. It raises ``VoixlaError``."""
        self._keeping = keeping
        self._load = load

    def look(
        self,
        record_id: str,
        *,
        most: int | None = None,
        dry_run: bool = False,
        progress: Callable[[int, int], None] = lambda done_ms, total_ms: None,
    ) -> Outcome:
        """``most``: so many people at each microphone, at most. ``dry_run``: nothing is written.

        Raises ``archive.unknown``, ``record.*``, ``space.closed``, ``redaction.sound``, and what ``load`` does.
        """
        record, sounds = self._checked(RecordId(record_id))
        text = spoken(self._keeping.archive, record)
        if not text.shared:
            raise refusal("record.unshared")
        turns = self._listened(record, sounds, text, most, progress)
        # Listening takes minutes: what people did in them counts.
        text = spoken(self._keeping.archive, record)
        outcome = Outcome(
            segments=sum(map(len, text.shared.values())),
            heard_ms=sum(turn.end - turn.start for found in turns.values() for turn in found),
        )
        changes = self._changes(record, text, turns)
        if dry_run:
            for change in changes:
                _count(outcome, change)
        else:
            self._write(record, changes, outcome)
        return outcome

    def _checked(self, record_id: RecordId) -> tuple[Record, tuple[SoundFile, ...]]:
        record = self._keeping.archive.record(record_id, SYSTEM)
        if record.ended is None:
            raise refusal("record.running")
        if record.published is not None:
            raise refusal("record.published")
        if self._keeping.archive.space(record.space, SYSTEM).closed is not None:
            raise spaces.refusal("space.closed")
        try:
            sounds = served_sound(self._keeping, record)
        except OSError:
            raise refusal("record.sound") from None
        if not sounds:
            raise refusal("record.silent")
        return record, sounds

    def _listened(
        self,
        record: Record,
        sounds: tuple[SoundFile, ...],
        text: Spoken,
        most: int | None,
        progress: Callable[[int, int], None],
    ) -> dict[Microphone, tuple[Turn, ...]]:
        diariser, began = self._load(), _began(record.sessions)
        hidden = [
            (redaction.start, redaction.end)
            for redaction in self._keeping.archive.redactions(record.id, SYSTEM)
        ]
        length = sum(sound.length_ms for sound in sounds)
        found: dict[Microphone, tuple[Turn, ...]] = {}
        for microphone, said in text.shared.items():
            own = [each.entry for each in said]
            others = _words(text.elsewhere(microphone), began)
            told = partial(_further, progress, len(found) * length, len(text.shared) * length)
            try:
                found[microphone] = listen(
                    sounds,
                    around(_words(own, began)),
                    Passages([*others, *hidden]),
                    diariser.stream(most=most),
                    told,
                )
            except OSError:
                raise refusal("record.sound") from None
        return found

    def _changes(
        self, record: Record, text: Spoken, turns: dict[Microphone, tuple[Turn, ...]]
    ) -> list[Moved]:
        began = _began(record.sessions)
        entries = [entry for _, entry in text.everything]
        changes: list[Moved] = []
        for microphone, said in text.shared.items():
            session, who = microphone
            last = max(entry.line for entry in entries if entry.session == session)
            used = [change.line for change in changes if change.entry.session == session]
            changes += moved(
                said,
                turns.get(microphone, ()),
                began[session],
                newcomers([*entries, *(_after(change) for change in changes)], who),
                _counting(max([last, *used])),
            )
        return changes

    def _write(self, record: Record, changes: Iterable[Moved], outcome: Outcome) -> None:
        keeping = self._keeping
        try:
            for change in changes:
                entry = replace(_after(change), revision=change.entry.revision + 1, at=keeping.now())
                try:
                    keeping.archive.amend(entry)
                except VoixlaError as error:
                    if error.code not in _ELSEWHERE:
                        raise
                    outcome.refused += 1
                else:
                    _count(outcome, change)
        finally:
            # Also of what was done before the disk was full, or somebody pressed Ctrl-C.
            if outcome.changed:
                keeping.tell(
                    Deed.CORRECTED,
                    space=record.space,
                    record=record.id,
                    by="console",
                    what="voices",
                    segments=outcome.changed,
                )


def refusal(code: str) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code])


def _words(entries: Iterable[Entry], began: Mapping[SessionId, Moment]) -> list[Span]:
    return [word for entry in entries for word in words_of(entry, began[entry.session])]


def _further(progress: Callable[[int, int], None], before: int, total: int, listened: int) -> None:
    progress(before + listened, total)


def _after(change: Moved) -> Entry:
    return replace(change.entry, speaker=change.speaker, line=change.line, author=AUTHOR)


def _count(outcome: Outcome, change: Moved) -> None:
    outcome.changed += 1
    outcome.names[change.entry.speaker.name, change.speaker.name] += 1


def _counting(last: int) -> Callable[[], LineId]:
    def following() -> LineId:
        nonlocal last
        last += 1
        return LineId(last)

    return following


def _began(sessions: Iterable[RecordSession]) -> dict[SessionId, Moment]:
    return {run.session: run.started for run in sessions}
