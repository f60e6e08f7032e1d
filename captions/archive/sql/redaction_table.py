"""Redactions as rows. What stands of the text is indexed anew with each: the index holds what may be read, no more."""

from typing import Final

from captions.archive.ports import Reader
from captions.archive.records import RecordId
from captions.archive.redaction import NOTHING_HIDDEN, Redaction, RedactionId, Veil
from captions.archive.sql import rows
from captions.archive.sql.database import Change, Value
from captions.archive.sql.line_index import Place, Readings, by_line, heads, indexing, standing, to_index
from captions.archive.sql.refusals import kept, refusal
from captions.archive.sql.tables import LONGEST_TEXT, taken
from captions.archive.sql.text_table import TextTable
from captions.archive.sql.veiling import veils

ADDING: Final = (
    "INSERT INTO redactions (record, id, starts, ends, reason, remark, author_kind, author, author_name, at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)


class RedactionTable(TextTable):
    def redact(self, redaction: Redaction) -> None:
        remark = kept(redaction.remark, LONGEST_TEXT)
        with self._database.change() as change:
            place = self._open_to_redactions(change, redaction.record)
            before = _veil(change, redaction.record)
            change.execute(
                ADDING,
                *(place.record, redaction.id, redaction.start, redaction.end, redaction.reason.value, remark),
                *(*rows.author_values(redaction.author), redaction.at),
            )
            self._index_anew(change, redaction.record, place, before)

    def lift(self, record: RecordId, redaction: RedactionId) -> None:
        with self._database.change() as change:
            place = self._open_to_redactions(change, record)
            before = _veil(change, record)
            if not change.execute(
                "DELETE FROM redactions WHERE record = ? AND id = ?", place.record, redaction
            ):
                raise refusal("archive.unknown")
            self._index_anew(change, record, place, before)

    def redactions(self, record: RecordId, reader: Reader) -> tuple[Redaction, ...]:
        found = self._database.rows(
            "SELECT id, starts, ends, reason, remark, author_kind, author, author_name, at FROM redactions "
            "WHERE record = ? ORDER BY starts, ends, id",
            self._seen(record, reader),
        )
        return tuple(rows.redaction(record, row) for row in found)

    def redacted(self) -> tuple[RecordId, ...]:
        found = self._database.rows(
            "SELECT DISTINCT records.id FROM records JOIN redactions ON redactions.record = records.number "
            "WHERE records.published IS NULL"
        )
        return tuple(RecordId(id_) for (id_,) in found)

    def _open_to_redactions(self, change: Change, record: RecordId) -> Place:
        number, space = taken(change, record)
        if change.rows("SELECT published FROM records WHERE number = ?", number)[0][0] is not None:
            raise refusal("redaction.published")
        return Place(space=space, record=number)

    def _index_anew(self, change: Change, record: RecordId, place: Place, before: Veil) -> None:
        """The lines of which something was hidden before, or is now."""
        dialect, now = self._database.dialect, _veil(change, record)
        changed: list[tuple[Value, ...]] = []
        for line in by_line(standing(change, dialect, record, "segments.record = ?", place.record)):
            if any(now.over(one.entry).words != before.over(one.entry).words for one in line):
                changed += to_index(dialect, line, heads(line, now, place, Readings()))
        change.many(indexing(dialect), changed)


def _veil(change: Change, record: RecordId) -> Veil:
    return veils(change, [record]).get(record, NOTHING_HIDDEN)
