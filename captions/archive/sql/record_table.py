"""Records and the sessions they are made of, as rows."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Final

from captions.archive.ports import MOST_COUNTED, NO_FACETS, Facets, Page, Reader
from captions.archive.records import (
    Moment,
    NewRecord,
    Record,
    RecordId,
    RecordSession,
    RecordStatus,
    RecordType,
)
from captions.archive.sql import rows
from captions.archive.sql.database import Row, Value
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.tables import LONGEST_NAME, Tables, page_size, taken
from captions.ids import SessionId

_ID_OCTETS: Final = 16
_FROM: Final = f"SELECT {rows.RECORD} FROM records JOIN spaces ON spaces.number = records.space"


class RecordTable(Tables):
    def open(self, record: NewRecord) -> RecordId:
        id_ = RecordId(secrets.token_urlsafe(_ID_OCTETS))
        with self._database.change() as change:
            space = change.rows("SELECT number, closed FROM spaces WHERE id = ?", record.space)
            if not space:
                raise refusal("archive.unknown")
            if space[0][1] is not None:
                raise refusal("archive.closed")
            change.execute(
                "INSERT INTO records (id, space, room, title, type, status, language, audio, started) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id_,
                space[0][0],
                kept(record.room, LONGEST_NAME),
                kept(record.title, LONGEST_NAME),
                record.type.value,
                RecordStatus.RAW.value,
                kept(record.language, LONGEST_NAME),
                record.audio,
                record.started,
            )
        return id_

    def resume(self, record: RecordId, session: SessionId, at: Moment) -> None:
        with self._database.change() as change:
            number, _ = taken(change, record)
            change.execute(
                "INSERT INTO sessions (record, session, started) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                number,
                kept(session, LONGEST_NAME),
                at,
            )
            change.execute("UPDATE records SET ended = NULL WHERE number = ?", number)

    def close(self, record: RecordId, at: Moment) -> None:
        with self._database.change() as change:
            number, _ = taken(change, record)
            change.execute("UPDATE records SET ended = ? WHERE number = ?", at, number)

    def describe(
        self,
        record: RecordId,
        *,
        title: str | None = None,
        type: RecordType | None = None,
        status: RecordStatus | None = None,
        language: str | None = None,
        audio: bool | None = None,
        legal_hold: bool | None = None,
        seen: int | None = None,
    ) -> None:
        said: dict[str, Value] = {
            "title": None if title is None else kept(title, LONGEST_NAME),
            "type": None if type is None else type.value,
            "status": None if status is None else status.value,
            "language": None if language is None else kept(language, LONGEST_NAME),
            "audio": audio,
            "legal_hold": legal_hold,
        }
        with self._database.change() as change:
            number, _ = taken(change, record, seen)
            for column, value in said.items():
                if value is not None:
                    change.execute(f"UPDATE records SET {column} = ? WHERE number = ?", value, number)

    def record(self, record: RecordId, reader: Reader) -> Record:
        return self._told(
            self._database.rows(f"{_FROM} WHERE records.number = ?", self._seen(record, reader))
        )[0]

    def running(self) -> tuple[Record, ...]:
        return self._told(self._database.rows(f"{_FROM} WHERE records.ended IS NULL ORDER BY records.number"))

    def records(
        self, reader: Reader, facets: Facets = NO_FACETS, cursor: str | None = None, limit: int = 50
    ) -> Page[Record]:
        conditions, values = self._conditions(reader, facets)
        total = self._count(conditions, values) if cursor is None else None
        if cursor is not None:
            conditions.append("(records.started, records.id) < (?, ?)")
            values += rows.places(cursor, int, str)
        size = page_size(limit)
        found = self._database.rows(
            f"{_FROM} WHERE {' AND '.join(conditions)} ORDER BY records.started DESC, records.id DESC LIMIT ?",
            *values,
            size + 1,
        )
        told = self._told(found[:size])
        more = len(found) > size
        return Page(
            items=told, next=rows.cursor(told[-1].started, told[-1].id) if more else None, total=total
        )

    def _count(self, conditions: Sequence[str], values: Sequence[Value]) -> int:
        counted = f"SELECT 1 FROM records JOIN spaces ON spaces.number = records.space WHERE {' AND '.join(conditions)}"
        found = self._database.rows(
            f"SELECT count(*) FROM ({counted} LIMIT {MOST_COUNTED}) AS counted", *values
        )
        count: int = found[0][0]
        return count

    def _conditions(self, reader: Reader, facets: Facets) -> tuple[list[str], list[Value]]:
        spaces, readable = self._readable(reader)
        conditions, values = [f"records.space IN ({spaces})"], list(readable)
        limits: list[tuple[str, Value]] = [
            ("spaces.id = ?", facets.space),
            ("records.id = ?", facets.record),
            *record_limits(facets),
            ("records.started >= ?", facets.since),
            ("records.started < ?", facets.until),
        ]
        for condition, value in limits:
            if value is not None:
                conditions.append(condition)
                values.append(value)
        return conditions, values

    def _told(self, found: Sequence[Row]) -> tuple[Record, ...]:
        sessions = self._sessions(row[-1] for row in found)
        return tuple(rows.record(row, tuple(sessions.get(row[-1], ()))) for row in found)

    def _sessions(self, numbers: Iterable[int]) -> dict[int, list[RecordSession]]:
        wanted = sorted(set(numbers))
        sessions: dict[int, list[RecordSession]] = {}
        if wanted:
            marks = ", ".join("?" * len(wanted))
            for record, session, started in self._database.rows(
                f"SELECT record, session, started FROM sessions WHERE record IN ({marks}) ORDER BY number",
                *wanted,
            ):
                told = RecordSession(session=SessionId(session), started=Moment(started))
                sessions.setdefault(record, []).append(told)
        return sessions

    def _records_by_id(self, ids: Iterable[str]) -> dict[str, Record]:
        """For those whose rights have been asked about."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        marks = ", ".join("?" * len(wanted))
        found = self._database.rows(f"{_FROM} WHERE records.id IN ({marks})", *wanted)
        return {record.id: record for record in self._told(found)}


def record_limits(facets: Facets) -> list[tuple[str, Value]]:
    """What facets ask of a record itself."""
    return [
        ("records.room = ?", facets.room),
        ("records.type = ?", None if facets.type is None else facets.type.value),
        ("records.status = ?", None if facets.status is None else facets.status.value),
    ]
