"""``./run convert`` from the command line."""

import os
from pathlib import Path

import pytest

import gateway.main as cli
from captions import wire
from tests.fakes.events import final, gap, interim, state

SRT = "1\n00:00:01,000 --> 00:00:03,000\nÉlise : Bonjour à tous.\n"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOIXLA_DEBUG", raising=False)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "séance.srt"
    path.write_text(SRT, "utf-8")
    return path


@pytest.mark.parametrize("ending", ["vtt", "srt", "ttml", "xml", "stl", "json", "txt"])
def test_every_format_is_written_and_every_one_with_times_is_read_again(
    source: Path, tmp_path: Path, ending: str
) -> None:
    there, back = tmp_path / f"a.{ending}", tmp_path / "b.srt"
    assert cli.main(["convert", str(source), str(there)]) == 0
    if ending == "txt":
        assert there.read_text("utf-8") == "Élise : Bonjour à tous.\n"
        return
    assert cli.main(["convert", str(there), str(back)]) == 0
    assert back.read_text("utf-8") == SRT + "\n"


def test_standard_output_and_formats_that_names_do_not_tell(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = source.rename(tmp_path / "séance")
    assert cli.main(["convert", str(odd), "-", "--from", "srt", "--to", "vtt", "--language", "br"]) == 0
    assert capsys.readouterr().out.startswith("WEBVTT\n\nNOTE Langue : br\n")


def test_what_run_caption_writes_as_json_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        "".join(f"{wire.to_json(event)}\n" for event in (state(1), interim(2, 1), final(3, 1), gap(4)))
    )
    assert cli.main(["convert", str(path), "-", "--to", "txt"]) == 0
    assert capsys.readouterr().out == (
        "Anne : mot3\nAnne : [passage de 1 s non sous-titré : son perdu sur le réseau]\n"
    )


def test_octets_go_to_standard_output_as_they_are(
    source: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(["convert", str(source), "-", "--to", "stl"]) == 0
    out = capfdbinary.readouterr().out
    assert len(out) == 1024 + 128
    assert b"\xc2Elise : Bonjour \xc1a tous." in out


def test_what_ebu_stl_cannot_hold_is_told(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(SRT.replace("tous", "tous 🎉"), "utf-8")
    assert cli.main(["convert", str(source), str(tmp_path / "a.stl")]) == 0
    assert capsys.readouterr().err == "EBU-STL n'a pas 1 des caractères : « ? » les remplace.\n"


@pytest.mark.parametrize(
    ("arguments", "says", "status"),
    [
        (["nulle-part.srt", "a.vtt"], "Erreur : Le fichier « nulle-part.srt » n'existe pas.", 1),
        ([".", "a.vtt", "--from", "srt"], "est un dossier", 1),
        (["séance.srt", "a.doc"], "ajoutez --to, parmi vtt, srt", 2),
        (["séance.doc", "a.vtt"], "ajoutez --from", 2),
        (["séance.srt", "-"], "ajoutez --to", 2),
        (["séance.srt", "séance.srt"], "remplacerait", 2),
        (["séance.srt", "nulle/part.vtt"], "n'existe pas. Créez-le", 1),
        (["mauvais.vtt", "a.srt"], "Erreur : Ligne 3 : horaire illisible", 1),
    ],
)
def test_refusals_are_one_french_line_and_leave_nothing(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
    status: int,
) -> None:
    (tmp_path / "mauvais.vtt").write_text("WEBVTT\n\n00:01.000 --> demain\nx\n")
    monkeypatch.chdir(tmp_path)
    before = sorted(os.listdir())
    assert cli.main(["convert", *arguments]) == status
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
    assert sorted(os.listdir()) == before
    assert source.read_text("utf-8") == SRT
