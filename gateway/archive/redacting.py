"""Hides spans of records, text and sound, lifts that, and publishes copies that never had what is hidden. Blocks.

A redaction counts once it is in the database; before that the sound has been toned. So whenever the program is killed,
there is no moment at which something counts as hidden and can be heard; what was left half done ``repair`` finishes.
"""

import fcntl
import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from captions.archive.audit import Deed
from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, Record, RecordId, SpaceId
from captions.archive.redaction import HIDDEN, Redaction, RedactionId, veil_of
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.archive.text import text_of
from captions.errors import VoixlaError
from captions.events import Origin
from gateway.archive.keeping import Keeping
from gateway.archive.kept_sound import SoundFile
from gateway.archive.redact_files import RedactedFiles
from gateway.archive.redact_tone import Interval

logger = logging.getLogger(__name__)

_MARKER: Final = "publishing"
_LOCK: Final = "redacting.lock"
_SENTENCES: Final = {
    "record.running": "Cette transcription est en cours : arrêtez-la d'abord dans la réunion.",
    "redaction.disk": "Le son n'a pas pu être réécrit : faites de la place sur le disque, puis recommencez. Rien n'a "
    "été changé dans le texte.",
    "redaction.sound": "Le son de cette transcription est en préparation, à cause d'un passage occulté : réessayez "
    "dans un moment.",
}


def refusal(code: str) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code], retryable=code == "redaction.sound")


def served_sound(keeping: Keeping, record: Record) -> tuple[SoundFile, ...]:
    """The files that may be heard. Raises ``redaction.sound`` while something is to be hidden in them yet."""
    files = RedactedFiles(keeping.records, record.id)
    if record.published is None:
        standing = {redaction.id for redaction in keeping.archive.redactions(record.id, SYSTEM)}
        if standing - files.done() and files.sounds():
            raise refusal("redaction.sound")
    return files.sounds()


