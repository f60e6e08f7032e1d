"""How what readers saw is measured: a changed word is a changed word, a changed space is none."""

import pytest

from captions.events import Final, Interim, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.quality import Observed, Quality, SpokenWord, measure
from captions.typeset import typeset
from captions.words import Word

ANNE = Speaker(id=SpeakerId("s1"), name="Anne")


def heard(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(text=one, start_ms=Milliseconds(at * 500), end_ms=Milliseconds(at * 500 + 400), probability=1.0)
        for at, one in enumerate(text.split(" "))
    )


def event(kind: type[Interim] | type[Final], words: tuple[Word, ...], revision: int = 1) -> Interim | Final:
    return kind(
        seq=1, track=TrackId("a"), speaker=ANNE, segment=SegmentId(revision), line=LineId(1), revision=revision,
        start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words,
    )  # fmt: skip


def seen(shown: str, final: str, said: str) -> Quality:
    """``shown`` at 5 s, then the final of ``final``, typeset, at 6 s."""
    spoken = [SpokenWord(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms) for w in heard(said)]
    return measure(
        {"Anne": spoken},
        [
            Observed(event=event(Interim, heard(shown)), at_ms=5000),
            Observed(event=event(Final, typeset(heard(final)), 2), at_ms=6000),
        ],
    )


@pytest.mark.parametrize(
    ("shown", "final", "changed"),
    [
        ("la ville paie", "la ville paie", 0),
        ("la ville paie", "la fille paie", 1),
        ("soixante-dix pour cent des élus", "soixante-dix pour cent des élus", 3),
        ("70% des élus", "70% des élus", 0),
        ("2 397 000 euros", "2 397 000 euros", 0),
        ("à 18h30 et 1200 euros", "à 18h30 et 1200 euros", 0),
        ("à 18h30", "à 19h30", 1),
        ("le 21ème", "le 21ème", 1),
        ("à vingt personnes", "à vingt personnes", 1),
        ("Quoi? Oui!", "Quoi? Oui!", 0),
        ("c'est dit", "c'est", 1),
    ],
)
def test_a_word_counts_as_changed_if_it_looks_otherwise(shown: str, final: str, changed: int) -> None:
    assert seen(shown, final, shown).changed == changed


def test_what_comes_after_a_merged_word_keeps_its_first_display() -> None:
    found = seen(
        "soixante-dix pour cent des élus",
        "soixante-dix pour cent des élus",
        "soixante-dix pour cent des élus",
    )
    assert found.wer == 0
    assert sorted(found.first_ms) == sorted([6000 - 400, 6000 - 1400, 5000 - 1900, 5000 - 2400])


def test_a_tail_that_a_final_leaves_is_not_lost_with_merged_words() -> None:
    words = heard("soixante-dix pour cent des élus")
    observed = [
        Observed(event=event(Interim, words), at_ms=5000),
        Observed(event=event(Final, typeset(words[:3]), 2), at_ms=6000),
        Observed(event=event(Interim, words[3:], 3), at_ms=6100),
        Observed(event=event(Final, words[3:], 4), at_ms=7000),
    ]
    assert measure({"Anne": []}, observed).changed == 3
