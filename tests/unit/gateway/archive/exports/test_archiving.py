from pathlib import Path

import pytest

from captions.archive.records import RecordType
from captions.errors import VoixlaError
from gateway.archive.exports import archiving
from tests.fakes.exported import RULES_TABLE

HEAD, COUNCIL, INTERNAL = RULES_TABLE.splitlines()
SHIPPED = Path(__file__).parents[5] / "docs" / "archivage.csv"


def refused(text: str | bytes) -> str:
    with pytest.raises(VoixlaError) as caught:
        archiving.read(text.encode() if isinstance(text, str) else text)
    assert caught.value.code == "seda.table"
    return caught.value.message


def test_a_line_says_who_takes_such_records_and_under_which_rules() -> None:
    rules = archiving.read(RULES_TABLE.encode()).rules(RecordType.COUNCIL)
    assert (rules.archives, rules.appraisal, rules.fate, rules.access) == (
        "FRAD069", "APP-00012", "Keep", "ACC-00001",
    )  # fmt: skip


@pytest.mark.parametrize(
    "octets",
    [
        RULES_TABLE.encode("utf-8-sig"),
        RULES_TABLE.encode("cp1252"),
        RULES_TABLE.replace("\n", "\r\n").encode(),
        RULES_TABLE.replace("'", "’").encode(),
        ("# remarque « libre » ; oui\n\n;;;;;;;\n" + RULES_TABLE).encode(),
        "\n".join('"' + line.replace(";", '";"') + '"' for line in RULES_TABLE.splitlines()).encode(),
    ],
    ids=["excel-utf-8", "windows", "crlf", "typographic", "remarks", "quoted"],
)
def test_it_is_read_as_spreadsheets_write_it(octets: bytes) -> None:
    assert archiving.read(octets).rules(RecordType.INTERNAL).fate == "Destroy"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{HEAD}\n{COUNCIL}\n{INTERNAL.replace('détruire', 'garder')}",
            "ligne 3 : le sort final « garder »",
        ),
        (
            f"{HEAD}\n# rien\n{COUNCIL.replace('séance', 'fête')}",
            "ligne 3 : le type « fête » n'est pas parmi",
        ),
        (f"{HEAD}\n{COUNCIL.replace('APP-00012', '')}", "ligne 2 : la colonne « règle de durée » est vide"),
        (f"{HEAD}\n{COUNCIL};de trop", "ligne 2 : 9 colonnes au lieu de 8"),
        (f"{HEAD}\n{COUNCIL}\n{COUNCIL}", "ligne 3 : le type « séance » a déjà une ligne"),
        (f"{HEAD.replace('sort final', 'sort')}\n{COUNCIL}", "ligne 1 : il manque la colonne « sort final »"),
        (HEAD.replace(";", ","), "ligne 1 : il manque la colonne « type » (séparez"),
        (f'{HEAD}\n{COUNCIL}\n"réunion;x', "ligne 3 : des guillemets ne sont pas fermés"),
        (f"{HEAD}\n{COUNCIL.replace('FRAD069', 'F' * 300)}", "dépasse 255 caractères"),
        ("", "ligne 1 : il manque la colonne « type »"),
        ("x" * 2_000_000, "dépasse 1 Mo"),
        (f"{HEAD}\n{COUNCIL.replace('conserver', 'x' * 200_000)}", "ligne"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    message = refused(text)
    assert told in message
    assert len(message) < 500


def test_octets_that_are_no_table_are_refused_in_words() -> None:
    assert "ligne 1" in refused(b"\x00\xff\xfe\x89PNG;;\r\n\x1a")


def test_a_type_without_a_line_is_named() -> None:
    with pytest.raises(VoixlaError, match="pas de ligne « appel »") as caught:
        archiving.read(RULES_TABLE.encode()).rules(RecordType.CALL)
    assert caught.value.code == "seda.rules"


def test_the_table_that_ships_waits_for_an_archivist() -> None:
    assert not archiving.load(SHIPPED).lines


def test_no_table_says_where_one_is_to_be_had(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError, match="copiez docs/archivage.csv") as caught:
        archiving.load(tmp_path / "rien.csv")
    assert caught.value.code == "seda.missing"
