"""The sound of files: every healthy kind arrives whole and in time, every sick kind is named in French."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from captions.errors import VoixlaError
from captions.ids import TrackId
from gateway.media.file import AudioFileSource
from models.audio import SAMPLE_RATE, AudioFrame, AudioGap
from tests.fakes.recordings import long_silence, recording, silent_video, tone, truncated

TRACK = TrackId("t")


def heard(path: Path | str) -> list[AudioFrame | AudioGap]:
    with AudioFileSource(path, track=TRACK) as source:
        return list(checked(source))


def checked(source: AudioFileSource) -> Iterator[AudioFrame | AudioGap]:
    expected = None
    for item in source.sound():
        assert expected in (None, item.start)
        expected = item.end
        if isinstance(item, AudioFrame):
            assert len(item.pcm) % 512 == 0
            assert item.pcm.dtype == np.float32
            assert not item.pcm.flags.writeable
            assert np.abs(item.pcm).max() <= 1
        yield item


def joined(items: list[AudioFrame | AudioGap]) -> np.ndarray:
    return np.concatenate([item.pcm for item in items if isinstance(item, AudioFrame)])


def refusal(path: Path | str) -> VoixlaError:
    with pytest.raises(VoixlaError) as caught:
        heard(path)
    message = caught.value.message
    assert message[0].isupper() or message[0] == "«"
    assert message.endswith(".")
    return caught.value


def pitch(pcm: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    return float(spectrum.argmax() * SAMPLE_RATE / len(pcm))


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout"),
    [
        ("a.wav", "pcm_s16le", 44_100, "stereo"),
        ("telephone.wav", "pcm_s16le", 8000, "mono"),
        ("odd.wav", "pcm_s16le", 44_056, "mono"),
        ("studio.wav", "pcm_f32le", 192_000, "stereo"),
        ("cinema.flac", "flac", 48_000, "5.1"),
        ("cinema.m4a", "aac", 48_000, "5.1"),
        ("room.wav", "pcm_s16le", 48_000, "quad"),
        ("a.flac", "flac", 44_100, "stereo"),
        ("a.m4a", "aac", 44_100, "stereo"),
        ("a.mp3", "libmp3lame", 44_100, "stereo"),
        ("a.ogg", "libopus", 48_000, "stereo"),
        ("a.webm", "libopus", 48_000, "mono"),
        ("a.ts", "aac", 48_000, "stereo"),
    ],
)
def test_every_kind_of_file_arrives_at_16_khz_mono(
    tmp_path: Path, name: str, codec: str, rate: int, layout: str
) -> None:
    items = heard(recording(tmp_path / name, codec=codec, rate=rate, layout=layout))
    pcm = joined(items)
    assert abs(len(pcm) / SAMPLE_RATE - 3) < 0.1
    assert abs(pitch(pcm[8000:40_000]) - 440) < 2
    assert 0.15 < np.sqrt(np.mean(pcm[8000:40_000] ** 2)) < 0.19


def test_the_middle_channel_of_a_cinema_file_is_heard(tmp_path: Path) -> None:
    channels = np.zeros((6, 96_000), np.float32)
    channels[2] = tone(2, 48_000)  # where films put the voices
    pcm = joined(heard(recording(tmp_path / "film.flac", codec="flac", layout="5.1", channels=channels)))
    assert np.sqrt(np.mean(pcm[8000:24_000] ** 2)) > 0.03


def test_the_sound_of_a_video_is_heard(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mp4", codec="aac", video_s=3)
    with AudioFileSource(path, track=TRACK) as source:
        assert source.duration_ms is not None
        assert abs(source.duration_ms - 3000) < 50
        assert abs(list(checked(source))[-1].end / SAMPLE_RATE - 3) < 0.1


def test_full_scale_and_impossible_samples_stay_within_bounds(tmp_path: Path) -> None:
    channels = np.full((1, 16_000), 3.0, np.float32)
    channels[0, 5000:5010] = np.nan
    channels[0, 6000:6010] = np.inf
    path = recording(tmp_path / "a.wav", codec="pcm_f32le", rate=16_000, layout="mono", channels=channels)
    assert np.abs(joined(heard(path))).max() == 1


def test_sound_that_starts_late_keeps_its_place(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mkv", codec="flac", starts_s=2.0, video_s=4)
    assert abs(heard(path)[0].start / SAMPLE_RATE - 2) < 0.1


def test_a_short_hole_is_silence_and_what_follows_keeps_its_place(tmp_path: Path) -> None:
    path = recording(tmp_path / "a.mkv", codec="pcm_s16le", hole=(1.0, 5.0))
    items = heard(path)
    pcm = joined(items)
    assert not any(isinstance(item, AudioGap) for item in items)
    assert not pcm[int(1.2 * SAMPLE_RATE) : int(5.8 * SAMPLE_RATE)].any()
    assert abs(len(pcm) / SAMPLE_RATE - 8) < 0.1


def test_a_long_hole_is_a_gap(tmp_path: Path) -> None:
    items = heard(recording(tmp_path / "a.mkv", codec="pcm_s16le", hole=(1.0, 100.0)))
    (gap,) = [item for item in items if isinstance(item, AudioGap)]
    assert abs((gap.end - gap.start) / SAMPLE_RATE - 100) < 0.1
    assert abs(items[-1].end / SAMPLE_RATE - 103) < 0.2


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [("a.mp4", "aac", {"movflags": "faststart"}), ("a.flac", "flac", {}), ("a.webm", "libopus", {})],
)
def test_a_truncated_file_gives_what_it_has_and_says_where_it_ends(
    tmp_path: Path, name: str, codec: str, options: dict[str, str]
) -> None:
    whole = recording(tmp_path / f"whole-{name}", seconds=20, codec=codec, options=options)
    path = truncated(tmp_path / name, whole, 0.6)
    items: list[AudioFrame | AudioGap] = []
    with AudioFileSource(path, track=TRACK) as source, pytest.raises(VoixlaError) as caught:
        items.extend(checked(source))
    assert 5 < items[-1].end / SAMPLE_RATE < 18
    assert caught.value.code == "media.truncated"
    assert (
        f"s'arrête à 00:00:{items[-1].end // SAMPLE_RATE:02d} alors qu'il annonce 00:00:20"
        in caught.value.message
    )


def test_a_video_that_outlasts_its_sound_is_not_truncated(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.mkv"):
        assert heard(recording(tmp_path / name, codec="aac", video_s=8))


def test_an_mp4_without_its_end_is_refused(tmp_path: Path) -> None:
    whole = recording(tmp_path / "whole.mp4", codec="aac")
    error = refusal(truncated(tmp_path / "a.mp4", whole, 0.6))
    assert error.code == "media.truncated"
    assert "incomplet" in error.message


def test_a_text_file_named_wav_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_text("Ordre du jour\n" * 500)
    error = refusal(path)
    assert (error.code, "notes.wav" in error.message) == ("media.unreadable", True)


def test_what_is_no_sound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.wav").touch()
    only_a_header = long_silence(tmp_path / "header.wav", hours=0)
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(np.random.default_rng(1).bytes(5000))
    assert refusal(tmp_path / "nowhere.wav").code == "media.missing"
    assert refusal(tmp_path).code == "media.directory"
    assert refusal(tmp_path / "empty.wav").code == "media.empty"
    assert refusal(only_a_header).code in ("media.undecodable", "media.unreadable")
    assert refusal(noise).code in ("media.undecodable", "media.unreadable")
    assert refusal(silent_video(tmp_path / "mute.mp4")).code == "media.no-sound"
    assert refusal("/dev/null").code == "media.unreadable"
    assert refusal("a\0b").code == "media.unreadable"
    assert refusal("x" * 5000).code == "media.unreadable"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = recording(tmp_path / "a.wav")

    def forbidden(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)  # the tests may run as root, whom no file refuses
    assert refusal(path).code == "media.forbidden"


@pytest.mark.parametrize("name", ["a b.wav", "été—🎤.wav", "concat:a.wav|b.wav", "-rf.wav", "%03d.wav"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    recording(tmp_path / "plain.wav", seconds=0.5).rename(name)
    assert heard(name)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = recording(tmp_path / "plain.wav", seconds=0.5).rename(
        tmp_path / b"\xe9t\xe9.wav".decode(errors="surrogateescape")
    )
    assert heard(path)
    path.write_text("rien")
    refusal(path).message.encode()


def test_a_playlist_reaches_for_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        path = tmp_path / "a.m3u8"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n")
        refusal(path)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_damaged_passage_is_a_gap_and_the_rest_is_heard(tmp_path: Path) -> None:
    whole = recording(tmp_path / "whole.mkv", seconds=10, codec="libmp3lame")
    with av.open(str(whole)) as container:
        packets = [packet.pos for packet in container.demux() if packet.pos]
    data = bytearray(whole.read_bytes())
    middle = len(packets) // 2
    for position in packets[middle : middle + 40]:
        data[position + 8 : position + 200] = bytes(192)
    path = tmp_path / "a.mkv"
    path.write_bytes(data)
    items = heard(path)
    assert abs(items[-1].end / SAMPLE_RATE - 10) < 0.2


@pytest.mark.integration
def test_three_hours_take_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    path = long_silence(tmp_path / "long.wav", hours=3)
    program = (
        "import resource, sys\n"
        "from gateway.media.file import AudioFileSource\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with AudioFileSource(sys.argv[1], track='t') as source:\n"
        "    for count, item in enumerate(source.sound()):\n"
        "        if count == 600: early = peak()\n"
        "print(item.end // 16000, peak() - early)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    seconds, grown_kib = map(int, done.stdout.split())
    assert seconds == 3 * 3600
    assert grown_kib < 16 * 1024
