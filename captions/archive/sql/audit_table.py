"""The log of what was done, as rows that the database refuses to change; a chain that ``audit`` can check."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from captions.archive.audit import START, Deed, Head, Link, Occurrence, linked
from captions.archive.records import InvitationId, SpaceId
from captions.archive.sql.database import Change, Database

_COLUMNS: Final = "number, at, deed, actor, space, record, about, digest"
_AT_ONCE: Final = 1_000


class AuditLog:
    """Safe from any number of threads. ``kept`` is told of each new head, after its link is on the disk."""

    def __init__(self, database: Database, key: bytes, kept: Callable[[Head], None]) -> None:
        self._database = database
        self._key = key
        self._kept = kept

    def append(self, occurrence: Occurrence) -> Link:
        with self._database.change() as change:
            if self._database.dialect.name == "postgres":
                change.execute("LOCK TABLE audit IN EXCLUSIVE MODE")
            link = linked(_head(change), occurrence, self._key)
            change.execute(
                f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(link.number, link.at, link.deed, link.actor, link.space, link.record, link.about),
                link.digest,
            )
        self._kept(Head(number=link.number, digest=link.digest))
        return link

    def links(self) -> Iterator[Link]:
        """All, the first one first."""
        last = -1
        while True:
            found = self._database.rows(
                f"SELECT {_COLUMNS} FROM audit WHERE number > ? ORDER BY number LIMIT {_AT_ONCE}", last
            )
            if not found:
                return
            yield from (_link(*row) for row in found)
            last = found[-1][0]

    def of_space(self, space: SpaceId, before: int | None, limit: int) -> list[Link]:
        """The newest first, from below the number ``before``."""
        found = self._database.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE space = ? AND number < ? ORDER BY number DESC LIMIT ?",
            space,
            2**62 if before is None else before,
            limit,
        )
        return [_link(*row) for row in found]

    def inviter(self, space: SpaceId, invitation: InvitationId) -> str | None:
        """The actor who made that invitation, if the log has it."""
        found = self._database.rows(
            "SELECT actor, about FROM audit WHERE space = ? AND deed = ? ORDER BY number DESC",
            space,
            Deed.INVITED.value,
        )
        made = (actor for actor, about in found if json.loads(about).get("invitation") == invitation)
        return next(made, None)


def _head(change: Change) -> Head:
    found = change.rows("SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1")
    return Head(number=found[0][0], digest=found[0][1]) if found else START


def _link(
    number: int, at: int, deed: str, actor: str, space: str, record: str, about: str, digest: str
) -> Link:
    return Link(
        number=number,
        at=at,
        deed=deed,
        actor=actor,
        space=space,
        record=record,
        about=about,
        digest=digest,
    )
