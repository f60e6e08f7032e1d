"""Names, acronyms and places that a meeting uses, one a line in a text file, as a hint for the recogniser. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from captions.errors import VoixlaError
from captions.stabilise import letters

MOST_CHARACTERS = 350
"""What fits into Whisper's prompt of 223 tokens: acronyms take a token for 1.6 characters, names for 2."""
_LONGEST_TERM = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """``terms`` in the order in which they were given, each once."""

    terms: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        """The terms as text that may have been said before; empty when there are none."""
        return f"{', '.join(self.terms)}." if self.terms else ""

    def holds(self, words: Iterable[str]) -> bool:
        """Whether every one of ``words`` stands in the terms, whatever its case and punctuation."""
        known = {letters(part) for term in self.terms for part in term.split()}
        return all(letters(word) in known for word in words)


NO_GLOSSARY = Glossary()


def read_glossary(lines: Iterable[str]) -> Glossary:
    """One term a line; empty lines and those that begin with ``#`` count for nothing.

    Raises ``VoixlaError`` (``glossary.term``, ``glossary.long``) that names the line.
    """
    terms: dict[str, None] = {}
    for number, line in enumerate(lines, 1):
        term = " ".join(line.replace("\ufeff", "").split())
        if not term or term.startswith("#"):
            continue
        if len(term) > _LONGEST_TERM:
            raise VoixlaError(
                "glossary.term",
                f"Glossaire, ligne {number} : {_LONGEST_TERM} caractères au plus ; un terme par ligne.",
            )
        terms[term] = None
        if len(Glossary(terms=tuple(terms)).prompt) > MOST_CHARACTERS:
            raise VoixlaError(
                "glossary.long",
                f"Glossaire, ligne {number} : {MOST_CHARACTERS} caractères au plus en tout ;"
                " gardez les noms que le modèle écrit mal.",
            )
    return Glossary(terms=tuple(terms))
