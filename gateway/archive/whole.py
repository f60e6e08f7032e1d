"""A whole record as one JSON text, in pieces: what stands, holes, chapters, notes, and every revision."""

import json
from collections.abc import Iterator

from captions.archive.ports import SYSTEM, Archive
from captions.archive.records import Entry, RecordId
from captions.archive.text import text_of
from gateway.http.api import shown


def pieces(archive: Archive, record_id: str) -> Iterator[str]:
    """Raises ``archive.unknown`` at the first."""
    record = archive.record(RecordId(record_id), SYSTEM)
    told = {
        "record": shown.record(record),
        "marks": shown.listed(archive.marks(record.id, SYSTEM), shown.mark)["items"],
        "chapters": shown.listed(archive.chapters(record.id, SYSTEM), shown.chapter)["items"],
        "redactions": [
            shown.redaction(redaction, record, True) for redaction in archive.redactions(record.id, SYSTEM)
        ],
        "notes": shown.listed(archive.notes(record.id, SYSTEM), shown.note)["items"],
    }
    yield json.dumps(told, ensure_ascii=False)[:-1] + ', "entries": ['
    separator = "\n"
    for entry in text_of(archive, record.id, SYSTEM):
        yield separator + json.dumps(_with_history(archive, entry), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _with_history(archive: Archive, entry: Entry) -> shown.Json:
    told = shown.entry(entry)
    if entry.revision:
        found = archive.history(entry.record, entry.session, entry.segment, SYSTEM)
        told["history"] = [shown.entry(revision) for revision in found[:-1]]
    return told
