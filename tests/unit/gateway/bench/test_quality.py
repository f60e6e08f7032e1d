"""Word errors by set, by condition and pooled; each system hears what it should."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.ids import SessionId
from captions.words import Hypothesis, Word
from gateway.bench.baseline import Publish
from gateway.bench.conditions import Condition
from gateway.bench.long import run_long
from gateway.bench.phrases import Phrase, RecordedSet, file_phrases, read_set
from gateway.bench.quality import agreed, measure_set, streamed, table
from gateway.bench.talker import Talker
from models.audio import SAMPLE_RATE, Pcm, SpeechWindow, to_ms, to_samples
from pipeline.policy import ACCURATE
from pipeline.session import CaptionSession
from tests.fakes.inference import FakeInference, failure
from tests.fakes.recordings import recording
from tests.fakes.speech import EndlessListener, TruthfulListener, script, sound_of, word
from tests.unit.gateway.bench.speaking import PHRASES


class Yardstick:
    """Hears "un" in every utterance, and a word a second in a stream."""

    def __init__(self) -> None:
        self.utterances: list[Pcm] = []

    def text(self, pcm: Pcm) -> str:
        self.utterances.append(pcm)
        return "un"

    def words(self, pcm: Pcm, prompt: str = "") -> list[Word]:
        return [word(f"w{at}", at * 1000, at * 1000 + 900) for at in range(len(pcm) // SAMPLE_RATE)]


def session(
    inference: FakeInference, identifier: SessionId, publish: Publish, live: bool = False
) -> CaptionSession:
    return CaptionSession(
        session=identifier, inference=inference, policy=ACCURATE, publish=publish, live=live
    )


def recorded(name: str, *texts: str) -> RecordedSet:
    pcm = np.full(SAMPLE_RATE, 0.1, dtype=np.float32)
    return RecordedSet(name=name, phrases=tuple(Phrase(pcm=pcm, text=text) for text in texts))


async def test_errors_are_counted_by_set_and_pooled() -> None:
    async def silent(pcm: Pcm) -> str:
        return ""

    async def perfect(pcm: Pcm) -> str:
        return "un deux trois" if len(pcm) < 4 * SAMPLE_RATE else "un chat noir dort"

    systems = {"silent": silent, "perfect": perfect}
    measured = [
        await measure_set(one, PHRASES, Condition.CLEAN, yardstick=Yardstick(), systems=systems)
        for one in (recorded("a", "Un deux, trois."), recorded("b", "un chat", "noir", "dort"))
    ]
    assert table(measured) == {
        "clean": {
            "a": {"words": 3, "offline": round(2 / 3, 4), "silent": 1.0, "perfect": 0.0},
            "b": {"words": 4, "offline": 0.75, "silent": 1.0, "perfect": 0.0},
            "pooled": {"words": 7, "offline": round(5 / 7, 4), "silent": 1.0, "perfect": 0.0},
        }
    }


async def test_all_systems_hear_the_same_condition() -> None:
    streams: list[Pcm] = []

    async def listen(pcm: Pcm) -> str:
        streams.append(pcm)
        return ""

    yardstick = Yardstick()
    await measure_set(
        recorded("a", "un", "un"), PHRASES, Condition.NOISE, yardstick=yardstick, systems={"s": listen}
    )
    assert len(yardstick.utterances) == 2
    assert all(utterance.std() > 0.01 for utterance in yardstick.utterances)
    joined = np.concatenate(yardstick.utterances)
    assert np.isin(joined, streams[0]).all()
    assert 2.4 * SAMPLE_RATE <= len(streams[0]) - len(joined) + SAMPLE_RATE * 1.2 <= 4.8 * SAMPLE_RATE


async def test_a_stream_goes_through_a_session() -> None:
    spoken = script(*[(at, at + 350) for at in range(200, 20_000, 400)])
    inference = FakeInference(TruthfulListener(spoken).recognise)
    text = await streamed(partial(session, inference))(sound_of(spoken, 20_500))
    assert text.split() == [one.text for one in spoken]


async def test_what_could_not_be_recognised_is_not_scored() -> None:
    def broken(window: SpeechWindow) -> Hypothesis:
        raise failure(retryable=False)

    transcribe = streamed(partial(session, FakeInference(broken)))
    with pytest.raises(VoixlaError, match="a échoué"):
        await transcribe(sound_of(script((200, 900)), 2000))


async def test_the_peers_way_is_updated_every_second() -> None:
    text = await agreed(Yardstick())(np.zeros(5 * SAMPLE_RATE, dtype=np.float32))
    assert text == "w0 w1 w2 w3 w4"


def test_a_set_is_read_without_quoting(tmp_path: Path) -> None:
    recording(tmp_path / "a.wav", seconds=1.0, rate=16_000, layout="mono")
    lines = 'file\tseconds\tspeaker\ttext\na.wav\t1.0\tA\tIl dit : "oui".\n'
    (tmp_path / "ref.tsv").write_text(lines, encoding="utf-8")
    found = read_set(tmp_path)
    assert found.name == tmp_path.name
    assert [phrase.text for phrase in found.phrases] == ['Il dit : "oui".']
    assert len(found.phrases[0].pcm) == pytest.approx(SAMPLE_RATE, abs=512)


@pytest.mark.parametrize("content", [None, "", "nom\ttexte\na\tb\n"])
def test_a_folder_without_reference_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "ref.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(VoixlaError, match=r"ref\.tsv"):
        read_set(tmp_path)


def test_files_are_said_whole(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.wav", seconds=2.0)
    (phrase,) = file_phrases([path])
    assert to_ms(len(phrase.pcm)) == pytest.approx(2000, abs=50)
    assert not phrase.words


async def test_a_long_meeting_is_told_by_tenths() -> None:
    listener = EndlessListener()
    inference = FakeInference(lambda window: listener.recognise(window))
    pcm = np.full(to_samples(2000), 0.3, dtype=np.float32)
    pcm[-to_samples(500) :] = 0.001
    shares: list[float] = []
    report = await run_long(
        partial(session, inference), Talker([Phrase(pcm=pcm)]), hours=60 / 3600, progress=shares.append
    )
    assert shares == [pytest.approx(part / 10) for part in range(1, 11)]
    assert len(report.tenths) == 10
    assert all(tenth.minutes == pytest.approx(0.1) for tenth in report.tenths)
    # Two and a half words a second of speech, three quarters of the time.
    assert 70 < sum(tenth.words for tenth in report.tenths) < 150
    assert all(0 <= value < 20_000 for tenth in report.tenths for value in tenth.behind_ms)
    result = report.as_json()
    assert isinstance(result["last_over_second"], dict)
    assert set(result["last_over_second"]) == {"cpu", "memory", "behind_p95"}
