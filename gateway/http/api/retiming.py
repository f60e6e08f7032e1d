"""The words of a corrected line: those that stay keep their times, new ones share the time of those they replace.

What is hidden in the line stays where it is: only what stands between is corrected.
"""

from collections.abc import Sequence
from itertools import pairwise

from captions.archive.records import Entry
from captions.archive.redaction import HIDDEN, NOTHING_HIDDEN, Veil
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from captions.word_tokens import Token, shared_out, trimmed
from captions.words import Word
from gateway.live.wording import words_in


def retimed(before: Entry, text: str, veil: Veil = NOTHING_HIDDEN) -> tuple[Word, ...]:
    """Raises ``api.bad_field``, or ``redaction.touched`` when a placeholder is missing, new or elsewhere."""
    texts = words_in(text)
    if text.strip() and not texts:
        raise VoixlaError("api.bad_field", "Il n'y a rien à lire dans cette correction.")
    hidden = [place for place, word in enumerate(before.words) if word.text == HIDDEN]
    given = [place for place, word in enumerate(texts) if word == HIDDEN]
    if len(hidden) != len(given) or any(HIDDEN in word and word != HIDDEN for word in texts):
        raise archive_refusal("redaction.touched")
    tokens = tuple(Token(word=word) for word in before.words)
    if not hidden:
        made = _with(before, tokens, *trimmed(tokens, 0, len(tokens), texts)) if texts else ()
        return _outside(before, made, veil)
    words: list[Word] = []
    olds = pairwise((-1, *hidden, len(tokens)))
    news = pairwise((-1, *given, len(texts)))
    for (left, right), (begin, end) in zip(olds, news, strict=True):
        words += _between(before, tokens[left + 1 : right], texts[begin + 1 : end])
        words += [tokens[right].word] if right < len(tokens) else []
    return _outside(before, words, veil)


def _outside(before: Entry, words: Sequence[Word], veil: Veil) -> tuple[Word, ...]:
    """What is new must not come to lie in what is hidden of others, as in a pause."""
    if not veil:
        return tuple(words)
    return tuple(word if word in before.words else veil.outside(before, word) for word in words)


def _between(before: Entry, tokens: tuple[Token, ...], texts: Sequence[str]) -> tuple[Word, ...]:
    """Beside what is hidden there is no pause to put words into: they share the time of a neighbour."""
    if texts and not tokens:
        raise archive_refusal("redaction.touched")
    begin, end, new = trimmed(tokens, 0, len(tokens), texts)
    if new and begin == end > 0:
        begin, new = begin - 1, (tokens[begin - 1].word.text, *new)
    elif new and begin == end:
        end, new = end + 1, (*new, tokens[end].word.text)
    return _with(before, tokens, begin, end, new)


def _with(
    before: Entry, tokens: tuple[Token, ...], begin: int, end: int, new: Sequence[str]
) -> tuple[Word, ...]:
    made = shared_out(before, tokens, begin, end, new)
    return tuple(token.word for token in (*tokens[:begin], *made, *tokens[end:]))
