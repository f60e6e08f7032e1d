"""What somebody looks for, taken apart: words, quoted phrases, words that must not occur. Pure.

How the archive takes it: every term and phrase must be in a segment, no excluded one may be. A term is found by its
written form, else folded, else by lemma, else by sound; segments that need less of that come first. A phrase stands as
it is quoted, accents aside. What is excluded is excluded in its folded form.
"""

from dataclasses import dataclass

from captions.archive.french import Analysis, analyse


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word as it was typed, or several between quotation marks, and what it becomes in the index."""

    text: str
    analysis: Analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    terms: tuple[Term, ...] = ()
    phrases: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    sounds: tuple[str, ...] = ()
    """Phonetic tokens of the query as a whole ("le fèvre" as one word): any of them will do, after all else."""


def parse(text: str) -> Query:
    """Never fails: what is no syntax is text."""
    terms: list[Term] = []
    phrases: list[Term] = []
    excluded: list[Term] = []
    for place, part in enumerate(text.split('"')):
        if place % 2:
            phrases += _terms(part)
            continue
        for word in part.split():
            (excluded if word.startswith("-") else terms).extend(_terms(word.lstrip("-")))
    return Query(terms=tuple(terms), phrases=tuple(phrases), excluded=tuple(excluded))


def _terms(text: str) -> list[Term]:
    analysis = analyse(text)
    return [Term(text=text, analysis=analysis)] if analysis.folded else []
