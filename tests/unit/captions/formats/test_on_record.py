"""What files hold of what people did: amended, inserted, withdrawn, typed, off the record."""

import json
from dataclasses import replace

import pytest

from captions.events import CaptionEvent, Origin
from captions.formats.export import MEDIA_TYPES, Label, export
from gateway.formats.files import READERS, read
from tests.unit.captions.formats.amending import amended, inserted, off_record
from tests.unit.captions.saying import final

NOTE = "[hors compte rendu de 00:01:02 à 00:03:10]"
every_format = pytest.mark.parametrize("name", MEDIA_TYPES)


def written(name: str, events: list[CaptionEvent]) -> str:
    octets = b"".join(export(name, events, Label()))
    if name == "stl":
        # ISO 6937 as far as these tests go: an accent before its letter is left out.
        octets = bytes(octet for octet in octets[1024:] if not 0xC1 <= octet <= 0xCF).replace(b"\x8a", b" ")
    text = octets.decode("latin-1" if name == "stl" else "utf-8")
    return text.replace('</span><br/><span style="fond">', " ").replace("\n", " ")


def session() -> list[CaptionEvent]:
    """Said at 0, off the record from 62.7 s, said again at 195 s."""
    return [
        final("Bonjour.", 0, line=1, name="Anne"),
        off_record(62_700, on=True),
        final("secret absolu", 70_000, line=2, name="Anne"),
        off_record(190_200, on=False),
        final("Suite.", 195_000, line=3, name="Anne"),
    ]


@every_format
def test_what_is_off_the_record_is_in_no_file(name: str) -> None:
    text = written(name, session())
    assert "secret" not in text
    assert "Bonjour." in text
    assert "Suite." in text


@pytest.mark.parametrize("name", ["vtt", "srt", "ttml", "txt"])
def test_a_hole_is_dated(name: str) -> None:
    text = written(name, session())
    assert text.index("Bonjour.") < text.index(NOTE) < text.index("Suite.")


@pytest.mark.parametrize("name", ["vtt", "txt"])
def test_a_hole_that_lasts_says_since_when(name: str) -> None:
    assert "[hors compte rendu depuis 00:01:02]" in written(name, session()[:3])


@every_format
def test_words_said_after_the_switch_are_off_the_record_in_the_middle_of_a_segment(name: str) -> None:
    text = written(name, [final("public secret", 1000, each_ms=1000, name="Anne"), off_record(1500, on=True)])
    assert "public" in text
    assert "secret" not in text


@every_format
def test_what_was_corrected_off_the_record_stays_off_it(name: str) -> None:
    start, on, said, off, end = session()
    text = written(name, [start, on, said, off, end, amended(said, "secret corrigé")])  # type: ignore[arg-type]
    assert "secret" not in text


@every_format
def test_switching_twice_changes_nothing(name: str) -> None:
    events = session()
    events.insert(2, off_record(65_000, on=True))
    assert "secret" not in written(name, events)
    assert written(name, [off_record(10, on=False), *session()]).count("[hors compte") <= 1


@pytest.mark.parametrize("name", [name for name in MEDIA_TYPES if name != "json"])
def test_corrected_text_is_what_is_written(name: str) -> None:
    wrong = final("La deliberation 12.", 0, name="Anne")
    text = written(name, [wrong, amended(wrong, "La subvention 12.", name="Bruno")])
    assert "La subvention 12." in text
    assert "deliberation" not in text
    assert "Bruno" in text
    assert "Anne" not in text


@every_format
def test_what_was_withdrawn_is_in_no_file(name: str) -> None:
    wrong = final("Sous-titrage inventé", 0, name="Anne")
    assert "invent" not in written(name, [wrong, amended(wrong, "")])


@pytest.mark.parametrize("name", ["vtt", "srt", "ttml", "txt", "stl"])
def test_what_was_inserted_stands_in_place(name: str) -> None:
    events = [
        final("Premier.", 0, line=1, name="Anne"),
        final("Dernier.", 60_000, line=2, name="Anne"),
        inserted("[rires]", 400, name="Bruno", line=3),
    ]
    text = written(name, [*events])
    assert text.index("Premier.") < text.index("[rires]") < text.index("Dernier.")


@pytest.mark.parametrize("name", ["vtt", "srt", "ttml", "txt"])
def test_typed_text_is_told_from_speech(name: str) -> None:
    typed = replace(final("Je ne suis pas d’accord.", 0, name="Anne"), origin=Origin.TYPED)
    assert "Anne (écrit)" in written(name, [typed])


def test_json_says_who_amended_what_and_when() -> None:
    wrong = final("deliberation", 0, name="Anne")
    data = json.loads(b"".join(export("json", [wrong, amended(wrong, "délibération")], Label())))
    assert [event["type"] for event in data["events"]] == ["final", "amended"]
    assert data["events"][0]["text"] == "deliberation"
    assert data["events"][1]["author"]["name"] == "Correctrice Nadia"
    assert data["events"][1]["at_ms"] == 99_000


@pytest.mark.parametrize("name", READERS)
def test_holes_and_typed_text_survive_reading_and_writing(name: str) -> None:
    events = session()
    events.append(replace(final("Je suis pour.", 199_000, line=4, name="Anne"), origin=Origin.TYPED))
    back = read(name, b"".join(export(name, events, Label())))
    again = b"".join(export("txt", back, Label())).decode()
    assert again.replace("\u202f", " ") == (
        f"Anne : Bonjour.\n{NOTE}\nAnne : Suite.\nAnne (écrit) : Je suis pour.\n"
    )
