"""Deletes records: those whose time has come, every day, and those that somebody asks to delete; and certifies it.

A deletion is told to the audit log when it is decided and once more when it is done. What the program has to do when it
is killed in between is on the disk: a certificate waits in ``pending`` until the files have been wiped.
"""

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from captions.archive.audit import SYSTEM_ACTOR, Deed, Head
from captions.archive.ports import SYSTEM
from captions.archive.records import Record
from captions.archive.retention import RULES, Certificate, Reason, due
from captions.archive.spaces import DAY_MS, TEMPLATES
from captions.archive.sql.refusals import refusal
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import Redactor

logger = logging.getLogger(__name__)

EVERY_S: Final = 86_400.0
_AGAIN_S: Final = 3_600.0


class Sweep:
    """Blocks. ``gone`` is told of each record that was deleted: somebody may have its page open."""

    def __init__(self, keeping: Keeping, gone: Callable[[Record], None] = lambda record: None) -> None:
        self._keeping = keeping
        self._gone = gone

    def due(self) -> list[Record]:
        """What has to go now."""
        now, terms = self._keeping.now(), self._keeping.terms.all()
        types = {space.id: space.type for space in self._keeping.archive.spaces_of(SYSTEM)}
        found = []
        for record in self._all():
            template = TEMPLATES[types[record.space]]
            days = template.days if template.record is record.type else None
            end = due(record, terms.get(record.space), days)
            if end is not None and end <= now:
                found.append(record)
        return found

    def run(self) -> list[str]:
        """Everything that is due, and what was left undone; the digests of the new certificates."""
        self._keeping.answers.forget(self._keeping.now() - DAY_MS)
        for record in self.due():
            self._delete(record, Reason.EXPIRED, "", SYSTEM_ACTOR)
        return self._certify()

    def delete(self, record: Record, stated: str, by: str) -> str:
        """At once, because ``by`` asks for it; the digest of its certificate. Raises ``archive.held``."""
        self._delete(record, Reason.REQUESTED, stated, by)
        return self._certify()[-1]

    def repeat(self, certificates: Path) -> int:
        """Deletes again what those certificates say is gone, and an older backup brought back; how many."""
        gone = {path.stem for path in certificates.glob("*.json")}
        back = [record for record in self._all() if record.id in gone]
        for record in back:
            self._delete(record, Reason.REQUESTED, "suppression antérieure à la restauration", SYSTEM_ACTOR)
        self._certify()
        return len(back)

    def _all(self) -> Iterator[Record]:
        cursor = None
        while True:
            page = self._keeping.archive.records(SYSTEM, cursor=cursor, limit=500)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def _delete(self, record: Record, reason: Reason, stated: str, by: str) -> None:
        keeping = self._keeping
        if record.legal_hold:
            raise refusal("archive.held")
        link = keeping.tell(
            Deed.DELETION_DECIDED,
            actor=by,
            space=record.space,
            record=record.id,
            reason=reason.value,
            stated=stated,
        )
        # Left there by a program that is killed from here on, it has the files wiped all the same.
        begun = _write(self._pending / f"{record.id}.begun", "")
        # The sound first: a record without its sound can be deleted again, sound without a record is found by nobody.
        files = _erase(keeping.folder_of(record.id))
        deletion = keeping.archive.delete(record.id, stated)
        keeping.answers.forget(0, record.id)
        certificate = Certificate(
            deletion=deletion,
            reason=reason,
            basis=RULES[record.type].basis,
            by=by,
            files=files,
            head=Head(number=link.number, digest=link.digest),
        )
        _write(self._pending / f"{record.id}.txt", certificate.as_text())
        _write(self._pending / f"{record.id}.json", certificate.as_json())
        begun.unlink()
        self._gone(record)

    def _certify(self) -> list[str]:
        """Wipes the files, then issues the certificates that waited for it."""
        if not self._pending.is_dir() or not any(self._pending.iterdir()):
            return []
        waiting = sorted(self._pending.glob("*.json"))
        self._keeping.archive.wipe()
        for begun in self._pending.glob("*.begun"):
            begun.unlink()
        digests = []
        self._keeping.certificates.mkdir(mode=0o700, exist_ok=True)
        for path in waiting:
            told = json.loads(path.read_text("utf-8"))
            digest = _digest(path)
            self._keeping.tell(
                Deed.DELETED,
                actor=told["by"],
                space=told["space"],
                record=told["record"],
                certificate=digest,
                segments=told["segments"],
                revisions=told["revisions"],
                files=told["files"],
            )
            path.with_suffix(".txt").replace(self._keeping.certificates / f"{path.stem}.txt")
            path.replace(self._keeping.certificates / path.name)
            digests.append(digest)
        return digests

    @property
    def _pending(self) -> Path:
        return self._keeping.folder / "pending"


@asynccontextmanager
async def sweeping(keeping: Keeping | None, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """While inside: at once, then every day."""
    if keeping is None:
        yield
        return
    task = asyncio.create_task(_sweep(Sweep(keeping), Redactor(keeping), every_s), name="archive-retention")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _sweep(sweep: Sweep, redactor: Redactor, every_s: float) -> None:
    while True:
        try:
            await asyncio.to_thread(redactor.repair)
            done = await asyncio.to_thread(sweep.run)
            if done:
                logger.warning("task=archive-retention deleted=%s", len(done))
            pause = every_s
        except (VoixlaError, OSError) as error:
            logger.error("task=archive-retention code=%s", getattr(error, "code", "archive.disk"))
            pause = min(_AGAIN_S, every_s)
        await asyncio.sleep(pause)


def _erase(folder: Path) -> int:
    """How many files were in it. They are overwritten first: on disks that write in place nothing is left."""
    if not folder.is_dir() or folder.is_symlink():
        return 0
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in files:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
    shutil.rmtree(folder)
    return len(files)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
