"""What is hidden of which record, as rows say. Every read of words asks here, after it has read them.

After: what is hidden while somebody reads is hidden from them, too.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from captions.archive.records import Moment
from captions.archive.redaction import Span, Veil
from captions.archive.sql.database import Row, Value
from captions.ids import SessionId

BY_ID = "records.id"
BY_NUMBER = "records.number"


class Reading(Protocol):
    """A database, or a change of it."""

    def rows(self, query: str, *values: Value) -> list[Row]: ...


def veils(reading: Reading, records: Iterable[Value], by: str = BY_ID) -> dict[Any, Veil]:
    """Of those ``records`` of which something is hidden; named ``by`` their id or their number."""
    wanted = tuple(dict.fromkeys(records))
    if not wanted:
        return {}
    marks = ", ".join("?" * len(wanted))
    spans: dict[Any, list[Span]] = {}
    for record, start, end in reading.rows(
        f"SELECT {by}, redactions.starts, redactions.ends FROM redactions JOIN records ON records.number = "
        f"redactions.record WHERE {by} IN ({marks})",
        *wanted,
    ):
        spans.setdefault(record, []).append(Span(start=Moment(start), end=Moment(end)))
    if not spans:
        return {}
    began: dict[Any, dict[SessionId, Moment]] = {}
    for record, session, started in reading.rows(
        f"SELECT {by}, sessions.session, sessions.started FROM sessions JOIN records ON records.number = "
        f"sessions.record WHERE {by} IN ({', '.join('?' * len(spans))})",
        *spans,
    ):
        began.setdefault(record, {})[SessionId(session)] = Moment(started)
    return {record: Veil(found, began.get(record)) for record, found in spans.items()}
