from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.glossary_file import read_glossary_file


def test_a_file_that_somebody_wrote(tmp_path: Path) -> None:
    file = tmp_path / "noms.txt"
    file.write_text("Vaulx-en-Velin\nŒuvres\n", encoding="utf-8")
    assert read_glossary_file(file).terms == ("Vaulx-en-Velin", "Œuvres")
    assert read_glossary_file(None).terms == ()


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="n'existe pas"):
        read_glossary_file(tmp_path / "absent.txt")
    with pytest.raises(VoixlaError, match="ne peut pas être lu"):
        read_glossary_file(tmp_path)
    (tmp_path / "latin").write_bytes("é".encode("latin-1"))
    with pytest.raises(VoixlaError, match="UTF-8"):
        read_glossary_file(tmp_path / "latin")
