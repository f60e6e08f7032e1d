"""A record on a real server, and the page of it in a real Chromium."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from captions.archive.records import Moment, RecordId, SpaceId, SpaceRole
from captions.archive.sql.archive import SqlArchive
from gateway.archive.keeping import Keeping
from tests.e2e.chromium import BARE, NO_LOOKUPS, SANDBOX
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import STARTED, new_record
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in, space_of
from tests.fakes.kept_tone import keep_tone
from tests.fakes.threaded import in_a_thread

FLAGS = (SANDBOX, NO_LOOKUPS, BARE, "--autoplay-policy=no-user-gesture-required")
DESKTOP = {"width": 1440, "height": 900}
TEXTS = (
    "le quorum est atteint nous pouvons commencer la séance de ce soir",
    "le marché public de la voirie a été attribué en juin dernier",
    "les élus demandent le report de la délibération sur les écoles",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record of Anne's that runs, without sound; Paul may read it."""

    address: str
    record: RecordId
    space: SpaceId
    keeping: Keeping

    @property
    def archive(self) -> SqlArchive:
        return self.keeping.archive

    def end(self) -> None:
        self.archive.close(self.record, Moment(STARTED + 40_000))

    def keep_sound(self) -> None:
        """40 s, in two files."""
        self.archive.describe(self.record, audio=True)
        for start in (0, 20):
            keep_tone(self.keeping.folder_of(self.record), STARTED + start * 1000, 20)


@pytest.fixture(scope="package")
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    path = requires("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with hosting_in(tmp_path) as hosting, keeping_in(tmp_path, UnixClock(STARTED + 60_000)) as keeping:
        anne, paul = (hosting.accounts.add(name, PASSWORD) for name in ("Anne", "Paul"))
        roles = {anne.id: SpaceRole.OWNER, paul.id: SpaceRole.READER}
        space = space_of(keeping.archive, "Conseil municipal", roles)
        record = new_record(keeping.archive, space, *TEXTS, title="Séance du 12 mars")

        @asynccontextmanager
        async def serve() -> AsyncIterator[str]:
            async with archive_server(hosting, keeping) as server:
                yield server.address

        with in_a_thread(serve) as address:
            yield Kept(address=address, record=record, space=space, keeping=keeping)


OpenReplay = Callable[..., Page]


@pytest.fixture
def open_replay(browser: Browser, kept: Kept) -> Iterator[OpenReplay]:
    """The page of the record, once its text is there; an error in its scripts or its policy fails the test.

    ``clock``: the test can make its time pass.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_replay(name: str = "Anne", lines: int = len(TEXTS), clock: bool = False, **context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(8000)
        page = contexts[-1].new_page()
        if clock:
            page.clock.install()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if "Content Security" in message.text or "Error:" in message.text
                else None
            ),
        )
        page.goto(f"{kept.address}/comptes-rendus/{kept.record}")
        page.get_by_label("Nom").fill(name)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        expect(page.locator(".replay-line")).to_have_count(lines)
        page.locator("#loading").wait_for(state="hidden")
        return page

    yield open_replay
    for context in contexts:
        context.close()
    assert not errors, errors


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot())
