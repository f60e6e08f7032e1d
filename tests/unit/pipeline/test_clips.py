"""Which sound of a microphone becomes a clip: little of it, and none of silence."""

import numpy as np

from models.audio import AudioFrame, AudioGap, Loss, Samples, to_samples
from pipeline.clips import LENGTH, Clips
from tests.fakes.speech import TRACK


class Microphone:
    """Frames of 32 ms that count on; ``got`` are the clips as the numbers of their first and last sample."""

    def __init__(self) -> None:
        self.clips = Clips()
        self.got: list[tuple[int, int]] = []
        self._at = 0

    def hear(self, *, speech: bool, ms: int) -> None:
        for _ in range(ms // 32):
            pcm = np.arange(self._at, self._at + 512, dtype=np.float32)
            self.clips.hear(AudioFrame(track=TRACK, start=Samples(self._at), pcm=pcm), speech=speech)
            self._at += 512
            clip = self.clips.take()
            if clip is not None:
                assert len(clip) == LENGTH
                self.got.append((int(clip[0]), int(clip[-1])))

    def say(self, ms: int, pause: int = 480) -> int:
        """When they began."""
        begin = self._at
        self.hear(speech=True, ms=ms)
        self.hear(speech=False, ms=pause)
        return begin


def test_the_beginning_of_the_first_long_utterance_is_a_clip_when_it_is_over() -> None:
    microphone = Microphone()
    microphone.say(1600)
    begin = microphone._at
    microphone.hear(speech=True, ms=6400)
    assert microphone.got == []
    microphone.hear(speech=False, ms=32)
    assert microphone.got == [(begin, begin + LENGTH - 1)]


def test_the_next_clip_comes_after_20_s_of_speech_however_long_the_silence() -> None:
    microphone = Microphone()
    first = microphone.say(3200)
    begins = [microphone.say(4000, pause=8000) for _ in range(12)]
    # Five utterances of 4 s make 20 s. A clip ends within its utterance, whose rest counts already.
    assert [begin for begin, _ in microphone.got] == [first, begins[5], begins[11]]


def test_neither_silence_nor_short_words_make_clips() -> None:
    microphone = Microphone()
    microphone.hear(speech=False, ms=120_000)
    for _ in range(40):
        microphone.say(2560)
    assert microphone.got == []


def test_a_clip_does_not_span_a_hole() -> None:
    microphone = Microphone()
    microphone.hear(speech=True, ms=1600)
    start = microphone._at
    microphone._at += to_samples(500)
    gap = AudioGap(track=TRACK, start=Samples(start), end=Samples(microphone._at), loss=Loss.NETWORK)
    microphone.clips.hear(gap, speech=False)
    begin = microphone.say(3200)
    assert microphone.got == [(begin, begin + LENGTH - 1)]


def test_what_is_forgotten_does_not_come() -> None:
    clips = Clips()
    for at in range(0, LENGTH + 512, 512):
        clips.hear(AudioFrame(track=TRACK, start=Samples(at), pcm=np.ones(512, np.float32)), speech=True)
    silence = AudioFrame(track=TRACK, start=Samples(LENGTH + 1024), pcm=np.zeros(512, np.float32))
    clips.hear(silence, speech=False)
    assert clips.ready
    clips.forget()
    assert not clips.ready
    assert clips.take() is None
