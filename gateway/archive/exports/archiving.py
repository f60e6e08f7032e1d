"""The table of archive rules: for each type of record, who takes it and under which rules. Edited by an archivist.

A CSV file as spreadsheets write it (``docs/archivage.csv`` is one to start from). Everything in it is a code or a name
that the archive service has given; nothing is decided here.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Final as Constant
from typing import NoReturn

from captions.archive.records import RecordType
from captions.errors import VoixlaError
from captions.layout import plain

LARGEST: Constant = 1_000_000
_TYPES: Constant[Mapping[str, RecordType]] = MappingProxyType(
    {"appel": RecordType.CALL, "réunion": RecordType.INTERNAL, "séance": RecordType.COUNCIL}
)
_COLUMNS: Constant = (
    "type",
    "service d'archives",
    "service versant",
    "service producteur",
    "accord de versement",
    "règle de durée",
    "sort final",
    "règle de communicabilité",
)
_FATES: Constant[Mapping[str, str]] = MappingProxyType({"conserver": "Keep", "détruire": "Destroy"})
_LONGEST: Constant = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One line of the table."""

    archives: str
    """Identifiers of the three services, and of what they agreed."""
    transferring: str
    originating: str
    agreement: str
    appraisal: str
    fate: str
    """``Keep`` or ``Destroy``."""
    access: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    lines: Mapping[RecordType, Rules]

    def rules(self, type: RecordType) -> Rules:
        """Raises ``seda.rules``: nobody has said how such a record is archived."""
        if type not in self.lines:
            french = next(name for name, of in _TYPES.items() if of is type)
            raise VoixlaError(
                "seda.rules",
                f"Le tableau « {self.name} » n'a pas de ligne « {french} » : ajoutez-la avec votre archiviste.",
            )
        return self.lines[type]


def load(path: Path) -> Table:
    """Raises ``seda.table`` with the line that is wrong, ``seda.missing`` when there is no such file."""
    name = plain(path.name)
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
    except OSError:
        raise VoixlaError(
            "seda.missing",
            f"Le tableau des règles d'archivage « {name} » ne peut pas être lu : copiez docs/archivage.csv à cet "
            "endroit et complétez-le avec votre archiviste.",
        ) from None
    return read(octets, name)


def read(octets: bytes, name: str = "archivage.csv") -> Table:
    """The table in ``octets``, UTF-8 or as French Windows writes it."""
    lines: dict[RecordType, Rules] = {}
    rows = _rows(_text(octets, name), name)
    number, heads = next(rows, (1, []))
    refuse = _refusal(name, number)
    missing = [column for column in _COLUMNS if column not in heads]
    if missing:
        refuse(f"il manque la colonne « {missing[0]} » (séparez les colonnes par des points-virgules)")
    for number, cells in rows:
        refuse = _refusal(name, number)
        if len(cells) != len(heads):
            refuse(f"{len(cells)} colonnes au lieu de {len(heads)}")
        values = dict(zip(heads, cells, strict=True))
        type = _TYPES.get(values["type"].casefold())
        if type is None:
            refuse(f"le type « {values['type']} » n'est pas parmi {', '.join(_TYPES)}")
        if type in lines:
            refuse(f"le type « {values['type']} » a déjà une ligne")
        lines[type] = _rules(values, refuse)
    return Table(name=name, lines=MappingProxyType(lines))


def _rules(values: Mapping[str, str], refuse: "_Refusal") -> Rules:
    for column in _COLUMNS:
        if not values[column]:
            refuse(f"la colonne « {column} » est vide")
        if len(values[column]) > _LONGEST:
            refuse(f"la colonne « {column} » dépasse {_LONGEST} caractères")
    fate = _FATES.get(values["sort final"].casefold())
    if fate is None:
        refuse(f"le sort final « {values['sort final']} » n'est ni « conserver » ni « détruire »")
    return Rules(
        archives=values["service d'archives"],
        transferring=values["service versant"],
        originating=values["service producteur"],
        agreement=values["accord de versement"],
        appraisal=values["règle de durée"],
        fate=fate,
        access=values["règle de communicabilité"],
    )


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Cells with the number of their line, without remarks and empty lines."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        for row in reader:
            cells = [plain(cell.replace("’", "'")) for cell in row]
            if any(cells) and not cells[0].startswith("#"):
                yield reader.line_num, cells
    except csv.Error:
        _refusal(name, reader.line_num)("des guillemets ne sont pas fermés, ou la ligne est trop longue")


def _text(octets: bytes, name: str) -> str:
    if len(octets) > LARGEST:
        raise VoixlaError("seda.table", f"Le tableau « {name} » dépasse 1 Mo : ce n'est pas le bon fichier.")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


_Refusal = Callable[[str], NoReturn]


def _refusal(name: str, line: int) -> _Refusal:
    def refuse(why: str) -> NoReturn:
        raise VoixlaError("seda.table", f"Tableau « {name} », ligne {line} : {plain(why)[:300]}.")

    return refuse
