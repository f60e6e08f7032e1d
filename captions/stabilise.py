"""Which words of a fresh hypothesis are final, and which may be shown: pure decisions, no clock.

Two settings of one rule (measured in ``docs/decisions/0005-commit-policy.md``):

* a word is *committed* when two hypotheses in a row agree on it and it ends ``settled_ms`` before the newest
  sound (*accurate*), or as soon as it ends ``settled_ms`` before it (*fast*), or when it is ``age_ms`` old; a number
  waits for a word behind it or for its age, because numbers grow while they are spoken (4, 400, 485), and what follows
  decides how they are written ("soixante-dix pour cent" is 70 %);
* words after those are *shown* up to the first one whose probability is below a bar that falls with the distance
  from the newest sound: what was said just now is a guess more often than what has sound after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from captions.typeset import undecided
from captions.words import Word

_LONGEST_NUMBER = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Constants of the rule; times in milliseconds."""

    agree: bool
    settled_ms: int
    age_ms: int
    show_at_once: float = 0.65
    """Bar for a word that ends with the newest sound."""
    show_later: float = 0.15
    """Bar for a word that ended ``show_span_ms`` ago or earlier; between the two it falls evenly."""
    show_span_ms: int = 900

    def bar(self, distance_ms: int) -> float:
        """Least probability at which a word is shown that ends ``distance_ms`` before the newest sound."""
        share = min(1.0, max(0.0, distance_ms / self.show_span_ms))
        # Rounding must not take it below its end.
        return max(self.show_later, self.show_at_once - (self.show_at_once - self.show_later) * share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Counts into the words given: the first ``final`` are committed, those up to ``shown`` may be shown."""

    final: int
    shown: int


def split(new: Sequence[Word], previous: Sequence[Word], now_ms: int, rule: Stability) -> Split:
    """Divide ``new``, the words after the committed ones; ``previous`` is the same list one hypothesis ago.

    ``now_ms`` is the end of the sound that ``new`` was heard in. ``0 <= final <= shown <= len(new)``.
    """
    settled = _count_ending_by(new, now_ms - rule.settled_ms)
    if rule.agree:
        settled = min(settled, agreement(new, previous))
    aged = _count_ending_by(new, now_ms - rule.age_ms)
    final = max(settled, aged)
    while final > aged and (open_words := _open_words([word.text for word in new[:final]])):
        final = max(aged, final - open_words)
    shown = final
    while shown < len(new) and new[shown].probability >= rule.bar(now_ms - new[shown].end_ms):
        shown += 1
    return Split(final=final, shown=shown)


def agreement(new: Sequence[Word], previous: Sequence[Word]) -> int:
    """Length of the common beginning, compared by letters and digits only."""
    count = 0
    for one, other in zip(new, previous, strict=False):
        if letters(one.text) != letters(other.text):
            break
        count += 1
    return count


def letters(text: str) -> str:
    """The letters and digits of a word in lower case: what counts when two hypotheses are compared."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _open_words(texts: Sequence[str]) -> int:
    """How many words at the end may belong to a number that is still being said."""
    if texts and any(character.isdigit() for character in texts[-1]):
        return 1
    return undecided(texts[-_LONGEST_NUMBER:])


def _count_ending_by(words: Sequence[Word], limit_ms: int) -> int:
    count = 0
    while count < len(words) and words[count].end_ms <= limit_ms:
        count += 1
    return count
