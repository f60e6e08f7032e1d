"""Who speaks in files that have no field for it: names before the text, « Élise : bonjour ». Pure.

Text such as « Attention : travaux » looks the same, so a name is believed where each of its words has a capital (or a
script that has none), else where it stands before several cues. A cue without a name goes on with the one before; a
dash says that it is somebody else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final as Constant

from captions.formats.on_record import TYPED
from captions.formats.read_cues import ReadCue
from captions.layout import plain

_NAMED: Constant = re.compile(r"(?P<name>[^:]{1,60}?)(?:[ \u00a0\u202f]:|:)[ \u00a0\u202f]+(?P<text>\S.*)")
_NOT_IN_NAMES: Constant = re.compile(
    r"[?!;…«»\"<>\[\]{}=/\\]|(?<!\b[A-Z])(?<!\bM)(?<!\bMM)(?<!\bDr)(?<!\bMe)\."
)
_PARTICLES: Constant = re.compile(
    r"d|de|du|des|l|la|le|les|van|von|der|den|el|al|ben|bin|y|et|e|di|da|dos|em|es"
)
_NO_NAMES: Constant = re.compile(
    r"attention|notes?|exemples?|rappel|remarque|question|réponse|conclusion|résultats?|objet|résumé|bilan|total|"
    r"sources?|important|information|adresse|téléphone"
)
_DASHES: Constant = ("- ", "– ", "— ", "–\u00a0", "—\u00a0", "-\u00a0")
_MOST_WORDS: Constant = 6
_OFTEN: Constant = 2
_LONGEST_NAME: Constant = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a file shows, row by row; ``speaker``: who the file itself says it is, "" for nobody, None unsaid."""

    start_ms: int
    end_ms: int
    rows: Sequence[str]
    speaker: str | None = None


@dataclass(slots=True)
class _Turn:
    speaker: str | None
    rows: list[str] = field(default_factory=list)


def attributed(shown: Iterable[Shown]) -> list[ReadCue]:
    """The cues of ``shown`` with who says them; one for each who speaks in it."""
    shown = list(shown)
    names = _names(shown)
    cues: list[ReadCue] = []
    speaker = ""
    for cue in shown:
        for turn in _turns(cue, names):
            text = " ".join(turn.rows)
            if turn.speaker is not None:
                speaker = turn.speaker
            note = turn.speaker is None and text.startswith("[") and text.endswith("]")
            cues.append(
                ReadCue(start_ms=cue.start_ms, end_ms=cue.end_ms, speaker="" if note else speaker, text=text)
            )
    return cues


def rejoined(cues: Iterable[ReadCue]) -> list[ReadCue]:
    """Cues that were cut only because somebody else came on screen or left it are one again."""
    whole: list[ReadCue] = []
    latest: dict[tuple[str, str], int] = {}
    for cue in cues:
        key = (cue.speaker, cue.text)
        place = latest.get(key)
        if place is not None and whole[place].end_ms == cue.start_ms:
            whole[place] = replace(whole[place], end_ms=cue.end_ms)
            continue
        latest[key] = len(whole)
        whole.append(cue)
    return whole


def _names(shown: Sequence[Shown]) -> set[str]:
    """What is believed to be a name in this file."""
    found = Counter(
        _name_of(named)
        for cue in shown
        if cue.speaker is None
        for row in _with_long_name(cue.rows)
        if (named := _named(row)) is not None
    )
    return {name for name, times in found.items() if _evident(name) or (times >= _OFTEN and _possible(name))}


def _turns(cue: Shown, names: set[str]) -> list[_Turn]:
    rows = [text for row in cue.rows if (text := plain(row))]
    if cue.speaker is not None:
        return [_Turn(cue.speaker, [_without_name(cue.speaker, " ".join(rows))])]
    joined = _with_long_name(rows)
    long = _named(joined[0]) if len(joined) < len(rows) else None
    turns: list[_Turn] = []
    for text in joined if long is not None and _name_of(long) in names else rows:
        named = _named(text)
        if named is not None and _name_of(named) in names:
            turns.append(_Turn(_name_of(named), [named["text"]]))
        elif text.startswith(_DASHES) and names:
            turns.append(_Turn("", [text]))
        elif turns:
            turns[-1].rows.append(text)
        else:
            turns.append(_Turn(None, [text]))
    return turns


def _with_long_name(rows: Sequence[str]) -> Sequence[str]:
    """A name too long for the first row goes on in the second, which alone might look like another."""
    if len(rows) > 1 and _named(rows[0]) is None and _named(f"{rows[0]} {rows[1]}") is not None:
        return [f"{rows[0]} {rows[1]}", *rows[2:]]
    return rows


def _named(row: str) -> re.Match[str] | None:
    text = plain(row)
    return _NAMED.fullmatch(text[2:] if text.startswith(_DASHES) else text)


def _name_of(named: re.Match[str]) -> str:
    return plain(named["name"])


def _without_name(name: str, text: str) -> str:
    """The name may have been broken over rows."""
    letters = [letter for letter in name if letter != " "][:_LONGEST_NAME]
    pattern = " ?".join(map(re.escape, letters)) + "[ \u00a0\u202f]?:[ \u00a0\u202f]+"
    begun = re.match(pattern, text) if letters else None
    return text[begun.end() :] if begun is not None else text


def _possible(name: str) -> bool:
    """It begins as a name may, and is none of the words that introduce something else."""
    bare = name.removesuffix(TYPED.strip()).strip()
    words = bare.split(" ")
    return (
        bool(bare)
        and bare[0].isalpha()
        and not bare[0].islower()
        and len(words) <= _MOST_WORDS
        and not _NOT_IN_NAMES.search(bare)
        and not _NO_NAMES.fullmatch(bare.lower())
    )


def _evident(name: str) -> bool:
    bare = name.removesuffix(TYPED.strip()).strip()
    return _possible(name) and all(_like_a_name(word) for word in re.split(r"[ '’-]", bare) if word)


def _like_a_name(word: str) -> bool:
    return not word[0].islower() or bool(_PARTICLES.fullmatch(word))
