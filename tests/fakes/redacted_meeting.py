"""A meeting of which a word is hidden, with its sound, and what can be heard of it."""

import os
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId
from captions.errors import VoixlaError
from gateway.archive import redact_files
from gateway.archive.keeping import Keeping
from gateway.archive.redact_tone import HERTZ
from gateway.archive.redacting import Redactor, served_sound
from tests.fakes.archives import STARTED, new_record
from tests.fakes.keepings import end, space_of
from tests.fakes.redacted import redaction
from tests.fakes.sounding import heard, loudness, write_tones

VOICE, WORD = 440, 2_500
SECRET = "zygomatite"


class Killed(BaseException):
    """The program ends here."""


def recorded(keeping: Keeping) -> RecordId:
    """The hidden word is said from 10.3 s to 10.55 s, in the second file."""
    space = space_of(keeping.archive, "equipe", {})
    made = new_record(keeping.archive, space, f"dit {SECRET} deux fois", "et la suite")
    folder = keeping.folder_of(made)
    write_tones(folder / f"{STARTED}.opus", [(VOICE, 8_000)])
    write_tones(folder / f"{STARTED + 8_000}.opus", [(VOICE, 2_300), (WORD, 250), (VOICE, 5_450)])
    keeping.archive.describe(made, audio=True)
    end(keeping.archive, made, STARTED + 60_000)
    return made


def second(keeping: Keeping, record: RecordId) -> Path:
    return keeping.folder_of(record) / f"{STARTED + 8_000}.opus"


def is_toned(keeping: Keeping, record: RecordId) -> bool:
    sound = heard(second(keeping, record))
    tone = loudness(sound, HERTZ, 2_300, 2_550)
    # To its very end, which the span does not reach.
    word = max(loudness(sound, WORD, 2_300, 2_550), loudness(sound, WORD, 2_470, 2_550))
    assert (tone > 0.05) != (word > 0.01), (tone, word)
    return tone > 0.05


def is_served(keeping: Keeping, record: RecordId) -> bool:
    try:
        return bool(served_sound(keeping, keeping.archive.record(record, SYSTEM)))
    except VoixlaError as error:
        assert error.code == "redaction.sound"
        return False


def hide(keeping: Keeping, record: RecordId, id: int = 1, start: int = 10_310) -> None:
    """Less than the word: it goes as a whole, in text and sound."""
    Redactor(keeping).redact(redaction(record, start, start + 10, id=id), "host:1")


def steps(monkeypatch: pytest.MonkeyPatch, last: int) -> list[str]:
    """The program is killed before the step after ``last`` of those that change files; what was done."""
    done: list[str] = []

    def stepping(name: str, module: object) -> None:
        real = getattr(module, name)

        def step(*arguments: object) -> object:
            if len(done) >= last:
                raise Killed
            done.append(name)
            return real(*arguments)

        monkeypatch.setattr(module, name, step)

    for name in ("replace", "link", "fsync"):
        stepping(name, os)
    stepping("tone_over", redact_files)
    return done
