"""What the API answers, as JSON values. Pure: no rights are asked here, what comes in may be told."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from captions.archive.audit import Link
from captions.archive.ports import Hit, Page
from captions.archive.records import Chapter, Entry, Invitation, Mark, Member, Note, Record, Space
from captions.archive.redaction import HIDDEN, Redaction
from captions.archive.spaces import TEMPLATES
from captions.events import Author
from captions.words import Word, joined

T = TypeVar("T")
Json = dict[str, Any]
AUTOMATIC: Final = "Transcription automatique, ne vaut pas procès-verbal."
BEFORE_MS: Final = 1_500
"""Replay begins so long before the word that was found."""


def space(told: Space, days: int | None) -> Json:
    template = TEMPLATES[told.type]
    return {
        "id": told.id,
        "name": told.name,
        "type": told.type.value,
        "created": told.created,
        "closed": told.closed,
        "days": days or template.days,
        "own_days": days,
    }


def member(told: Member, name: str | None) -> Json:
    return {
        "account": told.account,
        "name": name,
        "role": told.role.value,
        "since": told.since,
        "expires": told.expires,
    }


def invitation(told: Invitation) -> Json:
    return {
        "id": told.id,
        "name": told.name,
        "role": told.role.value,
        "created": told.created,
        "expires": told.expires,
        "revoked": told.revoked,
    }


def record(told: Record, due: int | None = None) -> Json:
    return {
        "id": told.id,
        "space": told.space,
        "room": told.room,
        "title": told.title,
        "type": told.type.value,
        "started": told.started,
        "ended": told.ended,
        "running": told.ended is None,
        "status": told.status.value,
        "notice": None if told.status.value == "validated" else AUTOMATIC,
        "language": told.language,
        "audio": told.audio,
        "legal_hold": told.legal_hold,
        "due": due,
        "version": told.version,
        "published_from": told.published,
        "sessions": [{"session": run.session, "started": run.started} for run in told.sessions],
    }


def entry(told: Entry) -> Json:
    return {
        "session": told.session,
        "segment": told.segment,
        "revision": told.revision,
        "line": told.line,
        "speaker": {"id": told.speaker.id, "name": told.speaker.name},
        "start_ms": told.start_ms,
        "end_ms": told.end_ms,
        "text": told.text,
        "words": [_word(word) for word in told.words],
        "author": author(told.author),
        "at": told.at,
        "origin": told.origin.value,
    }


def author(told: Author) -> Json:
    return {"kind": told.kind.value, "name": told.name}


def mark(told: Mark) -> Json:
    return {"kind": told.kind.value, "start": told.start, "end": told.end, "cause": told.cause}


def chapter(told: Chapter) -> Json:
    return {"id": told.id, "start": told.start, "title": told.title}


def note(told: Note) -> Json:
    return {
        "id": told.id,
        "about": told.about,
        "at": told.at,
        "author": author(told.author),
        "text": told.text,
    }


def redaction(told: Redaction, record: Record, remarks: bool) -> Json:
    """Of ``record``; ``remarks``: to somebody who may redact."""
    return {
        "id": told.id,
        "start": told.start,
        "end": told.end,
        "reason": told.reason.value,
        "remark": told.remark if remarks else "",
        "author": author(told.author),
        "at": told.at,
        "liftable": record.published is None,
    }


def hit(told: Hit) -> Json:
    said = told.entry
    first = told.words[told.heard[0]].start_ms if told.heard else said.start_ms
    return {
        "record": {
            "id": told.record.id,
            "space": told.record.space,
            "title": told.record.title,
            "started": told.record.started,
            "running": told.record.ended is None,
            "status": told.record.status.value,
        },
        "entry": entry(said),
        "said": told.said,
        "heard": list(told.heard_in_entry),
        "line": _line(told),
        "level": told.level,
        "play_from": max(told.began, told.began + first - BEFORE_MS),
    }


def _line(told: Hit) -> Json:
    """All that was said in one go, of which ``entry`` may be a part."""
    return {
        "segments": [{"segment": part.segment, "words": len(part.words)} for part in told.entries],
        "start_ms": told.entries[0].start_ms,
        "end_ms": max(part.end_ms for part in told.entries),
        "text": joined(told.words),
        "words": [_word(word) for word in told.words],
        "heard": list(told.heard),
    }


def link(told: Link) -> Json:
    return {name: getattr(told, name) for name in ("number", "at", "deed", "actor", "record", "about")}


def page(told: Page[T], show: Callable[[T], Json]) -> Json:
    return listed(told.items, show) | {"next": told.next, "total": told.total}


def listed(items: Iterable[T], show: Callable[[T], Json]) -> Json:
    return {"items": [show(item) for item in items]}


def _word(told: Word) -> Json:
    return {
        "text": told.text,
        "start_ms": told.start_ms,
        "end_ms": told.end_ms,
        "probability": told.probability,
        **({"redacted": True} if told.text == HIDDEN else {}),
    }
