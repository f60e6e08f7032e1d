from models.audio import Samples, to_samples
from pipeline.agenda import Agenda, Update
from pipeline.policy import FAST
from pipeline.segmenter import SpeechEnd, SpeechStart


def at(ms: int) -> Samples:
    return Samples(to_samples(ms))


def speaking(until_ms: int) -> Agenda:
    """Speech that began at 0 and goes on; its start has been worked off."""
    agenda = Agenda(FAST)
    agenda.lay([SpeechStart(start=at(0), noticed=at(100))])
    agenda.remove_first()
    agenda.lay_updates(at(until_ms))
    return agenda


def test_decodes_are_due_on_the_grid_of_the_sound() -> None:
    assert list(speaking(2500)) == [Update(at=at(800)), Update(at=at(1600)), Update(at=at(2400))]


def test_what_waited_takes_in_what_was_heard_and_moves_the_grid() -> None:
    agenda = speaking(2500)
    assert agenda.catch_up(at(0), at(2700)) == 2
    assert list(agenda) == [Update(at=at(2700))]
    agenda.lay_updates(at(3600))
    assert list(agenda) == [Update(at=at(2700)), Update(at=at(3500))]


def test_what_has_hardly_waited_stays_on_the_grid() -> None:
    agenda = speaking(850)
    assert agenda.catch_up(at(0), at(950)) == 0
    assert list(agenda) == [Update(at=at(800))]


def test_the_end_of_speech_stays_where_it_is() -> None:
    agenda = speaking(1700)
    agenda.lay([SpeechEnd(end=at(1500), noticed=at(1900))])
    assert agenda.catch_up(at(0), at(5000)) == 2
    assert list(agenda) == [Update(at=at(1750), final=True)]


def test_an_end_that_leaves_nothing_to_decode_replaces_nothing() -> None:
    agenda = speaking(900)
    agenda.lay([SpeechEnd(end=at(550), noticed=at(950))])
    assert agenda.catch_up(at(750), at(1000)) == 0
    assert list(agenda) == [Update(at=at(800)), Update(at=at(800), final=True)]
