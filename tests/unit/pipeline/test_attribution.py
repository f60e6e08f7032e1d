"""Whose a word is, of those who share a microphone."""

from models.audio import Samples, to_samples
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn
from pipeline.attribution import Attribution
from tests.fakes.speech import word

ONE, TWO = VoiceLabel(1), VoiceLabel(2)


def told(until_ms: int, *turns: tuple[VoiceLabel, int, int]) -> Attribution:
    known = Attribution()
    known.hear(
        Heard(
            until=to_samples(until_ms),
            turns=tuple(
                VoiceTurn(label=label, start=to_samples(start), end=to_samples(end), confidence=1.0)
                for label, start, end in turns
            ),
        )
    )
    return known


def test_a_word_is_the_strongest_voices_over_its_time() -> None:
    known = told(3000, (ONE, 0, 1300), (TWO, 1300, 3000))
    assert known.whose(word("a", 1000, 1400), None) == ONE
    assert known.whose(word("b", 1200, 1600), None) == TWO


def test_voices_change_only_when_the_other_one_is_clearly_stronger() -> None:
    known = told(3000, (ONE, 0, 1280), (TWO, 1280, 3000))
    between = word("entre", 1100, 1500)
    assert known.whose(between, ONE) == ONE
    assert known.whose(between, None) == TWO
    assert known.whose(word("après", 1250, 1600), ONE) == TWO


def test_a_word_beside_all_turns_is_the_nearest_ones_or_nobodys() -> None:
    known = told(5000, (ONE, 1000, 2000))
    assert known.whose(word("à côté", 2200, 2400), None) == ONE
    assert known.whose(word("loin", 2400, 2600), None) is None


def test_a_word_is_decided_when_its_voices_are_though_it_lasts_into_the_silence() -> None:
    known = told(2000, (ONE, 1000, 1500))
    assert known.decided(word("oui", 1000, 1600))
    assert not known.decided(word("non", 1900, 2100))
    assert known.decided(word("long", 1100, 9000))


def test_a_later_look_holds_for_what_is_asked_next() -> None:
    known = told(9000, (TWO, 1000, 2000), (TWO, 5000, 6000))
    known.relabel(Relabelled(was=TWO, now=ONE, start=Samples(0), end=to_samples(4000)))
    assert known.whose(word("avant", 1200, 1500), None) == ONE
    assert known.whose(word("après", 5200, 5500), None) == TWO


def test_old_turns_are_forgotten_while_people_speak_on() -> None:
    known = told(1000, (ONE, 0, 1000))
    for minute in range(1, 200):
        at = minute * 1000
        turn = VoiceTurn(label=TWO, start=to_samples(at), end=to_samples(at + 900), confidence=1.0)
        known.hear(Heard(until=to_samples(at + 900), turns=(turn,)))
    assert known.whose(word("tôt", 100, 500), None) is None
    assert known.whose(word("tard", 199_100, 199_500), None) == TWO
