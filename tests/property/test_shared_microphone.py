"""In whatever order words and voices come, readers of a shared microphone get each word once, under one name."""

from hypothesis import given
from hypothesis import strategies as st

from captions.events import CaptionEvent, Final, Interim, Speaker
from captions.ids import Milliseconds, SpeakerId
from captions.words import Word
from models.audio import Samples, to_samples
from models.speakers import Heard, Relabelled, VoiceLabel, VoiceTurn
from pipeline.lines import Numbering
from pipeline.shared import SharedAnnouncer
from pipeline.voices import VoiceNames
from tests.fakes.speech import TRACK, word

MIC = Speaker(id=SpeakerId("m"), name="Table")
NOW = Milliseconds(0)

pauses = st.lists(st.sampled_from([50, 100, 700, 2000]), min_size=1, max_size=25)
voices = st.lists(st.sampled_from([None, 1, 2, 3]), min_size=25, max_size=25)
steps = st.lists(st.sampled_from(["commit", "show", "hear", "relabel", "speech"]), max_size=40)


def spoken(gaps: list[int]) -> list[Word]:
    said, at = [], 0
    for number, gap in enumerate(gaps):
        at += gap
        said.append(word(f"m{number}" + ("." if number % 7 == 6 else ""), at, at + 300))
        at += 300
    return said


def play(gaps: list[int], whose: list[int | None], order: list[str]) -> tuple[list[Word], list[CaptionEvent]]:
    said = spoken(gaps)
    telling = SharedAnnouncer(TRACK, MIC, Numbering(), VoiceNames())
    committed = decided = 0

    def hear(upto: int) -> Heard:
        turns = [
            VoiceTurn(
                label=VoiceLabel(voice),
                start=to_samples(each.start_ms),
                end=to_samples(each.end_ms),
                confidence=1.0,
            )
            for each, voice in zip(said[decided:upto], whose[decided:upto], strict=True)
            if voice is not None
        ]
        return Heard(until=to_samples(said[upto - 1].end_ms) if upto else Samples(0), turns=tuple(turns))

    for step in order:
        match step:
            case "commit" if committed < len(said):
                telling.commit(said[committed : committed + 2])
                committed = min(len(said), committed + 2)
            case "show":
                telling.show(said[committed : committed + 4], NOW)
            case "hear" if decided < len(said):
                upto = min(len(said), decided + 2)
                telling.hear(hear(upto))
                decided = upto
            case "relabel":
                telling.relabel(
                    Relabelled(was=VoiceLabel(2), now=VoiceLabel(1), start=Samples(0), end=Samples(10**9))
                )
            case "speech" if committed < len(said):
                telling.speech_begins(said[committed].start_ms)
    telling.commit(said[committed:], ended=True)
    telling.show([], NOW)
    telling.hear(hear(len(said)))
    telling.wait_no_more()
    return said, telling.drain()


@given(pauses, voices, steps)
def test_each_word_is_final_once_and_no_guess_is_left(
    gaps: list[int], whose: list[int | None], order: list[str]
) -> None:
    said, events = play(gaps, whose, order)
    finals = [event for event in events if isinstance(event, Final)]
    texts = [each.text for event in finals for each in event.words]
    assert sorted(texts) == sorted(each.text for each in said)
    open_guesses: dict[int, str] = {}
    for event in events:
        assert isinstance(event, Interim | Final)
        open_guesses.pop(event.segment, None)
        if isinstance(event, Interim) and event.words:
            open_guesses[event.segment] = event.text
    assert open_guesses == {}


@given(pauses, voices, steps)
def test_segments_have_rising_revisions_one_final_and_nothing_after_it(
    gaps: list[int], whose: list[int | None], order: list[str]
) -> None:
    _, events = play(gaps, whose, order)
    revisions: dict[int, int] = {}
    final: set[int] = set()
    for event in events:
        assert isinstance(event, Interim | Final)
        assert event.segment not in final
        assert event.revision > revisions.get(event.segment, 0)
        revisions[event.segment] = event.revision
        if isinstance(event, Final):
            final.add(event.segment)


@given(pauses, voices, steps)
def test_a_line_has_one_speaker(gaps: list[int], whose: list[int | None], order: list[str]) -> None:
    _, events = play(gaps, whose, order)
    speakers: dict[int, set[str]] = {}
    for event in events:
        if isinstance(event, Final):
            speakers.setdefault(event.line, set()).add(event.speaker.id)
    assert all(len(who) == 1 for who in speakers.values())


@given(pauses, voices, steps)
def test_a_word_is_final_under_its_own_voice(
    gaps: list[int], whose: list[int | None], order: list[str]
) -> None:
    said, events = play(gaps, whose, [step for step in order if step != "relabel"])
    voice_of = {each.text: voice for each, voice in zip(said, whose, strict=False)}
    for event in events:
        if isinstance(event, Final) and event.speaker.id != MIC.id:
            told = {voice_of[each.text] for each in event.words}
            # A word that no voice was found for is the nearest voice's.
            assert told <= {int(event.speaker.id.partition("#")[2]), None}