class Redactor:
    """Of one installation; any number of programs may have one."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def redact(self, redaction: Redaction, by: str) -> None:
        """Raises ``record.running``, ``redaction.published``, ``redaction.disk``."""
        keeping = self._keeping
        with self._alone():
            record = self._ended(redaction.record)
            if record.published is not None:
                raise archive_refusal("redaction.published")
            standing = keeping.archive.redactions(record.id, SYSTEM)
            try:
                self._put(record, [*standing, redaction])
            except OSError:
                raise refusal("redaction.disk") from None
            keeping.archive.redact(redaction)
        # What was answered may have been about it.
        keeping.answers.forget(0, record.id)
        self._tell(
            Deed.REDACTED,
            by,
            record,
            redaction=redaction.id,
            reason=redaction.reason.value,
            start=redaction.start,
            end=redaction.end,
        )

    def lift(self, record_id: RecordId, redaction: RedactionId, by: str) -> None:
        """Raises ``archive.unknown``, ``record.running``, ``redaction.published``."""
        keeping = self._keeping
        with self._alone():
            record = self._ended(record_id)
            keeping.archive.lift(record.id, redaction)
            self._tell(Deed.LIFTED, by, record, redaction=redaction)
            try:
                self._put(record, keeping.archive.redactions(record.id, SYSTEM))
            except OSError:
                logger.error("code=redaction.disk")  # still hidden in the sound, until it is repaired

    def publish(self, record_id: RecordId, space: SpaceId, title: str | None, by: str) -> Record:
        """The copy. Raises ``record.running``, ``archive.closed``, ``archive.unknown``, ``redaction.*``."""
        keeping, copy = self._keeping, RecordId(secrets.token_urlsafe(16))
        with self._alone():
            record = self._ended(record_id)
            sounds = served_sound(keeping, record) if record.audio else ()
            folder = keeping.folder_of(copy)
            try:
                _copy(sounds, folder)
                keeping.archive.publish(
                    record.id, copy, space, title or record.title, keeping.now(), bool(sounds)
                )
            except OSError:
                shutil.rmtree(folder, ignore_errors=True)
                raise refusal("redaction.disk") from None
            except VoixlaError:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            (folder / _MARKER).unlink(missing_ok=True)
        self._tell(Deed.PUBLISHED, by, record, copy=copy)
        made = keeping.archive.record(copy, SYSTEM)
        self._tell(Deed.PUBLISHED, by, made)
        return made

    def repair(self) -> int:
        """Finishes what a program left when it was killed, or a backup that was put back; of how many records."""
        keeping, repaired = self._keeping, 0
        folders = list(keeping.records.iterdir()) if keeping.records.is_dir() else []
        touched = [
            folder.name
            for folder in folders
            if RedactedFiles(keeping.records, RecordId(folder.name)).touched()
        ]
        for name in sorted({*touched, *keeping.archive.redacted()}):
            with self._alone():
                try:
                    repaired += self._repaired(RecordId(name))
                except OSError:
                    logger.error("code=redaction.disk")  # the others, and what else is done every day, go on
        for folder in folders:
            if (folder / _MARKER).exists():
                with self._alone():
                    self._finish_copy(folder)
        return repaired

    def _repaired(self, record_id: RecordId) -> bool:
        try:
            record = self._keeping.archive.record(record_id, SYSTEM)
        except VoixlaError as error:
            if error.code == "archive.unknown":
                return False  # its folder is for the sweep
            raise
        files = RedactedFiles(self._keeping.records, record_id)
        standing = self._keeping.archive.redactions(record_id, SYSTEM)
        settled = not files.sounds() or files.settled(redaction.id for redaction in standing)
        if record.published is not None or settled:
            return False
        self._put(record, standing)
        return True

    def _finish_copy(self, folder: Path) -> None:
        try:
            self._keeping.archive.record(RecordId(folder.name), SYSTEM)
        except VoixlaError as error:
            if error.code != "archive.unknown":
                raise
            shutil.rmtree(folder)
        else:
            (folder / _MARKER).unlink(missing_ok=True)

    def _put(self, record: Record, redactions: Sequence[Redaction]) -> None:
        files = RedactedFiles(self._keeping.records, record.id)
        hidden = self._hidden(record, redactions) if files.sounds() else []
        files.put((redaction.id for redaction in redactions), hidden)

    def _hidden(self, record: Record, redactions: Sequence[Redaction]) -> list[Interval]:
        """What must not be heard: the spans, and the words that reach into them, whole."""
        began = {run.session: run.started for run in record.sessions}
        veil = veil_of(record, redactions)
        hidden: list[Interval] = [(redaction.start, redaction.end) for redaction in redactions]
        for entry in text_of(self._keeping.archive, record.id, SYSTEM) if redactions else ():
            if entry.origin is Origin.SPEECH:
                hidden += [
                    (Moment(began[entry.session] + word.start_ms), Moment(began[entry.session] + word.end_ms))
                    for word in veil.over(entry).words
                    if word.text == HIDDEN
                ]
        return hidden

    def _ended(self, record_id: RecordId) -> Record:
        record = self._keeping.archive.record(record_id, SYSTEM)
        if record.ended is None:
            raise refusal("record.running")
        return record

    def _tell(self, deed: Deed, by: str, record: Record, **about: str | int) -> None:
        self._keeping.tell(deed, actor=by, space=record.space, record=record.id, **about)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of all threads and programs."""
        descriptor = os.open(self._keeping.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _copy(sounds: Sequence[SoundFile], folder: Path) -> None:
    """Marked as unfinished."""
    if not sounds:
        return
    folder.mkdir(mode=0o700, parents=True)
    (folder / _MARKER).touch(mode=0o600)
    for sound in sounds:
        target = folder / sound.path.name
        with sound.path.open("rb") as source, target.open("xb") as file:
            target.chmod(0o600)
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
