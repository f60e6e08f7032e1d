"""Makes gateway/demo/data: the recordings of the demo meeting and the words in them. Not part of the product.

Usage: python tools/make_demo_meeting.py --whisper FOLDER [--cache FOLDER]

FOLDER holds Whisper base for CTranslate2. The same packages, espeak-ng and machine give the same files. It
prints what Whisper base hears offline in each turn and refuses to write recordings it does not understand.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from demo_listener import Listener, TimedWord  # noqa: E402
from demo_script import PEOPLE, TITLE, TURNS, Turn  # noqa: E402
from demo_tracks import LEAD_OUT_MS, Spoken, joined, opus, people_seeds, placed, track  # noqa: E402
from demo_voices import Synthesiser  # noqa: E402

from captions.normalise import score_words, word_errors  # noqa: E402

DATA = REPOSITORY / "gateway" / "demo" / "data"
LICENCE = "Synthetic voices (Kokoro-82M, Apache-2.0); no real person is heard. See LICENCE.md."
_MOST_ERRORS = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A spoken turn on the timeline of the meeting, words in milliseconds of the turn."""

    turn: Turn
    text: str
    spoken: Spoken
    start_ms: int
    words: Sequence[TimedWord]


def main() -> None:
    """Synthesise, check, align, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--whisper", type=Path, required=True, help="folder of Whisper base for CTranslate2")
    parser.add_argument(
        "--cache", type=Path, default=REPOSITORY / "build" / "demo", help="downloaded packages"
    )
    options = parser.parse_args()
    voices = {person.id: person.voice for person in PEOPLE}
    synthesiser = Synthesiser(options.cache)
    listener = Listener(options.whisper)
    texts = [typeset(turn.text) for turn in TURNS]
    spoken = [
        joined(
            [(s, synthesiser.speak(s.replace("\u00a0", " "), voices[turn.speaker])) for s in sentences(text)]
        )
        for turn, text in zip(TURNS, texts, strict=True)
    ]
    check(texts, [listener.text(sound) for sound in spoken])
    starts = placed(TURNS, spoken)
    meeting = [
        Placed(turn=turn, text=text, spoken=sound, start_ms=start, words=listener.words(sound))
        for turn, text, sound, start in zip(TURNS, texts, spoken, starts, strict=True)
    ]
    write(meeting)


def typeset(text: str) -> str:
    """French marks kept with their word by a no-break space."""
    return re.sub(r" ([?!:;])", "\u00a0\\1", text)


def sentences(text: str) -> list[str]:
    """The sentences of a turn, each with its mark."""
    return re.findall(r"[^.?!]+[.?!]", text.replace(". ", ".").replace("? ", "?").replace("! ", "!"))


def check(texts: Sequence[str], heard: Sequence[str]) -> None:
    """Print what was heard; stop when too much of it is wrong."""
    errors = words = 0
    for text, hypothesis in zip(texts, heard, strict=True):
        found = word_errors(score_words(text), score_words(hypothesis))
        errors, words = errors + found.errors, words + found.reference_words
        print(f"{found.errors:3d} of {found.reference_words:3d}  {text}")
        if found.errors:
            print(f"       heard  {hypothesis}")
    print(f"{words} words, {errors / words:.1%} wrong offline")
    if errors / words > _MOST_ERRORS:
        raise SystemExit(f"more than {_MOST_ERRORS:.0%} of the words are not understood: rephrase them")


def write(meeting: Sequence[Placed]) -> None:
    """The three recordings and their description."""
    end_ms = max(item.start_ms + item.spoken.duration_ms for item in meeting) + LEAD_OUT_MS
    duration_ms = -(-end_ms // 20) * 20
    DATA.mkdir(parents=True, exist_ok=True)
    for person in PEOPLE:
        pieces = [(item.start_ms, item.spoken.sound) for item in meeting if item.turn.speaker == person.id]
        recording = opus(track(people_seeds(PEOPLE)[person.id], duration_ms, pieces))
        (DATA / f"{person.id}.opus").write_bytes(recording)
        print(f"{person.id}.opus: {len(recording)} bytes")
    (DATA / "meeting.json").write_text(described(meeting, duration_ms), "utf-8")
    print(f"{duration_ms / 1000:.2f} s")


def described(meeting: Sequence[Placed], duration_ms: int) -> str:
    """meeting.json, laid out for people who review it: one turn a block, its words in filled lines."""
    head = {"title": TITLE, "licence": LICENCE, "duration_ms": duration_ms}
    people = [{"id": person.id, "name": person.name, "file": f"{person.id}.opus"} for person in PEOPLE]
    lines = ["{", *(f"  {dumped(key)}: {dumped(value)}," for key, value in head.items())]
    lines += ['  "participants": [', ",\n".join(f"    {dumped(person)}" for person in people), "  ],"]
    lines += ['  "utterances": [', ",\n".join(block(item) for item in meeting), "  ]", "}"]
    return "\n".join(lines) + "\n"


def block(item: Placed) -> str:
    """One turn of meeting.json."""
    end_ms = item.start_ms + item.spoken.duration_ms
    head = {"speaker": item.turn.speaker, "start_ms": item.start_ms, "end_ms": end_ms, "text": item.text}
    words = [
        {"text": w.text, "start_ms": item.start_ms + w.start_ms, "end_ms": item.start_ms + w.end_ms}
        for w in item.words
    ]
    rows: list[str] = []
    for word in words:
        piece = dumped(word)
        if rows and len(rows[-1]) + len(piece) <= 100:
            rows[-1] += f", {piece}"
        else:
            rows.append(piece)
    filled = ",\n      ".join(rows)
    return f'    {dumped(head)[:-1]}, "words": [\n      {filled}\n    ]}}'


def dumped(value: object) -> str:
    """JSON in one line, accents as they are."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
