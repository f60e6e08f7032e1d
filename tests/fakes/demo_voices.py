"""Two people of the demo's meeting at one microphone: the synthetic voices, and who speaks when."""

import json
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

import gateway.demo
from models.audio import SAMPLE_RATE, Pcm, to_samples
from tests.fakes.voices import Scene

_PEOPLE = ("speaker1", "speaker2")
_LENGTH_MS = 31_300
_PAUSE_MS = 250


def two_voices() -> Scene:
    """Turns of the two, one after the other, cut from their tracks."""
    folder = Path(gateway.demo.__path__[0]) / "data"
    meeting = json.loads((folder / "meeting.json").read_text("utf-8"))
    tracks = [_decoded(folder / f"{name}.opus") for name in _PEOPLE]
    theirs = [[u for u in meeting["utterances"] if u["speaker"] == name] for name in _PEOPLE]
    pcm, said, at = np.zeros(to_samples(_LENGTH_MS), dtype=np.float32), [], 500
    for index in range(min(map(len, theirs))):
        for who, utterances in enumerate(theirs):
            words = utterances[index]["words"]
            for first, last in _breaths(words):
                length = min(last - first, _LENGTH_MS - at - _PAUSE_MS)
                if length < 1000:
                    break
                source = tracks[who][to_samples(first) : to_samples(first + length)]
                pcm[to_samples(at) : to_samples(at) + len(source)] = source
                said.append((who, at, at + length))
                at += length + _PAUSE_MS
    pcm.flags.writeable = False
    return Scene(pcm=pcm, said=tuple(said))


def _breaths(words: list[dict[str, int]]) -> list[tuple[int, int]]:
    """The first four seconds or so of an utterance."""
    end = words[0]["end_ms"]
    for one, other in pairwise(words):
        if other["end_ms"] - words[0]["start_ms"] > 4500 or other["start_ms"] - one["end_ms"] > 700:
            break
        end = other["end_ms"]
    return [(words[0]["start_ms"], end)]


def _decoded(path: Path) -> Pcm:
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
    with av.open(str(path)) as container:
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32)
