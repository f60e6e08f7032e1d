"""A few seconds of the demo's speech, to try an engine on."""

from importlib.resources import as_file, files

import numpy as np

from captions.ids import TrackId
from gateway.demo.meeting import load_meeting
from gateway.media.file import AudioFileSource
from models.audio import AudioFrame, Pcm, Samples, SpeechWindow, to_samples

_LENGTH_MS = 4000


def sample_window() -> SpeechWindow:
    """The first four seconds that the first speaker of the demo speaks."""
    first = load_meeting().utterances[0]
    track = TrackId("sample")
    start, end = to_samples(first.start_ms), to_samples(first.start_ms + _LENGTH_MS)
    heard: list[Pcm] = []
    data = files("gateway.demo").joinpath("data", f"{first.speaker}.opus")
    with as_file(data) as path, AudioFileSource(str(path), track=track) as source:
        for item in source.sound():
            if isinstance(item, AudioFrame):
                heard.append(item.pcm)
            if item.end >= end:
                break
    return SpeechWindow(track=track, start=Samples(0), pcm=np.concatenate(heard)[start:end])
