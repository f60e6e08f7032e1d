"""Where something is hidden a tone is heard, and nothing else; elsewhere everything is where it was."""

from pathlib import Path

import numpy as np
import pytest

from captions.archive.records import Moment
from gateway.archive.redact_tone import FADE_MS, HERTZ, MARGIN_MS, Cover, Interval, tone_over
from models.audio import SAMPLE_RATE, Pcm
from tests.fakes.sounding import MS, heard, loudness, packets, write_tones

START = Moment(1_790_000_000_000)
VOICE, WORD = 440, 2_500
"""The word is said by another voice, so that it can be told apart."""


def span(begin: int, end: int) -> Interval:
    return Moment(START + begin), Moment(START + end)


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Ten seconds, with the word from 4 s to 5 s."""
    path = tmp_path / f"{START}.opus"
    write_tones(path, [(VOICE, 4_000), (WORD, 1_000), (VOICE, 5_000)])
    return path


def test_of_a_word_nothing_is_left_and_the_rest_stays_in_its_place(said: Path, tmp_path: Path) -> None:
    target = tmp_path / "toned"
    tone_over(said, target, START, [span(4_000, 5_000)])
    before, after = heard(said), heard(target)

    assert loudness(before, WORD, 4_100, 4_900) > 0.15
    for begin in range(0, 9_500, 100):
        assert loudness(after, WORD, begin, begin + 500) < 0.002, f"{begin} ms"
    assert loudness(after, HERTZ, 4_000 - MARGIN_MS, 5_000 + MARGIN_MS) > 0.08
    assert loudness(after, VOICE, 4_000 - MARGIN_MS + 50, 5_000 + MARGIN_MS - 50) < 0.002
    assert abs(len(after) - len(before)) < 20 * MS
    for begin in (0, 3_000, 6_000, 9_000):
        alike = {lag: likeness(before, after, begin * MS, lag) for lag in range(-16, 17)}
        assert alike[0] > 0.95
        assert max(alike.values()) == max(alike[lag] for lag in range(-2, 3)), "to two samples"
    assert not set(packets(said)) & set(packets(target))


def likeness(before: Pcm, after: Pcm, begin: int, lag: int) -> float:
    """Of 800 ms, the second of them later by ``lag``; 1 when they are the same."""
    first, second = before[begin + 16 :][: 800 * MS], after[begin + 16 + lag :][: 800 * MS]
    return float(np.corrcoef(first, second)[0, 1])


def test_edges_do_not_click() -> None:
    cover = Cover(START, [span(500, 700)])
    sound = cover.over(np.full(SAMPLE_RATE, 0.3, dtype=np.float32))
    steepest = 0.1 * 2 * np.pi * HERTZ / SAMPLE_RATE + 0.4 / (FADE_MS * MS)
    assert float(np.abs(np.diff(sound)).max()) <= steepest * 1.05
    edge = (500 - MARGIN_MS) * MS
    assert np.all(sound[: edge - FADE_MS * MS] == np.float32(0.3))
    assert not np.isclose(np.mean(sound[edge : edge + 1600]), 0.3, atol=0.1)


@pytest.mark.parametrize("size", [1, 7, 320, 999, 16_000])
def test_the_tone_is_the_same_in_pieces_of_any_size(size: int) -> None:
    pcm = np.random.default_rng(1).uniform(-0.5, 0.5, SAMPLE_RATE).astype(np.float32)
    spans = [span(300, 400), span(350, 500), span(990, 5_000), span(-900, 20)]
    whole = Cover(START, spans).over(pcm)
    cover = Cover(START, spans)
    pieces = [cover.over(pcm[begin : begin + size]) for begin in range(0, len(pcm), size)]
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_file_that_nobody_finished_is_toned_as_far_as_it_goes(said: Path, tmp_path: Path) -> None:
    said.write_bytes(said.read_bytes()[:-3_000])
    tone_over(said, tmp_path / "toned", START, [span(4_000, 5_000)])
    after = heard(tmp_path / "toned")
    assert 8_000 * MS < len(after) < 10_000 * MS
    assert loudness(after, WORD, 4_000, 5_000) < 0.002


@pytest.mark.parametrize("octets", [b"", b"zygomatite" * 100, b"OggS" + bytes(500)])
def test_what_cannot_be_decoded_is_not_handed_on(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "broken").write_bytes(octets)
    tone_over(tmp_path / "broken", tmp_path / "toned", START, [span(0, 10)])
    assert len(heard(tmp_path / "toned")) == 0
    assert b"zygomatite" not in (tmp_path / "toned").read_bytes()
