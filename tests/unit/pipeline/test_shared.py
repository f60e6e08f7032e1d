"""A microphone that two people share: what readers see, line by line."""

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
ONE, TWO = VoiceLabel(1), VoiceLabel(2)
NOW = Milliseconds(99_000)


def announcer() -> SharedAnnouncer:
    return SharedAnnouncer(TRACK, MIC, Numbering(), VoiceNames())


def words(text: str, start_ms: int) -> list[Word]:
    """400 ms each, of which the last 100 are silent."""
    return [
        word(part, start_ms + 400 * number, start_ms + 400 * number + 300)
        for number, part in enumerate(text.split(" "))
    ]


def turn(voice: VoiceLabel, start_ms: int, end_ms: int) -> VoiceTurn:
    return VoiceTurn(label=voice, start=to_samples(start_ms), end=to_samples(end_ms), confidence=1.0)


def heard(until_ms: int, *turns: VoiceTurn) -> Heard:
    return Heard(until=to_samples(until_ms), turns=turns)


class Reader:
    """What somebody sees who is told all events: lines by their number, guesses in brackets."""

    def __init__(self) -> None:
        self._finals: dict[int, list[str]] = {}
        self._guesses: dict[int, dict[int, str]] = {}
        self._names: dict[int, str] = {}

    def read(self, events: list[CaptionEvent]) -> list[str]:
        for event in events:
            assert isinstance(event, Interim | Final)
            if isinstance(event, Final) or event.words:
                known = self._names.get(event.line)
                assert known in (None, event.speaker.name) or not self._finals.get(event.line)
                self._names[event.line] = event.speaker.name
            for guesses in self._guesses.values():
                guesses.pop(event.segment, None)
            if isinstance(event, Final):
                self._finals.setdefault(event.line, []).append(event.text)
            elif event.words:
                self._guesses.setdefault(event.line, {})[event.segment] = event.text
        return [text for line in sorted(self._names) if (text := self._line(line))]

    def _line(self, line: int) -> str:
        said = " ".join(self._finals.get(line, []))
        guessed = "".join(f"[{text}]" for text in self._guesses.get(line, {}).values())
        return f"{self._names[line]}: {' '.join(filter(None, (said, guessed)))}" if said or guessed else ""


def test_words_are_shown_before_it_is_known_who_says_them_and_the_line_takes_the_name() -> None:
    telling, reader = announcer(), Reader()
    telling.show(words("bonjour à", 1000), NOW)
    assert reader.read(telling.drain()) == ["Table ?: [bonjour à]"]
    telling.show(words("bonjour à tous", 1000), NOW)
    telling.hear(heard(1500, turn(ONE, 900, 1500)))
    assert reader.read(telling.drain()) == ["Intervenant 1: [bonjour à tous]"]


def test_a_final_waits_until_its_voice_is_decided() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("bonjour à tous.", 1000))
    telling.show([], NOW)
    assert reader.read(telling.drain()) == ["Table ?: [bonjour à tous.]"]
    telling.hear(heard(1750, turn(ONE, 900, 1750)))
    assert reader.read(telling.drain()) == ["Intervenant 1: bonjour à [tous.]"]
    telling.hear(heard(2500, turn(ONE, 1750, 2200)))
    assert reader.read(telling.drain()) == ["Intervenant 1: bonjour à tous."]


def test_what_nobody_can_be_told_for_is_not_guessed() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("oui", 1000))
    telling.hear(heard(3000))
    assert reader.read(telling.drain()) == ["Table ?: oui"]


def test_a_change_of_speaker_begins_a_line_and_moves_what_was_shown_under_the_wrong_name() -> None:
    telling, reader = announcer(), Reader()
    telling.show(words("je crois que oui non", 1000), NOW)
    telling.hear(heard(1750, turn(ONE, 900, 1750)))
    assert reader.read(telling.drain()) == ["Intervenant 1: [je crois que oui non]"]
    telling.hear(heard(3000, turn(ONE, 1750, 2560), turn(TWO, 2570, 3000)))
    assert reader.read(telling.drain()) == ["Intervenant 1: [je crois que oui]", "Intervenant 2: [non]"]
    telling.commit(words("je crois que oui non", 1000), ended=True)
    assert reader.read(telling.drain()) == ["Intervenant 1: je crois que oui", "Intervenant 2: non"]


