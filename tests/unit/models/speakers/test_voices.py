import numpy as np
import pytest

from models.engines.speakers.voices import Direction, Stretch, Voices, VoiceThresholds, unit

LIMITS = VoiceThresholds()


def direction(*parts: float) -> Direction:
    return unit(np.array([*parts, *[0.0] * (8 - len(parts))], dtype=np.float32))


ANNE, BRUNO, CHLOE = direction(1), direction(0, 1), direction(0, 0, 1)


def stretch(sounds: Direction, *, at: int = 0, seconds: float = 2.0, length: int = 100) -> Stretch:
    return Stretch(start=at, end=at + length, direction=sounds, seconds=seconds, before={})


def voices_of(*sounds: Direction, seconds: float = 5.0) -> Voices:
    voices = Voices(LIMITS)
    for index, sound in enumerate(sounds):
        voices.assign([stretch(sound, at=1000 * index, seconds=seconds)])
    return voices


def test_voices_that_differ_get_labels_in_order_and_keep_them() -> None:
    voices = Voices(LIMITS)
    given = [voices.assign([stretch(one, at=at)]) for at, one in enumerate((ANNE, BRUNO, ANNE, CHLOE, BRUNO))]
    assert given == [[1], [2], [1], [3], [2]]


def test_what_is_too_short_founds_no_label() -> None:
    voices = Voices(LIMITS)
    assert voices.assign([stretch(ANNE, seconds=0.9)]) == [None]
    assert voices.labels == ()
    assert voices.assign([stretch(ANNE, seconds=1.0)]) == [1]


def gathered(*sounds: Direction) -> Voices:
    """All of them have been heard for long enough that strangers are not expected any more."""
    voices = Voices(LIMITS)
    each = LIMITS.gathered_s / len(sounds)
    for index, sound in enumerate(sounds):
        voices.assign([stretch(sound, at=1000 * index, seconds=each)])
    return voices


def test_later_a_stranger_is_founded_and_told_by_more_than_at_the_beginning() -> None:
    voices = gathered(ANNE, BRUNO)
    assert voices.assign([stretch(CHLOE, at=5000, seconds=LIMITS.found_s)]) == [None]
    assert voices.assign([stretch(CHLOE, at=5000, seconds=LIMITS.later_found_s)]) == [3]
    voices.assign([stretch(CHLOE, at=5050, seconds=2.0)])
    assert not voices.is_sure(3), "would have been told at the beginning"
    voices.assign([stretch(CHLOE, at=5100, seconds=2.5)])
    assert voices.is_sure(3)


def test_a_voice_that_was_told_stays_told_however_long_it_goes_on() -> None:
    voices = Voices(LIMITS)
    voices.assign([stretch(ANNE, seconds=LIMITS.sure_s)])
    voices.assign([stretch(BRUNO, at=1000, seconds=LIMITS.gathered_s)])
    assert voices.is_sure(1)


def test_an_odd_sound_is_dropped_when_nothing_comes_of_it() -> None:
    voices = voices_of(ANNE)
    voices.assign([stretch(BRUNO, at=1000, seconds=2.0)])
    voices.assign([stretch(ANNE, at=1000 + LIMITS.stray)])
    assert voices.review() == ([], [])
    assert voices.labels == (1, 2)
    voices.assign([stretch(ANNE, at=1101 + LIMITS.stray)])
    assert voices.review() == ([], []), "it was never told: nobody has to hear that it is gone"
    assert voices.labels == (1,)
    assert voices.assign([stretch(BRUNO, at=9000)]) == [3]


def test_a_person_who_was_told_is_never_dropped() -> None:
    voices = voices_of(ANNE, BRUNO)
    voices.assign([stretch(ANNE, at=100 * LIMITS.stray)])
    voices.review()
    assert voices.assign([stretch(BRUNO, at=100 * LIMITS.stray + 500)]) == [2]


@pytest.mark.parametrize(
    ("seconds", "likeness", "one"),
    [(15, 0.51, True), (15, 0.49, False), (110, 0.56, False), (110, 0.59, True), (400, 0.64, False)]
    + [(400, 0.66, True), (4000, 0.99, False)],
)
def test_the_more_is_heard_of_two_labels_the_more_alike_they_must_be(
    seconds: float, likeness: float, one: bool
) -> None:
    near = direction(likeness, (1 - likeness**2) ** 0.5)
    voices = voices_of(ANNE, direction(0.0, 1), seconds=4000)
    voices._centroids[2], voices._seconds[2] = near * np.float32(seconds), seconds
    assert voices.review()[0] == ([(2, 1)] if one else [])


