"""A served archive with accounts and a clock that tests move."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from gateway.access.hosting import Hosting
from gateway.archive.keeping import Keeping
from tests.fakes.archive_server import ArchiveServer, archive_server
from tests.fakes.hosts import hosting_in
from tests.fakes.keepings import UnixClock, keeping_in


@pytest.fixture
def unix() -> UnixClock:
    """The clock of ``keeping``."""
    return UnixClock()


@pytest.fixture
def keeping(tmp_path: Path, unix: UnixClock) -> Iterator[Keeping]:
    with keeping_in(tmp_path, unix) as keeping:
        yield keeping


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Hosting]:
    """Without anybody yet."""
    with hosting_in(tmp_path) as hosting:
        yield hosting


@pytest.fixture
async def server(accounts: Hosting, keeping: Keeping) -> AsyncIterator[ArchiveServer]:
    async with archive_server(accounts, keeping) as server:
        yield server
