"""``./run demo --record`` with nothing replaced but the length of its meeting: the page of its record in Chromium."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from captions.ids import Milliseconds
from gateway.demo.meeting import Meeting, load_meeting
from gateway.demo.show import show_record
from gateway.settings import Settings
from tests.e2e.chromium import BARE, SANDBOX
from tests.e2e.flaws import overflows, violations
from tests.fakes.served import wait_until
from tests.fakes.threaded import in_a_thread
from tests.integration.test_record_on_disk import files_in, holding

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

FLAGS = (SANDBOX, BARE, "--autoplay-policy=no-user-gesture-required")
DESKTOP, PHONE = [{"width": w, "height": h} for w, h in ((1440, 900), (390, 844))]
_LENGTH = Milliseconds(9_000)
_WAY_IN = re.compile(r"http://\S+/demonstration/\S+")


@dataclass
class Shown:
    """What the demonstration said and opened; ``failed`` when it is over before its time."""

    said: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    failed: str = ""

    def ways_in(self) -> list[str]:
        return [found[0] for text in self.said if (found := _WAY_IN.search(text))]

    def until(self, condition: Callable[[], bool], what: str) -> None:
        wait_until(lambda: bool(self.failed) or condition(), what, 120)
        assert not self.failed


def short_meeting() -> Meeting:
    meeting = load_meeting()
    said = tuple(
        replace(part, text=" ".join(word.text for word in words), words=words)
        for part in meeting.utterances
        if (words := tuple(word for word in part.words if word.end_ms <= _LENGTH))
    )
    return replace(meeting, duration_ms=_LENGTH, utterances=said)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    @asynccontextmanager
    async def play() -> AsyncIterator[Shown]:
        shown, stop = Shown(), asyncio.Event()
        settings = Settings(port=0, model="base", media="embedded", access="hosts", data=tmp_path / "data")
        task = asyncio.create_task(
            show_record(
                settings,
                short_meeting(),
                say=shown.said.append,
                look=shown.opened.append,
                stopping=lambda: stop,
            )
        )
        task.add_done_callback(lambda done: setattr(shown, "failed", repr(done)))
        yield shown
        stop.set()
        await task

    with in_a_thread(play) as shown:
        yield shown


@pytest.fixture
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    path = requires("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def somebody(browser: Browser, errors: list[str]) -> BrowserContext:
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    return context


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot())


def test_the_record_of_the_demonstration(shown: Shown, browser: Browser, tmp_path: Path) -> None:
    errors: list[str] = []
    shown.until(lambda: len(shown.opened) == 1, "the meeting is played")
    context = somebody(browser, errors)
    page = context.new_page()
    page.goto(shown.ways_in()[0])
    expect(page.get_by_role("heading", name="Conseil municipal de Clairval")).to_be_visible()
    assert "/comptes-rendus/" in page.url, "while the meeting goes on"
    shown.until(lambda: len(shown.opened) == 2, "the meeting was played")
    assert shown.opened[1] not in shown.said[-1], "one link to be opened, another to be read"
    page.goto(shown.opened[1])
    expect(page.locator(".replay-line").first).to_contain_text("Bonsoir")
    _a_link_signs_one_browser_in(shown, browser, errors)
    _found_by_keyboard(page)
    _heard_by_keyboard(page)
    _looks_right(page)
    shown.until(lambda: "Il contient" in shown.said[-1], "the record was measured")
    words, seconds = map(int, re.findall(r"(\d+) (?:mots|s de son)", shown.said[-1]))
    assert 15 <= words <= 26, "23 are said, some of them written as figures"
    assert 9 <= seconds <= 20, "the meeting, and until its captions were there"
    assert "Cherchez-y « ouvrir » : « j'ouvre" in shown.said[-1]
    assert not errors
    # As ``test_demo_command`` looks for what is not kept.
    assert holding(files_in(tmp_path / "data"), {"séance"})


def _a_link_signs_one_browser_in(shown: Shown, browser: Browser, errors: list[str]) -> None:
    stranger = somebody(browser, errors)
    page = stranger.new_page()
    for used in (shown.ways_in()[0], shown.opened[1]):
        answer = page.goto(used)
        assert answer is not None
        assert answer.status == 403
        expect(page.get_by_role("heading")).to_contain_text("déjà servi")
    assert violations(page) == []
    page.goto(shown.ways_in()[0].rpartition("/demonstration/")[0] + "/comptes-rendus")
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    page.goto(shown.ways_in()[1])
    expect(page.locator(".replay-line").first).to_be_visible()
    stranger.close()


def _found_by_keyboard(page: Page) -> None:
    page.goto(page.url.rpartition("/")[0])
    page.get_by_label("Mots à chercher").focus()
    page.keyboard.type("ouvrir")
    page.keyboard.press("Enter")
    mark = page.locator(".snippet mark").first
    expect(mark).to_contain_text("ouvre")
    photograph(page, "found-1440")
    page.get_by_role("link", name="Conseil municipal de Clairval").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".replay-line").first).to_be_visible()
    # Said 6.7 s into the meeting, which begins half a second after the record; the replay begins 1.5 s before.
    expect(page.locator("#clock")).to_have_text(re.compile("^0:0[5-7] "))


def _heard_by_keyboard(page: Page) -> None:
    page.locator(".replay-line").first.get_by_role("button", name="Écouter à partir de").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    word = page.locator(".word:focus")
    expect(word).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".word.heard")).to_be_visible()
    page.wait_for_function("!document.getElementById('audio').paused")
    page.wait_for_function(_LOUD)
    page.keyboard.press("k")
    page.wait_for_function("document.getElementById('audio').paused")
    word = page.locator(".word", has_text="séance").first
    word.click()
    expect(word).to_have_class(re.compile("heard"))


_LOUD = """async () => {
  const audio = document.getElementById("audio");
  window.heard ??= (() => {
    const context = new AudioContext(), analyser = context.createAnalyser();
    context.createMediaElementSource(audio).connect(analyser).connect(context.destination);
    return analyser;
  })();
  const samples = new Float32Array(heard.fftSize);
  heard.getFloatTimeDomainData(samples);
  return Math.max(...samples.map(Math.abs)) > 0.02;
}"""


def _looks_right(page: Page) -> None:
    page.keyboard.press("k")
    found = {}
    for viewport in (DESKTOP, PHONE):
        # The player stays at the bottom, and what it half covers axe takes for too small: so first all in one window.
        page.set_viewport_size({**viewport, "height": 3000})  # type: ignore[typeddict-item]
        found[viewport["width"]] = violations(page) + overflows(page)
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        photograph(page, f"record-{viewport['width']}")
    assert not any(found.values()), found