def test_after_a_pause_somebody_else_may_speak_so_a_new_line_begins_at_once() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("je propose", 1000))
    telling.hear(heard(2000, turn(ONE, 900, 1800)))
    telling.show(words("pardon", 2600), NOW)
    assert reader.read(telling.drain()) == ["Intervenant 1: je propose", "Table ?: [pardon]"]
    telling.hear(heard(3000, turn(TWO, 2500, 2900)))
    assert reader.read(telling.drain()) == ["Intervenant 1: je propose", "Intervenant 2: [pardon]"]


def test_two_people_at_once_have_two_lines() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("un deux trois quatre cinq six", 1000))
    turns = [turn(TWO if n % 2 else ONE, 1000 + 400 * n, 1300 + 400 * n) for n in range(6)]
    telling.hear(heard(4000, *turns))
    assert reader.read(telling.drain()) == ["Intervenant 1: un trois cinq", "Intervenant 2: deux quatre six"]


def test_whoever_comes_back_later_gets_a_line_of_their_own_and_the_same_name() -> None:
    telling, reader = announcer(), Reader()
    for start, voice, text in ((1000, ONE, "oui"), (4000, TWO, "non"), (7000, ONE, "si")):
        telling.speech_begins(Milliseconds(start))
        telling.commit(words(text, start), ended=True)
        telling.hear(heard(start + 1000, turn(voice, start, start + 400)))
    lines = ["Intervenant 1: oui", "Intervenant 2: non", "Intervenant 1: si"]
    assert reader.read(telling.drain()) == lines


def test_a_later_look_repairs_a_line_once() -> None:
    telling = announcer()
    telling.commit(words("bonjour", 1000), ended=True)
    telling.hear(heard(2000, turn(TWO, 1000, 1400)))
    (said,) = telling.drain()
    assert isinstance(said, Final)
    change = Relabelled(was=TWO, now=ONE, start=Samples(0), end=to_samples(9000))
    (repair,) = telling.relabel(change)
    assert (repair.line, repair.segments, repair.speaker.id) == (said.line, (said.segment,), "m#1")
    assert telling.relabel(change) == []
    back = Relabelled(was=ONE, now=TWO, start=Samples(0), end=to_samples(9000))
    assert telling.relabel(back) == []


def test_a_guess_follows_a_later_look_at_once() -> None:
    telling, reader = announcer(), Reader()
    telling.show(words("bonjour", 1000), NOW)
    telling.hear(heard(2000, turn(TWO, 900, 1400)))
    telling.relabel(Relabelled(was=TWO, now=ONE, start=Samples(0), end=to_samples(9000)))
    shown = reader.read(telling.drain())
    assert len(shown) == 1
    assert shown[0].endswith("[bonjour]")


def test_long_talk_is_cut_into_lines() -> None:
    telling, reader = announcer(), Reader()
    sentence = words("le conseil municipal de la ville adopte ce soir la délibération sur les écoles.", 0)
    end = sentence[-1].end_ms
    telling.commit(sentence)
    telling.commit(words("puis on vote", end + 100))
    telling.hear(heard(end + 5000, turn(ONE, 0, end + 5000)))
    assert [text.split(": ")[1] for text in reader.read(telling.drain())] == [
        "le conseil municipal de la ville adopte ce soir la délibération sur les écoles.",
        "puis on vote",
    ]


def test_numbers_are_written_as_french_writes_them() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("soixante dix pour cent", 1000), ended=True)
    telling.hear(heard(4000, turn(ONE, 0, 4000)))
    assert reader.read(telling.drain()) == ["Intervenant 1: 70\u202f%"]


def test_when_nothing_more_is_decided_words_do_not_wait_for_ever() -> None:
    telling, reader = announcer(), Reader()
    telling.commit(words("bonjour", 1000))
    telling.wait_no_more()
    assert reader.read(telling.drain()) == ["Table ?: bonjour"]
