from captions.archive.records import Entry
from captions.events import AuthorKind, Origin, Speaker
from captions.ids import Milliseconds, SpeakerId
from gateway.archive.scribe import Item, Naming
from tests.unit.gateway.archive.speaking import (
    ANNE,
    STARTED,
    amended,
    final,
    gap,
    interim,
    marks,
    named,
    off,
    scribe,
    texts,
)

NOW = Milliseconds(20_000)


def test_nothing_is_kept_before_it_begins() -> None:
    writing = scribe()
    assert writing.take(final(1, "avant tout", 1_000), NOW) == ()
    assert writing.take(gap(1_000, 2_000), NOW) == ()
    writing.begin(Milliseconds(5_000), off_record=False)
    assert writing.take(final(2, "dit trop tôt", 2_000), NOW) == ()
    assert texts(writing.take(final(3, "avant pendant après", 4_800), NOW)) == ["pendant après"]
    assert texts(writing.take(amended(2, "dit trop tôt", 2_000), NOW)) == []


def test_a_final_is_revision_zero_by_the_engine_and_an_amendment_is_its_authors() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    (spoken,) = writing.take(final(1, "le conseil", 1_000), NOW)
    (better,) = writing.take(amended(1, "le Conseil", 1_000), NOW)
    (typed,) = writing.take(final(2, "je note", 3_000, origin=Origin.TYPED), NOW)
    (retyped,) = writing.take(amended(2, "je vote", 3_000), NOW)
    assert isinstance(spoken, Entry)
    assert isinstance(better, Entry)
    assert isinstance(typed, Entry)
    assert isinstance(retyped, Entry)
    assert (spoken.revision, spoken.author.kind, spoken.at) == (0, AuthorKind.ENGINE, STARTED + NOW)
    assert (better.revision, better.author.name, better.at) == (1, "Zoé", STARTED + 9_000)
    assert (typed.author.name, typed.author.kind) == (ANNE.name, AuthorKind.PERSON)
    assert {typed.origin, retyped.origin} == {Origin.TYPED}


def test_off_the_record_is_dated_and_words_go_by_when_they_were_said() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    assert marks(writing.take(off(True, 10_000), NOW)) == [("off_record", 10_000, None)]
    assert texts(writing.take(final(1, "gardé gardé secret", 9_000), NOW)) == ["gardé gardé"]
    assert writing.take(final(2, "secret", 11_000), NOW) == ()
    assert marks(writing.take(off(False, 15_000), NOW)) == [("off_record", 10_000, 15_000)]
    assert writing.take(final(3, "secret", 14_000), NOW) == ()
    assert texts(writing.take(final(4, "secret public", 14_800), NOW)) == ["public"]
    assert texts(writing.take(amended(1, "garde tout ça", 9_000), NOW)) == ["garde tout"]


def test_what_was_kept_and_is_withdrawn_is_withdrawn() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    writing.take(final(1, "non", 1_000), NOW)
    (gone,) = writing.take(amended(1, "", 1_000), NOW)
    assert isinstance(gone, Entry)
    assert gone.words == ()
    assert writing.take(amended(7, "", 1_000), NOW) == ()


def test_a_transcript_that_is_stopped_keeps_what_was_said_before() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    writing.take(interim(1, "dernière phrase", 9_000), NOW)
    writing.end(Milliseconds(10_000))
    assert writing.settled_ms(Milliseconds(10_000)) == 9_000
    assert texts(writing.take(final(1, "dernière phrase longue", 9_000), NOW)) == ["dernière phrase"]
    assert writing.settled_ms(Milliseconds(10_000)) == 10_000
    assert writing.take(final(2, "plus rien", 11_000), NOW) == ()


def test_started_off_the_record_it_waits() -> None:
    writing = scribe()
    assert marks(writing.begin(Milliseconds(5_000), off_record=True)) == [("off_record", 5_000, None)]
    assert writing.take(final(1, "secret", 6_000), NOW) == ()
    writing.take(off(False, 8_000), NOW)
    assert texts(writing.take(final(2, "public", 8_000), NOW)) == ["public"]


def test_a_line_that_stays_down_is_one_gap() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    assert marks(writing.take(gap(1_000, 4_000), NOW)) == [("gap", 1_000, 4_000)]
    assert marks(writing.take(gap(4_000, 5_000), NOW)) == [("gap", 1_000, 5_000)]
    assert marks(writing.take(gap(6_000, 7_000), NOW)) == [("gap", 6_000, 7_000)]


def test_a_name_given_to_a_speaker_is_theirs_in_the_whole_record() -> None:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    durand = Speaker(id=ANNE.id, name="Mme Durand")
    assert names(writing.take(named(ANNE, durand, 1_000), NOW)) == []  # nobody said anything yet
    assert names(writing.take(final(1, "bonjour", 2_000), NOW)) == [("anne", "Mme Durand", "Zoé")]
    assert names(writing.take(final(2, "à tous", 3_000), NOW)) == []
    assert names(writing.take(named(ANNE, ANNE, 4_000), NOW)) == [("anne", "Anne", "Zoé")]
    assert names(writing.take(named(ANNE, ANNE, 5_000), NOW)) == []


def test_names_given_before_the_transcript_began_hold_in_it() -> None:
    writing = scribe()
    paul = Speaker(id=SpeakerId("paul"), name="Paul")
    given = [named(paul, Speaker(id=paul.id, name="M. Petit")), named(ANNE, paul)]
    writing.begin(Milliseconds(0), off_record=False, named=given)
    assert names(writing.take(final(1, "bonjour", 2_000), NOW)) == [("anne", "M. Petit", "Zoé")]


def names(items: tuple[Item, ...]) -> list[tuple[str, str, str]]:
    return [(item.speaker, item.name, item.author.name) for item in items if isinstance(item, Naming)]
