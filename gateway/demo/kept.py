"""What the record of a demonstration holds, read as its host reads it, against what was said. Blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from captions.archive.ports import Facets, Hit, Reader
from captions.archive.query import parse
from captions.archive.records import Entry, Moment, Record, RecordId
from captions.archive.text import text_of
from captions.errors import VoixlaError
from captions.ids import Milliseconds
from captions.normalise import score_words, word_errors
from gateway.archive.exports import MEDIA_TYPES, write
from gateway.archive.keeping import Keeping
from gateway.archive.kept_sound import kept_sound
from gateway.demo.lag import lag_ms, recordings
from gateway.demo.meeting import Meeting

_ASKED = (
    ("point", "points"),
    ("voter", "votons"),
    ("abstention", "abstentions"),
    ("travail", "travaux"),
    ("fenêtre", "fenêtres"),
    ("famille", "familles"),
    ("handicapé", "handicapées"),
    ("commerçante", "commerçants"),
    ("ouvrir", "j'ouvre"),
)
"""What is looked for, and in which form it is said."""
_PHRASES = tuple(
    (f"« {said} »", said)
    for said in (
        "ordre du jour",
        "compte rendu",
        "liste d'attente",
        "commission des finances",
        "hôtel de ville",
    )
)
"""Words one after the other: segments of captions end between them."""
_NEAR_MS = 2_000
"""What is found further off is another word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """``found`` and ``found_ms`` are None when it was not."""

    asked: str
    said: str
    said_ms: int
    found: str | None
    found_ms: int | None
    """When the found word is heard, on the time axis of the meeting."""

    def as_json(self) -> dict[str, object]:
        return {
            "asked": self.asked,
            "said": self.said,
            "said_ms": self.said_ms,
            "found": self.found,
            "found_ms": self.found_ms,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The figures of ``--record --json``."""

    segments: int
    words: int
    sound_s: float
    sound_lag_ms: int | None
    """How much later than it was said the sound is, on the time axis of the record."""
    wer: float
    """Word error rate of the text of each participant, over all their words."""
    searches: Sequence[Search]
    """Of words in other forms than they are said."""
    phrases: Sequence[Search]
    exports: Mapping[str, int]
    """Octets of each file that was made, by its kind."""
    not_exported: Mapping[str, str]
    """Why the others were not, as a code."""

    @property
    def found(self) -> list[Search]:
        return _found(self.searches)

    def as_json(self) -> dict[str, object]:
        found = self.found
        return {
            "segments": self.segments,
            "words": self.words,
            "sound_s": round(self.sound_s, 2),
            "sound_lag_ms": self.sound_lag_ms,
            "wer": round(self.wer, 4),
            "searched": len(self.searches),
            "found": len(found),
            "found_off_ms": round(median(abs((s.found_ms or 0) - s.said_ms) for s in found))
            if found
            else None,
            "phrases_searched": len(self.phrases),
            "phrases_found": len(_found(self.phrases)),
            "searches": [search.as_json() for search in (*self.searches, *self.phrases)],
            "exports": dict(self.exports),
            "not_exported": dict(self.not_exported),
        }


def kept(
    keeping: Keeping, record_id: RecordId, reader: Reader, meeting: Meeting, zero: Moment, *, files: bool
) -> Kept:
    """``zero``: when the meeting's time 0 was; ``files``: make them, too. Raises ``archive.*``."""
    record = keeping.archive.record(record_id, reader)
    entries = list(text_of(keeping.archive, record.id, reader))
    exports, missing = _exported(keeping, record, reader) if files else ({}, {})
    sounds = kept_sound(keeping.records, record.id)

    def search(asked: str, form: str) -> Search:
        page = keeping.archive.search(parse(asked), reader, Facets(record=record.id), limit=100)
        heard = [(word, at - zero) for hit in page.items for word, at in _heard(record, hit)]
        return _nearest(asked, form, _said(meeting, form), heard)

    return Kept(
        segments=len(entries),
        words=sum(len(entry.words) for entry in entries),
        sound_s=sum(file.length_ms for file in sounds) / 1000,
        sound_lag_ms=lag_ms(sounds, zero, recordings(meeting)) if sounds else None,
        wer=_error_rate(meeting, record, entries),
        searches=[search(*asked) for asked in _ASKED if _said(meeting, asked[1])],
        phrases=[search(*asked) for asked in _PHRASES if _said(meeting, asked[1])],
        exports=exports,
        not_exported=missing,
    )


def _error_rate(meeting: Meeting, record: Record, entries: Sequence[Entry]) -> float:
    results = []
    for person in meeting.participants:
        said = " ".join(part.text for part in meeting.said_by(person))
        heard = [entry for entry in entries if entry.speaker.name == person.name]
        heard.sort(key=lambda entry: _moment(record, entry, entry.start_ms))
        text = " ".join(entry.text for entry in heard)
        results.append(word_errors(score_words(said), score_words(text)))
    return sum(r.errors for r in results) / max(1, sum(r.reference_words for r in results))


def _said(meeting: Meeting, form: str) -> list[int]:
    """When ``form``, a word or several, is said."""
    wanted, found = score_words(form), []
    for part in meeting.utterances:
        said = [(token, word.start_ms) for word in part.words for token in score_words(word.text)]
        for place in range(len(said) - len(wanted) + 1):
            if [token for token, _ in said[place : place + len(wanted)]] == wanted:
                found.append(int(said[place][1]))
    return found


def _nearest(asked: str, form: str, said: Sequence[int], heard: Sequence[tuple[str, int]]) -> Search:
    near = [(abs(at - then), then, word, at) for word, at in heard for then in said]
    off, then, word, at = min(near, default=(_NEAR_MS, said[0], "", 0))
    if off >= _NEAR_MS:
        return Search(asked=asked, said=form, said_ms=said[0], found=None, found_ms=None)
    return Search(asked=asked, said=form, said_ms=then, found=word, found_ms=at)


def _found(searches: Sequence[Search]) -> list[Search]:
    return [search for search in searches if search.found_ms is not None]


def _heard(record: Record, hit: Hit) -> list[tuple[str, Moment]]:
    words = [hit.words[place] for place in hit.heard]
    return [(word.text, _moment(record, hit.entry, word.start_ms)) for word in words]


def _exported(keeping: Keeping, record: Record, reader: Reader) -> tuple[dict[str, int], dict[str, str]]:
    """All but transfer packages, which want the table of an archivist."""
    made: dict[str, int] = {}
    missing: dict[str, str] = {}
    for kind in MEDIA_TYPES:
        if kind.startswith("seda-"):
            continue
        try:
            made[kind] = sum(len(piece) for piece in write(record.id, kind, keeping.archive, reader))
        except VoixlaError as error:
            missing[kind] = error.code
    return made, missing


def _moment(record: Record, entry: Entry, at_ms: Milliseconds) -> Moment:
    starts = {session.session: session.started for session in record.sessions}
    return Moment(starts[entry.session] + at_ms)
