"""Real Opus packets of known sound."""

import av
import numpy as np
import numpy.typing as npt

FRAME = 960


def opus_packets(sound: npt.NDArray[np.float32]) -> list[bytes]:
    """``sound`` (n,) at 48 kHz as packets of 20 ms; what does not fill the last one is dropped."""
    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format, codec.bit_rate = 48_000, "mono", "flt", 32_000
    packets = []
    for n in range(len(sound) // FRAME):
        frame = av.AudioFrame.from_ndarray(
            sound[None, n * FRAME : (n + 1) * FRAME], format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts = 48_000, n * FRAME
        packets += [bytes(packet) for packet in codec.encode(frame)]
    return packets


def tone(seconds: float, hertz: float, level: float = 0.3) -> npt.NDArray[np.float32]:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * 48_000)) / 48_000)).astype(
        np.float32
    )


def pitch(pcm: npt.NDArray[np.float32], rate: int = 16_000) -> float:
    """The loudest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    return float(np.argmax(spectrum) * rate / len(pcm))