def test_at_the_beginning_a_label_of_a_few_seconds_is_somebody() -> None:
    near = direction(0.6, 0.8)
    voices = voices_of(ANNE, near, seconds=30)
    assert voices.review() == ([], [])
    voices = voices_of(ANNE, BRUNO, seconds=1000)
    voices._centroids[2], voices._seconds[2] = near * np.float32(30), 30.0
    assert voices.review()[0] == [(2, 1)]


@pytest.mark.parametrize(("older", "kept"), [(5, 2), (250, 1)])
def test_an_older_label_keeps_its_number_if_there_was_much_of_it(older: float, kept: int) -> None:
    voices = voices_of(ANNE, BRUNO)
    for label, seconds in ((1, older), (2, 1000.0)):
        voices._centroids[label], voices._seconds[label] = ANNE * np.float32(seconds), seconds
    assert voices.review()[0] == [(3 - kept, kept)]
    assert voices.is_sure(kept)


def test_people_who_speak_at_once_do_not_share_a_label() -> None:
    voices = voices_of(ANNE)
    near = direction(1, 0.3)
    assert voices.assign([stretch(ANNE, seconds=2), stretch(near, seconds=1.5)]) == [1, 2]
    assert voices_of(ANNE).assign([stretch(ANNE), stretch(near, at=200)]) == [1, 1]


def test_no_more_labels_than_may_be() -> None:
    voices = Voices(VoiceThresholds(most=2))
    assert [voices.assign([stretch(one)])[0] for one in (ANNE, BRUNO, direction(0, 0.2, 1))] == [1, 2, 2]


def test_one_odd_look_is_nobody_yet() -> None:
    voices = Voices(LIMITS)
    for seconds in (1.0, 1.5):
        voices.assign([stretch(ANNE, seconds=seconds)])
        assert not voices.is_sure(1)
    voices.assign([stretch(ANNE, seconds=2.0)])
    assert voices.is_sure(1)
    assert not voices.is_sure(2)


def test_two_labels_of_one_person_are_joined_later() -> None:
    """At first they differ; what is heard later brings them together."""
    voices = voices_of(ANNE, direction(0.4, 1), seconds=2.0)
    assert voices.labels == (1, 2)
    for index in range(8):
        voices.assign([stretch(ANNE, at=3000 + index * 500)])
        voices.assign([stretch(direction(1, 1), at=9000 + index * 500)])
    merged, _ = voices.review()
    assert merged in ([(2, 1)], [(1, 2)])
    assert len(voices.labels) == 1
    assert voices.review() == ([], [])


def test_people_who_differ_are_not_joined() -> None:
    voices = voices_of(ANNE, BRUNO, CHLOE)
    assert voices.review() == ([], [])


def test_a_stretch_given_to_the_wrong_label_moves() -> None:
    """Somebody who was given to the only voice there was, and is known better later."""
    voices = voices_of(ANNE)
    assert voices.assign([stretch(direction(0.55, 0.83), at=1000)]) == [1]
    assert voices.assign([stretch(direction(0.1, 1), at=2000, seconds=9)]) == [2]
    _, moved = voices.review()
    assert moved == [(1, 2, 1000, 1100)]
    assert voices.review() == ([], [])


def test_a_label_that_somebody_merged_does_not_come_again() -> None:
    voices = voices_of(ANNE, BRUNO)
    voices.merge(1, 2)
    assert voices.labels == (2,)
    voices.merge(1, 2)
    voices.merge(2, 2)
    voices.merge(2, 9)
    assert voices.labels == (2,)
    assert voices.assign([stretch(ANNE)]) == [2]
    assert voices.assign([stretch(CHLOE)]) == [3]


def test_what_is_forgotten_is_gone_and_numbers_go_on() -> None:
    voices = voices_of(ANNE, BRUNO)
    voices.forget()
    assert voices.labels == ()
    assert voices.review() == ([], [])
    assert voices.assign([stretch(ANNE)]) == [3]


@pytest.mark.parametrize("people", [2, 6])
def test_memory_is_bounded_and_labels_do_not_multiply(people: int) -> None:
    """Two hours of turns, each a little different."""
    rng = np.random.default_rng(1)
    sounds = [direction(*row) for row in np.eye(8)[:people]]
    voices = Voices(LIMITS)
    for turn in range(3000):
        noisy = unit(sounds[turn % people] + rng.normal(0, 0.12, 8).astype(np.float32))
        voices.assign([stretch(noisy, at=turn * 120)])
        if turn % 100 == 0:
            voices.review()
    assert len(voices.labels) == people
    assert len(voices._passages) <= LIMITS.passages
