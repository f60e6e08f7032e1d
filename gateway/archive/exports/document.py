"""The JSON of a record: what it is, its chapters and holes, and its text as it stands, one segment a line. Pure.

``{"v": 1, "kind": "voixla.record", …, "entries": [ … ]}``. Times within ``entries`` are milliseconds of the record.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final as Constant

from captions.archive.records import Chapter, Entry, Mark, Record
from captions.archive.redaction import Redaction
from gateway.archive.exports.transcript import said_at

KIND: Constant = "voixla.record"
VERSION: Constant = 1


def write(
    record: Record,
    entries: Iterable[Entry],
    marks: Sequence[Mark] = (),
    chapters: Sequence[Chapter] = (),
    redactions: Sequence[Redaction] = (),
) -> Iterator[str]:
    opening = {
        "v": VERSION,
        "kind": KIND,
        "id": record.id,
        "title": record.title,
        "type": record.type.value,
        "status": record.status.value,
        "language": record.language,
        "started": record.started,
        "ended": record.ended,
        "chapters": [{"start": chapter.start, "title": chapter.title} for chapter in chapters],
        "marks": [
            {"kind": mark.kind.value, "start": mark.start, "end": mark.end, "cause": mark.cause}
            for mark in marks
        ],
        "redactions": [
            {
                "start": redaction.start,
                "end": redaction.end,
                "reason": redaction.reason.value,
                "author": redaction.author.name,
            }
            for redaction in redactions
        ],
    }
    yield f'{_json(opening)[:-1]},"entries":['
    comma = ""
    for entry in entries:
        yield f"{comma}\n{_json(_entry(record, entry))}"
        comma = ","
    yield "\n]}\n"


def _entry(record: Record, entry: Entry) -> dict[str, object]:
    at_ms = said_at(record, entry)
    shift = at_ms - entry.start_ms
    return {
        "session": entry.session,
        "segment": entry.segment,
        "revision": entry.revision,
        "line": entry.line,
        "speaker": {"id": entry.speaker.id, "name": entry.speaker.name},
        "origin": entry.origin.value,
        "author": {"kind": entry.author.kind.value, "name": entry.author.name},
        "at": entry.at,
        "start_ms": at_ms,
        "end_ms": entry.end_ms + shift,
        "words": [
            {"text": word.text, "start_ms": word.start_ms + shift, "end_ms": word.end_ms + shift}
            for word in entry.words
        ],
    }


def _json(data: dict[str, object]) -> str:
    # Lone surrogates cannot be encoded; escaped they can.
    return (
        json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        .encode("utf-8", "backslashreplace")
        .decode()
    )
