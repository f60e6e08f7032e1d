"""A record on a real server, and the page of it in a real Chromium."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.archive.records import Moment, RecordId, SpaceId, SpaceRole
from captions.archive.sql.archive import SqlArchive
from gateway.archive.keeping import Keeping
from tests.e2e.hosts.conftest import NewPage, sign_in
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import STARTED, new_record
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in, space_of
from tests.fakes.kept_tone import keep_tone
from tests.fakes.threaded import in_a_thread

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
def open_replay(new_page: NewPage, kept: Kept) -> OpenReplay:
    """The page of the record, once its text is there. ``clock``: the test can make its time pass."""

    def open_replay(name: str = "Anne", lines: int = len(TEXTS), clock: bool = False, **context: Any) -> Page:
        page = new_page(**context)
        if clock:
            page.clock.install()
        page.goto(f"{kept.address}/comptes-rendus/{kept.record}")
        sign_in(page, name)
        expect(page.locator(".replay-line")).to_have_count(lines)
        page.locator("#loading").wait_for(state="hidden")
        return page

    return open_replay


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot())
