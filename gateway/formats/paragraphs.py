"""Paragraphs of a ttconv document as what is shown and when. Knows its model; knows no file.

A paragraph is on screen from its own begin to its own end, or those of the parts of it that have times; where neither
says an end, until the next begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count

from ttconv import model

ENDLESS_S = 10_000_000
"""What lasts that long has no end."""
_WITHOUT_END_MS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """``place``: which paragraph of the document it is, from 0; ttconv keeps nothing else to find it by."""

    start_ms: int
    end_ms: int
    rows: tuple[str, ...]
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    start_ms: int
    end_ms: int | None
    rows: tuple[str, ...]
    place: int


def paragraphs(document: model.ContentDocument) -> list[Paragraph]:
    """In the order of their starts."""
    body = document.get_body()
    found = list(_within(body, Fraction(0), None, count())) if body is not None else []
    found.sort(key=lambda part: part.start_ms)
    ended: list[Paragraph] = []
    now = later = None
    for part in reversed(found):
        if part.start_ms != now:
            now, later = part.start_ms, now
        end = part.end_ms
        if end is None or end >= ENDLESS_S * 1000:
            end = part.start_ms + _WITHOUT_END_MS if later is None else later
        ended.append(
            Paragraph(
                start_ms=part.start_ms, end_ms=max(part.start_ms, end), rows=part.rows, place=part.place
            )
        )
    return ended[::-1]


def _within(
    element: model.ContentElement, begin: Fraction, end: Fraction | None, numbers: Iterator[int]
) -> Iterator[_Open]:
    own = element.get_begin()
    begin_here = begin + (own or 0)
    ends = [until for until in (end, _after(begin, element.get_end())) if until is not None]
    end_here = min(ends, default=None)
    if isinstance(element, model.P):
        yield from _of_paragraph(element, begin_here, end_here, next(numbers))
        return
    for child in element:
        yield from _within(child, begin_here, end_here, numbers)


def _of_paragraph(paragraph: model.P, begin: Fraction, end: Fraction | None, place: int) -> Iterator[_Open]:
    whole = _Open(
        start_ms=round(begin * 1000),
        end_ms=None if end is None else round(end * 1000),
        rows=_rows(paragraph),
        place=place,
    )
    timed = [child for child in paragraph if child.get_begin() is not None or child.get_end() is not None]
    if not timed:
        yield whole
        return
    for child in timed:
        start = begin + (child.get_begin() or 0)
        until = _after(begin, child.get_end())
        ends = [at for at in (end, until) if at is not None]
        yield replace(
            whole,
            start_ms=round(start * 1000),
            end_ms=round(min(ends) * 1000) if ends else None,
            rows=_rows(child),
        )


def _after(begin: Fraction, offset: Fraction | None) -> Fraction | None:
    return None if offset is None else begin + offset


def _rows(element: model.ContentElement) -> tuple[str, ...]:
    rows = [""]
    for part in element.dfs_iterator():
        if isinstance(part, model.Br):
            rows.append("")
        elif isinstance(part, model.Text):
            rows[-1] += part.get_text()
    return tuple(rows)
