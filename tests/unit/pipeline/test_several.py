"""Whether a handful of clips are of several people: what is clear, and everything that only seems so."""

import numpy as np
import pytest

from pipeline.several import Impression, several

A, B, C, FOURTH = np.eye(16, dtype=np.float32)[:4]
"""People who are nothing alike."""


def clips(*voices: Impression, shaken: float = 0.4, seed: int = 1) -> list[Impression]:
    """One clip of each voice: pairs of one are alike by about 0.86, of two hardly at all."""
    random = np.random.default_rng(seed)
    found = []
    for voice in voices:
        odd = random.standard_normal(16).astype(np.float32)
        clip = voice + np.float32(shaken) * odd / np.float32(np.linalg.norm(odd))
        found.append(clip / np.float32(np.linalg.norm(clip)))
    return found


def test_two_people_in_turns_are_several() -> None:
    assert several(clips(A, B, A, B, A, B))
    assert several(clips(A, A, B, A, B, B))


def test_four_people_at_a_table_are_several() -> None:
    assert several(clips(A, B, C, FOURTH, C, A, B, C, FOURTH, B, A, FOURTH))


def test_one_person_is_not() -> None:
    assert not several(clips(*[A] * 16))
    assert not several([])


@pytest.mark.parametrize("heard", [(A, A, A, A, A, B, B), (A, B, A, B, A, A, A), (B, A, A, A, A, A, A, B)])
def test_too_little_of_a_second_one_is_not(heard: tuple[Impression, ...]) -> None:
    assert not several(clips(*heard))


def test_who_sounds_different_from_some_moment_on_is_one_person() -> None:
    assert not several(clips(A, A, A, A, B, B, B, B)), "another headset, or farther from the table"
    assert several(clips(A, A, A, A, B, B, B, B, A)), "and back, as people do who take turns"


def test_those_who_are_rather_alike_are_not_clearly_two() -> None:
    near = A + 0.6 * B
    near = near / np.float32(np.linalg.norm(near))
    assert not several(clips(*[A, near] * 8, shaken=0.2))


def test_clips_that_are_like_no_other_are_nobody() -> None:
    noise = [*np.eye(16, dtype=np.float32)[4:]]
    assert not several([*clips(A, A, A), *noise])
    mixed = [each for pair in zip(clips(*[A, B] * 3), noise[:6], strict=True) for each in pair]
    assert several(mixed), "and hide nobody"


def test_unsteady_clips_make_no_person() -> None:
    assert not several(clips(*[A, B] * 6, shaken=1.0))
