"""WebVTT in the reader that most people have: Chromium shows every cue as it was written, and runs nothing of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from captions.cues import Cue
from captions.formats import webvtt
from captions.formats.export import standing_cues
from captions.layout import plain
from tests.unit.captions.formats.samples import SAMPLES, many

pytestmark = pytest.mark.integration
REPLACED = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
READ = """
async (text) => {
  const track = document.createElement('track');
  const video = document.createElement('video');
  track.src = URL.createObjectURL(new Blob([text], {type: 'text/vtt'}));
  track.kind = 'captions';
  video.append(track);
  document.body.append(video);
  track.track.mode = 'hidden';
  await new Promise((done, failed) => { track.onload = done; track.onerror = failed; });
  const shown = [...track.track.cues].map((cue) => {
    const nodes = cue.getCueAsHTML();
    const voice = nodes.querySelector('[title]');
    const scripts = nodes.querySelectorAll('script').length;
    const text = nodes.textContent;
    document.body.append(nodes);
    return {start: Math.round(cue.startTime * 1000), end: Math.round(cue.endTime * 1000), text,
            voice: voice === null ? '' : voice.title, scripts};
  });
  return shown;
}
"""


async def test_chromium_reads_every_cue(requires: Callable[[str, str], Path]) -> None:
    given = {name: list(standing_cues(events)) for name, events in SAMPLES.items()}
    given["many"] = many(2000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=requires("chromium", "chromium"))
        try:
            page = await browser.new_page()
            alerts: list[Any] = []
            page.on("dialog", lambda dialog: alerts.append(dialog))
            for cues in given.values():
                read = await page.evaluate(READ, "".join(webvtt.write(cues, language="fr")))
                assert [_as_read(cue) for cue in read] == [_as_written(cue) for cue in cues]
                assert not any(cue["scripts"] for cue in read)
            assert not alerts
        finally:
            await browser.close()


def _as_written(cue: Cue) -> tuple[int, int, str, str]:
    voice = plain(cue.speaker).translate(str.maketrans("<>", "‹›"))
    return cue.start_ms, cue.end_ms, voice, "\n".join(cue.lines).translate(REPLACED)


def _as_read(cue: dict[str, Any]) -> tuple[int, int, str, str]:
    return cue["start"], cue["end"], cue["voice"].rstrip(" "), cue["text"]
