"""One Chromium for the pages of hosts and records, and pages in it whose errors fail the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.chromium import BARE, BUSY_MS, NO_LOOKUPS, SANDBOX
from tests.fakes.hosts import PASSWORD

FLAGS = (SANDBOX, NO_LOOKUPS, BARE, "--autoplay-policy=no-user-gesture-required")
DESKTOP, PHONE = [{"width": w, "height": h} for w, h in ((1440, 900), (390, 844))]
NewPage = Callable[..., Page]


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
def new_page(browser: Browser) -> Iterator[NewPage]:
    """A page with cookies of its own; an error in its scripts or its policy fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def new_page(**context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(2 * BUSY_MS)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_ours(message.text) else None)
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert not errors, errors


def _is_ours(text: str) -> bool:
    return "Content Security" in text or "Error:" in text


def sign_in(page: Page, name: str = "Anne") -> None:
    page.get_by_label("Nom").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
