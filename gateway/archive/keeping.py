"""All that keeps records on this installation: the archive, its log, its terms, where files are. Opened here.

| Place in the data folder | What |
|---|---|
| ``archive.sqlite3`` | the archive, unless it is in another folder or on a PostgreSQL server |
| ``records/ID/`` | the sound of a record, and what was prepared from it |
| ``archive/certificates/`` | of deletions; ``archive/pending/`` those that wait until the files are wiped |
| ``archive/audit-head.json`` | the end of the audit log, outside of the database |
| ``voixla.sqlite3`` | the keys of the log and of invitations |
"""

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from captions.archive.audit import SYSTEM_ACTOR, Deed, Head, Link, Occurrence
from captions.archive.records import Moment, RecordId, SpaceId
from captions.archive.sql.archive import SqlArchive, open_archive, unix_ms
from captions.archive.sql.audit_table import AuditLog
from captions.archive.sql.term_table import Answers, Shelves, Terms
from captions.errors import VoixlaError
from gateway.access.store import open_store

logger = logging.getLogger(__name__)

FOLDER: Final = "archive"


class HeadFile:
    """The newest head, where a change of the database does not reach."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def last(self) -> Head | None:
        """Raises ``audit.head`` when the file is there and cannot be read."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
            return Head(number=int(told["number"]), digest=str(told["digest"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise VoixlaError(
                "audit.head",
                f"Le témoin du journal d'audit « {self._path} » est illisible : il a été modifié.",
            ) from None

    def keep(self, head: Head) -> None:
        """Unless a newer one is there: another thread or program was faster."""
        with self._lock:
            before = self.last()
            if before is None or before.number < head.number:
                try:
                    self.put(head)
                except OSError:
                    # What was done is in the log; the next head that can be written proves it, too.
                    logger.warning("code=audit.head")

    def put(self, head: Head) -> None:
        """Raises ``OSError``."""
        draft = self._path.with_suffix(f".{os.getpid()}.new")  # two servers may share a folder
        draft.write_text(json.dumps(asdict(head)) + "\n", "utf-8")
        os.replace(draft, self._path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Of one installation. What it offers blocks."""

    archive: SqlArchive
    audit: AuditLog
    audit_key: bytes
    head: HeadFile
    terms: Terms
    shelves: Shelves
    answers: Answers
    data: Path
    key: bytes
    """Signs invitations, and makes the ids of personal spaces."""
    clock: Callable[[], int]
    """Unix milliseconds."""

    @property
    def folder(self) -> Path:
        """Of all that is neither the database nor of a record."""
        return self.data / FOLDER

    @property
    def records(self) -> Path:
        """The folder of the folders of records."""
        return self.data / "records"

    def folder_of(self, record: RecordId) -> Path:
        """Where the files of ``record`` are."""
        return self.records / record

    @property
    def certificates(self) -> Path:
        return self.folder / "certificates"

    def now(self) -> Moment:
        return Moment(self.clock())

    def tell(
        self,
        deed: Deed,
        *,
        actor: str = SYSTEM_ACTOR,
        space: SpaceId | str = "",
        record: RecordId | str = "",
        **about: str | int,
    ) -> Link:
        """Writes into the audit log that this was done now; it is on the disk afterwards."""
        occurrence = Occurrence(
            at=self.now(),
            deed=deed,
            actor=actor,
            space=SpaceId(space),
            record=RecordId(record),
            about=about,
        )
        return self.audit.append(occurrence)


@contextmanager
def open_keeping(
    data: Path, place: Path | str | None = None, clock: Callable[[], int] = unix_ms
) -> Iterator[Keeping]:
    """In the data folder ``data``; its database at ``place``, another folder or the address of a PostgreSQL server.

    Raises ``VoixlaError``, ``archive.*`` or ``data.*``.
    """
    with open_store(data) as store:
        audit_key, key = store.secret("audit"), store.secret("archive")
    folder = data / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise VoixlaError(
            "archive.unwritable",
            f"Le dossier « {folder} » ne peut pas être créé : prenez le compte du serveur, ou choisissez un autre "
            "dossier avec --data.",
        ) from None
    address = place if isinstance(place, str) else None
    with open_archive(place if isinstance(place, Path) else data, address, clock) as archive:
        head = HeadFile(folder / "audit-head.json")
        yield Keeping(
            archive=archive,
            audit=AuditLog(archive.database, audit_key, head.keep),
            audit_key=audit_key,
            head=head,
            terms=Terms(archive.database),
            shelves=Shelves(archive.database),
            answers=Answers(archive.database),
            data=data,
            key=key,
            clock=clock,
        )
