"""A server with an archive, a space of Anne's with a record, and what tests do with its pages again and again."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from captions.archive.ports import SYSTEM
from captions.archive.records import Member, Moment, RecordId, Space, SpaceId, SpaceRole, SpaceType
from captions.archive.spaces import DAY_MS
from captions.archive.sql.archive import unix_ms
from gateway.archive.keeping import Keeping
from tests.e2e.flaws import overflows, violations
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import new_record
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.kept_tone import keep_tone
from tests.fakes.threaded import in_a_thread

TEXTS = ("le quorum est atteint", "le marché public de la voirie", "les élus demandent le report")
MANY = 450
SPACE = "Conseil de la voirie"
OpenPage = Callable[..., Page]


class Kept:
    """A server, its archive, and a space of Anne's with a record."""

    def __init__(
        self, address: str, keeping: Keeping, space: SpaceId, record: RecordId, clock: UnixClock
    ) -> None:
        self.address = address
        self.keeping = keeping
        self.space = space
        self.record = record
        self.clock = clock


@contextmanager
def kept_in(folder: Path) -> Iterator[Kept]:
    # The page reckons with the clock of the browser.
    clock = UnixClock(unix_ms())
    with hosting_in(folder) as hosting, keeping_in(folder, clock) as keeping:
        anne = hosting.accounts.add("Anne", PASSWORD)
        paul = hosting.accounts.add("Paul", PASSWORD)
        hosting.accounts.add("Zoé Archiviste", PASSWORD)
        started = Moment(clock.now - DAY_MS)
        space = SpaceId("voirie")
        keeping.archive.found(Space(id=space, name=SPACE, type=SpaceType.PROJECT, created=started))
        for host, role in ((anne, SpaceRole.OWNER), (paul, SpaceRole.READER)):
            keeping.archive.put_member(Member(space=space, account=host.id, role=role, since=started))
        record = new_record(keeping.archive, space, *TEXTS, title="Séance du 12 mars", started=started)
        keeping.archive.describe(record, audio=True)
        keeping.archive.close(record, Moment(started + 40_000))
        keep_tone(keeping.folder_of(record), started, 20)

        @asynccontextmanager
        async def serve() -> AsyncIterator[str]:
            async with archive_server(hosting, keeping) as server:
                yield server.address

        with in_a_thread(serve) as address:
            yield Kept(address, keeping, space, record, clock)


def add_many(kept: Kept) -> None:
    """As many spaces as a departmental council has, of all types; Anne runs some and reads the others."""
    archive, types = kept.keeping.archive, list(SpaceType)
    anne = archive.members(kept.space, SYSTEM)[0].account
    for number in range(MANY - 1):
        space = SpaceId(f"many-{number}")
        name = f"{'Éducation' if number % 9 == 0 else 'Service'} {number}"
        closed = Moment(kept.clock.now) if number % 50 == 49 else None
        archive.found(
            Space(id=space, name=name, type=types[number % 4], created=Moment(kept.clock.now), closed=closed)
        )
        role = SpaceRole.OWNER if number % 10 == 0 else SpaceRole.READER
        archive.put_member(Member(space=space, account=anne, role=role, since=Moment(kept.clock.now)))


def invite(page: Page, name: str = "Ville voisine") -> str:
    """The link, made in the page of the space."""
    page.locator("#invited summary").click()
    page.get_by_label("Pour qui").fill(name)
    page.get_by_label("Nombre de jours (1 à 90)").fill("5")
    page.get_by_role("button", name="Créer le lien").click()
    field = page.get_by_label("Lien d’invitation")
    expect(field).to_be_visible()
    return field.input_value()


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot(full_page=True))


def wrong(page: Page) -> list[str]:
    return violations(page) + overflows(page)
