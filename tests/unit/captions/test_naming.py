from captions.events import Author, AuthorKind, Final, Named, Speaker
from captions.formats.on_record import history
from captions.ids import Milliseconds, SpeakerId
from captions.naming import Names
from captions.transcript import standing
from tests.unit.captions.saying import final

ANNE = Speaker(id=SpeakerId("a"), name="Intervenant 1")
PAUL = Speaker(id=SpeakerId("b"), name="Intervenant 2")
CHLOE = Author(kind=AuthorKind.PERSON, id=SpeakerId("c"), name="Chloé")


def named(speaker: str, id: str, name: str) -> Named:
    return Named(
        seq=0,
        at_ms=Milliseconds(0),
        author=CHLOE,
        speaker=SpeakerId(speaker),
        shown=Speaker(id=SpeakerId(id), name=name),
    )


def test_whoever_got_no_name_is_shown_as_they_are() -> None:
    assert Names().of(ANNE) == ANNE


def test_the_last_name_counts_and_can_be_taken_back() -> None:
    names = Names()
    for name in ("Mme Durand", "Mme Dupont", "Intervenant 1"):
        names.apply(named("a", "a", name))
        assert names.of(ANNE).name == name
    assert names.of(ANNE) == ANNE


def test_who_was_taken_for_somebody_else_follows_their_name() -> None:
    names = Names()
    names.apply(named("b", "a", "Intervenant 1"))
    assert names.of(PAUL) == ANNE
    names.apply(named("a", "a", "Mme Durand"))
    assert names.of(PAUL) == Speaker(id=SpeakerId("a"), name="Mme Durand")
    names.apply(named("b", "b", "Intervenant 2"))
    assert names.of(PAUL) == PAUL


def test_a_circle_ends() -> None:
    names = Names()
    names.apply(named("a", "b", "Intervenant 2"))
    names.apply(named("b", "a", "Intervenant 1"))
    assert names.of(ANNE).id in ("a", "b")
    assert names.of(PAUL).id in ("a", "b")


def test_a_name_holds_for_what_was_said_before_and_lasts_in_the_history() -> None:
    log = [final("Bonjour.", 0, name="Intervenant 1"), named("a", "a", "Mme Durand"), final("Merci.", 2000)]
    assert [event.speaker.name for event in standing(log) if isinstance(event, Final)] == ["Mme Durand"] * 2
    assert any(isinstance(event, Named) for event in history(log))
