"""How finals become cues that people can read."""

from captions.cues import CueGrouping, cues
from captions.events import State, Status
from captions.ids import Milliseconds
from captions.reading import reading_ms
from tests.unit.captions.saying import final, gap


def rows(*events: object) -> list[tuple[str, ...]]:
    return [cue.lines for cue in cues(events)]  # type: ignore[arg-type]


def test_finals_of_one_line_are_one_cue_with_the_times_of_its_words() -> None:
    (cue,) = cues([final("Bonjour à tous,", 1000), final("la séance est ouverte.", 2200)])
    assert cue.start_ms == 1000
    assert cue.end_ms >= 3800
    assert cue.text == "Bonjour à tous, la séance est ouverte."


def test_a_new_line_is_a_new_cue() -> None:
    assert rows(final("Oui.", 0, line=1), final("Non.", 3000, line=2)) == [("Oui.",), ("Non.",)]


def test_a_long_line_is_cut_after_a_sentence_with_rows_of_like_length() -> None:
    said = final(
        "Nous passons au point suivant de l'ordre du jour. Il s'agit du budget de la piscine municipale.",
        0,
        each_ms=250,
    )
    assert rows(said) == [
        ("Nous passons au point suivant", "de l'ordre du jour."),
        ("Il s'agit du budget", "de la piscine municipale."),
    ]


def test_a_cue_without_a_better_end_parts_no_name_and_no_number() -> None:
    said = final(
        "Nous avons rencontré hier avec les services de la ville de Nantes Mme Anne Le Goff et ses collègues", 0,
        each_ms=200,
    )  # fmt: skip
    assert rows(said) == [
        ("Nous avons rencontré hier", "avec les services de la ville de Nantes"),
        ("Mme Anne Le Goff et ses collègues",),
    ]


def test_what_is_said_fast_stays_until_it_can_be_read_where_there_is_room() -> None:
    text = "La rue de la République sera piétonne dès septembre."
    fast, after = cues([final(text, 0, each_ms=150), final("Bien.", 9000, line=2)])
    assert fast.end_ms == reading_ms(len(text)) > 1350
    assert after.start_ms == 9000
    crowded, _ = cues([final(text, 0, each_ms=150), final("Bien.", 2000, line=2)])
    assert crowded.end_ms == 2000, "words are neither left out nor shown under the next"


def test_a_cue_ends_before_a_pause() -> None:
    assert rows(final("Alors", 0), final("voilà.", 2500)) == [("Alors",), ("voilà.",)]


def test_slow_speech_leaves_the_screen_in_time() -> None:
    found = list(cues([final("un deux trois quatre cinq six", 0, each_ms=2000)]))
    assert [cue.text for cue in found] == ["un deux trois", "quatre cinq six"]


def test_a_short_word_stays_a_second_where_there_is_room() -> None:
    alone, tight, after = cues(
        [final("Oui.", 0, line=1), final("Non.", 5000, line=2), final("Enfin si.", 5600, line=3)]
    )
    assert (alone.start_ms, alone.end_ms) == (0, 1000)
    assert (tight.start_ms, tight.end_ms, after.start_ms) == (5000, 5600, 5600)


def test_two_people_at_once_overlap_and_are_written_in_order_of_their_starts() -> None:
    found = list(
        cues(
            [
                final("Je voulais dire", 2000, line=1, name="Ali", track="a"),
                final("Attendez", 1500, line=2, name="Zoé", track="b"),
                final("une chose.", 3200, line=1, name="Ali", track="a"),
            ]
        )
    )
    assert [(cue.speaker, cue.text, cue.start_ms) for cue in found] == [
        ("Zoé", "Attendez", 1500),
        ("Ali", "Je voulais dire une chose.", 2000),
    ]


def test_a_gap_is_shown() -> None:
    found = list(cues([final("Je", 0), gap(400, 3000), final("crois.", 3000, line=2)]))
    assert [(cue.text, cue.start_ms) for cue in found] == [
        ("Je", 0),
        ("[passage non sous-titré]", 400),
        ("crois.", 3000),
    ]


def test_states_say_nothing() -> None:
    assert rows(State(seq=1, at_ms=Milliseconds(0), status=Status.LIVE)) == []


def test_a_cue_comes_as_soon_as_it_is_sure_and_little_is_held() -> None:
    grouping = CueGrouping()
    given = 0
    most_behind = 0
    for index in range(500):
        now = index * 5000
        given += len(grouping.push(final("Un peu de texte de plus.", now, line=index)))
        most_behind = max(most_behind, index + 1 - given)
    assert most_behind <= 4
    assert given + len(grouping.close()) == 500


def test_a_silent_track_does_not_hold_the_others_back() -> None:
    grouping = CueGrouping()
    grouping.push(final("Je vous laisse.", 0, name="Ali", track="a", line=1))
    given = [cue.text for at in range(4) for cue in grouping.push(
        final("Bien.", 5000 + at * 5000, name="Zoé", track="b", line=2 + at))]  # fmt: skip
    assert given[:2] == ["Je vous laisse.", "Bien."]
