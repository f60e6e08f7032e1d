"""Words with an identity, and where they stand in another revision of their text. Pure.

Knows no authors and no events; ``corrections`` decides what is done with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from captions.ids import Milliseconds
from captions.words import Word


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Token:
    """One word of one segment, the same through all revisions in which nobody changed it."""

    word: Word


Tokens = tuple[Token, ...]


class Timed(Protocol):
    """What the words lie in."""

    @property
    def start_ms(self) -> Milliseconds: ...

    @property
    def end_ms(self) -> Milliseconds: ...


def matched(before: Tokens, words: Sequence[Word]) -> Tokens:
    """Tokens for ``words``; those at both ends that read as in ``before`` keep their identity."""
    texts = [word.text for word in words]
    known = [token.word.text for token in before]
    head = _common(known, texts)
    tail = _common(known[head:][::-1], texts[head:][::-1])
    middle = tuple(Token(word=word) for word in words[head : len(words) - tail])
    return (*before[:head], *middle, *before[len(before) - tail :])


def trimmed(read: Tokens, first: int, last: int, texts: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    """What really changes: without the words at both ends that are to stay as they are."""
    known = [token.word.text for token in read[first:last]]
    if known == list(texts):
        return first, last, texts
    head = _common(known, texts)
    tail = _common(known[head:][::-1], texts[head:][::-1])
    return first + head, last - tail, texts[head : len(texts) - tail]


def place(read: Tokens, first: int, last: int, now: Tokens) -> tuple[int, int] | None:
    """Where words [first, last) of ``read`` stand in ``now``; None when they do not, or not together.

    No words: between their neighbours, of which one must stand. What others put there comes first.
    """
    at = {token: index for index, token in enumerate(now)}
    if first < last:
        begin = at.get(read[first])
        end = None if begin is None else begin + last - first
        return (begin, end) if begin is not None and end and now[begin:end] == read[first:last] else None
    left = at.get(read[first - 1]) if first else -1
    right = at.get(read[first]) if first < len(read) else len(now)
    found = right if right is not None else None if left is None else left + 1
    return None if found is None else (found, found)


def between(read: Tokens, first: int, last: int, now: Tokens) -> list[str] | None:
    """What stands in ``now`` between the neighbours of words [first, last) of ``read``; None when one is gone."""
    at = {token: index for index, token in enumerate(now)}
    begin = at.get(read[first - 1]) if first else -1
    end = at.get(read[last]) if last < len(read) else len(now)
    return None if begin is None or end is None else [token.word.text for token in now[begin + 1 : end]]


def shared_out(around: Timed, tokens: Tokens, begin: int, end: int, texts: Sequence[str]) -> Tokens:
    """``texts`` as words that share the time of ``tokens`` [begin, end), or else the pause there, by their length."""
    if begin < end:
        start_ms, end_ms = tokens[begin].word.start_ms, tokens[end - 1].word.end_ms
    else:
        start_ms = tokens[begin - 1].word.end_ms if begin else around.start_ms
        end_ms = tokens[end].word.start_ms if end < len(tokens) else around.end_ms
    length = max(0, end_ms - start_ms)
    total = max(1, sum(map(len, texts)))
    made, said = [], 0
    for text in texts:
        since, said = said, said + len(text)
        made.append(
            Token(
                word=Word(
                    text=text,
                    start_ms=Milliseconds(start_ms + length * since // total),
                    end_ms=Milliseconds(start_ms + length * said // total),
                    probability=1.0,
                )
            )
        )
    return tuple(made)


def _common(known: Sequence[str], texts: Sequence[str]) -> int:
    count = 0
    for one, other in zip(known, texts, strict=False):
        if one != other:
            break
        count += 1
    return count
