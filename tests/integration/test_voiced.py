"""Typed lines spoken to the room, on both meeting servers: everybody hears them, and nobody captions them again."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from captions.errors import VoixlaError
from gateway.demo.participant import Participant
from gateway.media import espeak
from gateway.media.opus import OpusDecoder
from gateway.meeting.rules import RoomRules
from gateway.meeting.voiced import QUEUE, VOICE
from models.audio import SAMPLE_RATE, Pcm
from pipeline.reorder import RtpPacket
from tests.fakes import media_servers
from tests.fakes.meeting import Page, meeting, until
from tests.fakes.opus_stream import pitch
from tests.fakes.seen import about

pytestmark = pytest.mark.integration
Requires = Callable[[str, str], Path]


class Tones:
    """Says every text as a second of a tone; fails on ``fail``."""

    def __init__(self, hertz: float = 440) -> None:
        self.hertz = hertz
        self.texts: list[str] = []

    async def __call__(self, text: str) -> Pcm:
        self.texts.append(text)
        if text == "fail":
            raise VoixlaError("voice.failed", "Non.")
        times = np.arange(SAMPLE_RATE, dtype=np.float32) / SAMPLE_RATE
        return (0.3 * np.sin(2 * np.pi * self.hertz * times)).astype(np.float32)


class Ears:
    """What somebody hears of the voice."""

    def __init__(self) -> None:
        self.decoder = OpusDecoder()
        self.loud: list[Pcm] = []

    def hear(self, person: str, packet: RtpPacket) -> None:
        if person == VOICE:
            pcm = self.decoder.decode(packet.payload)
            if pcm is not None and np.abs(pcm).max() > 0.05:
                self.loud.append(pcm)

    @property
    def seconds(self) -> float:
        return sum(map(len, self.loud)) / SAMPLE_RATE


async def type_(page: Page, text: str, *, voice: bool = True) -> None:
    await page.send({"type": "typing", "text": text, "done": True, "voice": voice})


@pytest.mark.parametrize("name", media_servers.NAMES)
async def test_what_is_typed_is_heard_by_all_and_captioned_once(requires: Requires, name: str) -> None:
    tones, ears = Tones(), Ears()
    async with (
        media_servers.entered(name, requires) as media,
        meeting(RoomRules(synthesise=tones), media=media) as server,
        server.page("Anne") as anne,
        Participant(server.room(), "Bruno", on_packet=ears.hear),
    ):
        assert anne.welcome["voice"]
        await anne.send({"type": "captions", "on": True})
        await type_(anne, "pas à voix haute", voice=False)
        await type_(anne, "je vote pour")
        await until(lambda: bool(about(anne, "Anne")["speaking"]), "she seems to speak")
        await until(lambda: ears.seconds > 0.8, "it is heard")
        assert abs(pitch(np.concatenate(ears.loud)) - 440) < 5
        await until(lambda: not about(anne, "Anne")["speaking"], "it is over")
        await type_(anne, "et toi ?")
        await until(lambda: ears.seconds > 1.7, "the next is heard on the same connection")
        assert tones.texts == ["je vote pour", "et toi\u202f?"]
        assert server.session.tracks == []
        assert [person["name"] for person in anne.people] == ["Anne", "Bruno"]


async def test_who_leaves_is_not_spoken_for_and_too_many_lines_are_told() -> None:
    tones = Tones()
    async with meeting(RoomRules(synthesise=tones)) as server, server.page("Bruno") as bruno:
        async with server.page("Anne") as anne:
            for n in range(QUEUE + 2):
                await type_(anne, f"ligne {n}")
            await until(lambda: anne.codes == ["voice.busy"], "one is too many")
            await type_(bruno, "moi")
            await anne.send({"type": "leave"})
            await until(lambda: anne.close_code is not None, "she has left")
        await until(lambda: "voice.busy" in bruno.codes or "moi" in tones.texts, "Bruno's turn")
        await type_(bruno, "enfin")
        await until(lambda: "enfin" in tones.texts, "it is spoken")
        assert [text for text in tones.texts if text.startswith("ligne")] == ["ligne 0"]


async def test_a_voice_that_fails_is_told_and_the_next_line_is_tried() -> None:
    tones, ears = Tones(), Ears()
    async with (
        meeting(RoomRules(synthesise=tones)) as server,
        server.page("Anne") as anne,
        Participant(server.room(), "Bruno", on_packet=ears.hear),
    ):
        await type_(anne, "fail")
        await until(lambda: anne.codes == ["voice.failed"], "she is told")
        await type_(anne, "bonjour")
        await until(lambda: ears.seconds > 0.8, "it is heard")


async def test_espeak_says_french(requires: Requires, caplog: pytest.LogCaptureFixture) -> None:
    requires("espeak-ng", "espeak-ng")
    caplog.set_level(logging.DEBUG)
    speak = espeak.installed()
    assert speak is not None
    short, long = await speak("Oui."), await speak("Je vote pour cette délibération, «\u202fà regret\u202f».")
    assert 0.2 < len(short) / SAMPLE_RATE < 2 < len(long) / SAMPLE_RATE < 6
    assert (long.dtype, long.ndim) == (np.float32, 1)
    assert 0.1 < np.abs(long).max() <= 1
    assert "vote" not in caplog.text


async def test_texts_that_look_like_something_else_are_said_as_text(requires: Requires) -> None:
    requires("espeak-ng", "espeak-ng")
    speak = espeak.installed()
    assert speak is not None
    for text in ("-v en --pho", "[[a]]", "<speak><audio src='file:///etc/passwd'/></speak>", "$(reboot)"):
        assert len(await speak(text)) > SAMPLE_RATE // 10


@pytest.mark.parametrize(
    "script",
    ["exit 3", "cat >/dev/null; printf 'not sound'", "cat /dev/zero", "sleep 60", "exec /does/not/exist"],
)
async def test_a_program_that_goes_wrong_ends_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(espeak, "_PATIENCE_SECONDS", 1.0)
    with pytest.raises(VoixlaError) as caught:
        await espeak.Espeak(str(program), "fr")("bonjour")
    assert caught.value.code == "voice.failed"


async def test_where_there_is_no_program_there_is_no_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert espeak.installed() is None
    with pytest.raises(VoixlaError):
        await espeak.Espeak("/nonexistent/espeak-ng", "fr")("bonjour")


async def test_a_text_whose_reading_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\nexec sleep 60\n")
    program.chmod(0o755)
    speaking = asyncio.create_task(_speak(espeak.Espeak(str(program), "fr")))
    await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "", "it runs")
    speaking.cancel()
    await asyncio.wait([speaking])
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


async def _speak(program: espeak.Espeak) -> None:
    await program("bonjour")
