"""A browser for these tests, and pages of a server that keeps records."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.chromium import BARE, NO_LOOKUPS, SANDBOX
from tests.e2e.hosts.spaces.kept import DESKTOP, Kept, OpenPage, kept_in
from tests.fakes.hosts import PASSWORD

FLAGS = (SANDBOX, NO_LOOKUPS, BARE, "--autoplay-policy=no-user-gesture-required")


@pytest.fixture(scope="module")
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    path = requires("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with kept_in(tmp_path) as kept:
        yield kept


@pytest.fixture
def open_page(browser: Browser, kept: Kept) -> Iterator[OpenPage]:
    """A page, signed in unless ``name`` is None; an error in its scripts or its policy fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, name: str | None = "Anne", **context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(8000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security" in message.text else None,
        )
        page.goto(f"{kept.address}/{path}")
        if name is not None:
            page.get_by_label("Nom").fill(name)
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors
