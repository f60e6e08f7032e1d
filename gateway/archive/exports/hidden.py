"""What of a record is hidden, as its files tell of it: where, why, by whom; never what. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from captions.archive.records import Entry, Record
from captions.archive.redaction import HIDDEN, NAMES, Redaction
from captions.formats.clock import short
from captions.words import Word
from gateway.archive.exports.transcript import said_at, shown


def labelled(record: Record, entries: Iterable[Entry], redactions: Sequence[Redaction]) -> Iterator[Entry]:
    """``entries`` with the reason in each placeholder: « [occulté : secret médical] »."""
    for entry in entries:
        if redactions and any(word.text == HIDDEN for word in entry.words):
            shift = record.started + said_at(record, entry) - entry.start_ms
            words = tuple(_labelled(word, shift, redactions) for word in entry.words)
            yield replace(entry, words=words)
        else:
            yield entry


def listed(record: Record, redactions: Iterable[Redaction]) -> tuple[str, ...]:
    """A line for each."""
    return tuple(
        f"Passage occulté de {short(max(0, redaction.start - record.started))} à "
        f"{short(max(0, redaction.end - record.started))} : {NAMES[redaction.reason]} "
        f"(par {shown(redaction.author.name)})."
        for redaction in redactions
    )


def within(redactions: Iterable[Redaction], start: int, end: int | None) -> list[Redaction]:
    """Those that reach into that time."""
    return [
        redaction
        for redaction in redactions
        if redaction.end > start and (end is None or redaction.start < end)
    ]


def _labelled(word: Word, shift: int, redactions: Sequence[Redaction]) -> Word:
    if word.text != HIDDEN:
        return word
    there = within(redactions, shift + word.start_ms, shift + max(word.end_ms, word.start_ms + 1))
    reasons = ", ".join(dict.fromkeys(NAMES[redaction.reason] for redaction in there))
    return replace(word, text=f"{HIDDEN[:-1]} : {reasons}]") if reasons else word
