"""A real Chromium looking at the page bench. The real server has its own end-to-end tests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.chromium import BARE, BUSY_MS, NO_LOOKUPS, SANDBOX
from tests.e2e.page.bench import PageBench
from tests.e2e.page.script import Script

OpenPage = Callable[..., Page]

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

FLAGS = (
    SANDBOX,
    NO_LOOKUPS,
    BARE,
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    # Not for longer: its event loop forbids those of asynchronous tests, of which there is none here.
    path = requires("chromium", "chromium")
    expect.set_options(timeout=BUSY_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def bench() -> Iterator[PageBench]:
    bench = PageBench()
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def script(bench: PageBench) -> Script:
    return Script(bench)


@pytest.fixture
def open_page(browser: Browser, bench: PageBench) -> Iterator[OpenPage]:
    """``open_page(path, init=…, **context)``: a page of the bench; an error in its scripts fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str = "/room/essai", init: str = "", **context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(2 * BUSY_MS)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_ours(message.text) else None)
        if init:
            page.add_init_script(init)
        page.goto(bench.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def _is_ours(text: str) -> bool:
    """Violations of the page's own policies; a refused connection is the network's doing."""
    return "Content Security Policy" in text or "TrustedHTML" in text or "Uncaught" in text


@pytest.fixture
def reader(open_page: OpenPage) -> Page:
    """Somebody who reads, and is welcomed."""
    page = open_page("/room/essai?role=reader")
    page.locator("#chip[data-status=live]").wait_for()
    return page


@pytest.fixture
def alone(open_page: OpenPage) -> Page:
    """The page that only reads, words at once."""
    page = open_page("/read/conseil", reduced_motion="reduce")
    page.locator("#chip[data-status=live]").wait_for()
    return page
