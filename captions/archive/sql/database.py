"""What the archive needs of a database: rows, changes that happen whole or not at all, wiping. The port.

Statements are written once, with ``?`` for values; where the two databases differ, ``Dialect`` says how. Drivers are
safe from any number of threads, and turn every failure but a broken rule of a table into a ``VoixlaError``.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

Value = str | int | None
Row = tuple[Any, ...]


class Field(StrEnum):
    """What a segment can be found by."""

    EXACT = "exact"
    """The words as written, capitals aside."""
    FOLDED = "folded"
    LEMMAS = "lemmas"
    PHONETIC = "phonetic"
    PLACE = "place"
    """The space and the record it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """The tokens of a segment, field by field; letters and digits only."""

    tokens: dict[Field, tuple[str, ...]]


class Dialect(Protocol):
    """Where the two databases are told the same thing in different words."""

    @property
    def name(self) -> str: ...

    @property
    def index_columns(self) -> tuple[str, ...]:
        """Of the table of segments, what the index is made from."""

    @property
    def index_values(self) -> tuple[str, ...]:
        """How a value of each is written in a statement."""

    @property
    def gathered(self) -> int:
        """How many are taken in any order, at least as many as are counted: if these are all, they need not be asked
        for again in the order of their numbers.
        """

    @property
    def searched(self) -> str:
        """The tables of a search."""

    @property
    def number(self) -> str:
        """The number of a segment in a search, by which it is ordered."""

    @property
    def windows(self) -> tuple[int, ...]:
        """How many of the last segments are looked at before all are; nothing where the index knows an order."""

    def matching(self, found: str, within: str) -> tuple[str, tuple[Value, ...]]:
        """The condition of a search and its values: an expression, and one that is only of places or empty."""

    def indexed(self, indexed: Indexed) -> tuple[Value, ...]: ...

    def phrase(self, field: Field, tokens: Sequence[str]) -> str:
        """An expression: these tokens, one after the other."""

    def all_of(self, expressions: Sequence[str]) -> str: ...

    def any_of(self, expressions: Sequence[str]) -> str: ...

    def but_not(self, expression: str, excluded: str) -> str: ...


class Change(Protocol):
    """Statements of one transaction."""

    def rows(self, query: str, *values: Value) -> list[Row]: ...

    def execute(self, statement: str, *values: Value) -> int:
        """How many rows it changed."""

    def many(self, statement: str, values: Sequence[Sequence[Value]]) -> None: ...


class Database(Protocol):
    @property
    def dialect(self) -> Dialect: ...

    def rows(self, query: str, *values: Value) -> list[Row]: ...

    def change(self) -> AbstractContextManager[Change]:
        """What is done in it is on the disk when it has been left without an error, and undone otherwise."""

    def wipe(self) -> None:
        """Rewrites the files without what was deleted."""

    def close(self) -> None: ...
