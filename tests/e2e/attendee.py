"""Somebody in a meeting with a browser of their own: a fake camera, and a microphone into which they speak French."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np
from playwright.sync_api import Browser, Page, Playwright

from captions.normalise import score_words
from gateway.demo.meeting import Participant, load_meeting
from tests.e2e.page.conftest import FLAGS

_RATE = 48_000
_CAMERA = "--use-fake-device-for-media-stream=fps=5"
_SCREEN = "--auto-select-tab-capture-source-by-title=Voix"
_MOVING = """(kind) => Object.fromEntries(
  [...document.querySelectorAll(`.tile[data-kind=${kind}][data-own=false]`)].flatMap((tile) => {
    const video = tile.querySelector("video");
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    return video.videoWidth > 0 ? [[tile.querySelector(".tile-name").textContent, frames]] : [];
  }))
"""


class Speech:
    """What one person of the demonstration says between two times, with silence around it, over and over."""

    def __init__(
        self, person: Participant, start_s: float, end_s: float, *, before_s: float = 0, after_s: float = 0
    ) -> None:
        self.person = person
        self._span = (start_s, end_s)
        self._silence = tuple(bytes(2 * round(length * _RATE)) for length in (before_s, after_s))

    @property
    def said(self) -> list[str]:
        start, end = (1000 * edge for edge in self._span)
        said = [word for part in load_meeting().said_by(self.person) for word in part.words]
        return score_words(" ".join(word.text for word in said if start <= word.start_ms < end))

    def write(self, folder: Path) -> Path:
        """As Chromium's fake microphone wants it: 48 kHz mono 16 bit."""
        source = folder / self.person.file
        source.write_bytes(load_meeting().recording(self.person))
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        with av.open(str(source)) as container:
            parts = [
                part.to_ndarray() for frame in container.decode(audio=0) for part in resampler.resample(frame)
            ]
        start, end = (round(edge * _RATE) for edge in self._span)
        sound = np.concatenate(parts, axis=1)[:, start:end]
        before, after = self._silence
        path = source.with_suffix(".wav")
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(_RATE)
            out.writeframes(before + sound.tobytes() + after)
        return path


class Attendee:
    """Their page."""

    def __init__(self, browser: Browser, name: str) -> None:
        self.name = name
        self.page: Page = browser.new_page(permissions=["microphone", "camera"], locale="fr-FR")
        self.page.set_default_timeout(20_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def join(self, link: str, *, camera: bool) -> None:
        self.page.goto(link)
        self.page.locator("#name").fill(self.name)
        if camera:
            self.page.locator("#preview-camera").click()
            self.page.locator("#preview-video").wait_for()
        self.page.locator("#join-microphone").click()
        self.page.locator("#mute").wait_for()

    def read(self, link: str) -> None:
        address, _, pass_ = link.partition("#")
        self.page.goto(f"{address}?role=reader#{pass_}")
        self.page.locator("#chip[data-status]").wait_for()

    def captions(self) -> dict[str, list[str]]:
        """The words of all that is final, by the name that stands before it."""
        lines: list[list[str]] = self.page.evaluate(
            """[...document.querySelectorAll("#log .line")].map((line) => [
              line.querySelector(".name").textContent,
              [...line.querySelectorAll(".final")].map((final) => final.textContent).join(" ")])"""
        )
        said: dict[str, list[str]] = {}
        for name, text in lines:
            said.setdefault(name, []).extend(score_words(text))
        return said

    def moving(self, kind: str = "face") -> dict[str, int]:
        """The frames that were shown of each picture of others, by what stands below it."""
        frames: dict[str, int] = self.page.evaluate(_MOVING, kind)
        return frames

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_text_contents()]

    def seen(self, expression: str, argument: Any = None, seconds: float = 20) -> None:
        """Returns when ``expression`` is true in the page."""
        self.page.wait_for_function(expression, arg=argument, timeout=seconds * 1000, polling=200)


@contextmanager
def browsers(playwright: Playwright, chromium: Path, *microphones: Path | None) -> Iterator[list[Browser]]:
    """One for each microphone; None has none of its own."""
    opened: list[Browser] = []
    try:
        for microphone in microphones:
            flags = [*FLAGS, _CAMERA, _SCREEN]
            if microphone is not None:
                flags.append(f"--use-file-for-fake-audio-capture={microphone}")
            opened.append(playwright.chromium.launch(executable_path=chromium, args=flags))
        yield opened
    finally:
        for browser in opened:
            browser.close()


def misheard(heard: list[str], speech: Speech) -> float:
    """The share of ``heard`` that ``speech`` does not have."""
    said = set(speech.said)
    return sum(word not in said for word in heard) / max(1, len(heard))
