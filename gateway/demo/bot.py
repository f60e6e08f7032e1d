"""How captioning bots hear a voice: received as a listener, decoded as browsers do, then brought to 16 kHz."""

from collections.abc import AsyncIterator

import av
from aiortc import MediaStreamTrack

from models.audio import SAMPLE_RATE, Pcm


async def heard_by_a_bot(track: MediaStreamTrack) -> AsyncIterator[Pcm]:
    """The library's frames (48 kHz stereo), resampled; ends with ``MediaStreamError``."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    while True:
        frame = await track.recv()
        assert isinstance(frame, av.AudioFrame)
        for part in resampler.resample(frame):
            yield part.to_ndarray()[0]
