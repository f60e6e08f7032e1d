"""When a decoder's output cannot be what somebody said. Pure."""

from collections.abc import Sequence

_REPEATS = 4
_WORDS_PER_SECOND = 7
_WORDS_SPARE = 4


def is_run_on(words: Sequence[str], seconds: float) -> bool:
    """Whether the text loops (1 to 3 words four times in a row) or holds more words than anybody can say."""
    if len(words) > _WORDS_PER_SECOND * seconds + _WORDS_SPARE:
        return True
    plain = [word.strip(".,;:!?… ").lower() for word in words]
    return any(_loops(plain, size) for size in (1, 2, 3))


def _loops(words: list[str], size: int) -> bool:
    run = 0
    for index in range(size, len(words)):
        run = run + 1 if words[index] == words[index - size] else 0
        if run >= (_REPEATS - 1) * size:
            return True
    return False
