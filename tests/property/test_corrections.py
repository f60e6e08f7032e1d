"""Two people correct one phrase at once, each from what they have read: nobody's work is lost."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.errors import VoixlaError
from tests.fakes.corrected import Corrected, said

OWNERS = ("a", "b")


class Corrector:
    """Changes only words of their own (they begin with the owner's letter), and inserts only beside them.

    ``mine`` is what these must be. Knows at least the revision that they made last.
    """

    def __init__(self, owner: str, phrase: Corrected) -> None:
        self.owner = owner
        self.phrase = phrase
        self.mine = self.own(phrase.text)
        self.past: list[list[str]] = []
        self.seen = 0
        self.count = 0

    def own(self, text: str) -> list[str]:
        return [word for word in text.split() if word.startswith(self.owner)]

    def change(self, random: Random, fewest: int) -> None:
        """Replaces words by ``fewest`` others at least."""
        base = random.randint(self.seen, len(self.phrase.texts) - 1)
        read = self.phrase.texts[base].split()
        first, last = self.some_span(random, read)
        if first is None or last is None:
            return
        new = self.new(random.randint(max(fewest, first == last), 3))
        before = len([word for word in read[:first] if word.startswith(self.owner)])
        self.past.append(self.mine)
        self.mine = [*self.mine[:before], *new, *self.mine[before + last - first :]]
        self.phrase.amend(self.owner, first, last, " ".join(new), base)
        self.seen = len(self.phrase.texts) - 1

    def undo(self) -> None:
        if self.past:
            self.mine = self.past.pop()
            self.phrase.undo(self.owner)
            self.seen = len(self.phrase.texts) - 1

    def some_span(self, random: Random, read: list[str]) -> tuple[int | None, int | None]:
        owned = [word.startswith(self.owner) for word in read]
        spans = [
            (first, last)
            for first in range(len(read) + 1)
            for last in range(first, len(read) + 1)
            if all(owned[first:last]) and any(owned[max(0, first - 1) : last + 1])
        ]
        return random.choice(spans) if spans else (None, None)

    def new(self, count: int) -> list[str]:
        self.count += count
        return [f"{self.owner}{n}x" for n in range(self.count - count, self.count)]


def correct(random: Random, steps: int, fewest: int, undoing: bool) -> None:
    text = " ".join(f"{random.choice('abz')}{n}" for n in range(random.randint(1, 9)))
    phrase = Corrected(said(text))
    others = [word for word in text.split() if word.startswith("z")]
    correctors = [Corrector(owner, phrase) for owner in OWNERS]
    for _ in range(steps):
        corrector = random.choice(correctors)
        if undoing and random.random() < 0.4:
            corrector.undo()
        else:
            corrector.change(random, fewest)
        for one in correctors:
            assert one.own(phrase.text) == one.mine, phrase.texts
        assert [word for word in phrase.text.split() if word.startswith("z")] == others
    assert [event.revision for event in phrase.events] == list(range(1, len(phrase.events) + 1))


@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_changes_to_different_words_are_all_kept(random: Random, steps: int) -> None:
    correct(random, steps, fewest=0, undoing=False)


@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_taking_back_ones_own_changes_leaves_those_of_the_other(random: Random, steps: int) -> None:
    correct(random, steps, fewest=1, undoing=True)


@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_of_two_changes_to_the_same_word_the_second_is_told_and_the_first_stands(
    random: Random, length: int
) -> None:
    phrase = Corrected(said(" ".join(f"z{n}" for n in range(length))))
    word = random.randrange(length)
    first, last = random.randint(0, word), random.randint(word + 1, length)
    phrase.amend("a", word, word + 1, "a1")
    standing = phrase.text
    with pytest.raises(VoixlaError) as caught:
        phrase.amend("b", first, last, "b1 b2", base=0)
    assert caught.value.code == "correct.conflict"
    assert phrase.text == standing


@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_everything_can_be_taken_back(random: Random, changes: int) -> None:
    phrase = Corrected(said("un deux trois quatre"))
    for n in range(changes):
        read = phrase.text.split()
        first = random.randint(0, len(read))
        last = random.randint(first, len(read))
        new = " ".join(f"a{n}x{k}" for k in range(random.randint(first == last, 3)))
        phrase.amend("a", first, last, new)
    for _ in range(changes):
        phrase.undo("a")
    assert phrase.text == "un deux trois quatre"
    with pytest.raises(VoixlaError) as caught:
        phrase.undo("a")
    assert caught.value.code == "correct.nothing"
