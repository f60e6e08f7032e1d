"""Rules that hold for every test: nothing is left running, nothing leaves the machine, nothing is skipped in CI."""

import asyncio
import errno
import os
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from captions.archive.sql.archive import SqlArchive
from gateway.access.hosting import Hosting
from tests.fakes.archives import KINDS, archive_at
from tests.fakes.hosts import PASSWORD, Clock, hosting_in
from tests.fakes.postgres import Cluster, cluster

CI = os.environ.get("CI") == "true"
LEAK_GRACE_S = 2.0
"""How long a cancelled task or a told thread may take to end after its test."""

# Time-outs of examples say more about a busy machine than about the code.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if CI else "local")


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fails the test that leaves a non-daemon thread behind: such a thread keeps a server from ending."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(LEAK_GRACE_S)
    alive = sorted(thread.name for thread in left if thread.is_alive())
    assert not alive, f"threads left running: {alive}"


@pytest.fixture
async def _no_leaked_tasks(no_leaked_threads: None) -> AsyncIterator[None]:
    yield
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        await asyncio.wait(left, timeout=LEAK_GRACE_S)
    names = sorted(f"{task.get_name()}: {task.get_coro()!r}" for task in left if not task.done())
    assert not names, f"tasks left running: {names}"


@pytest.fixture(autouse=True)
def no_leaked_tasks(request: pytest.FixtureRequest, no_leaked_threads: None) -> None:
    """Fails the asynchronous test that leaves a task behind in its loop."""
    function = getattr(request, "function", None)
    if asyncio.iscoroutinefunction(function):
        request.getfixturevalue("_no_leaked_tasks")


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only loopback is reachable, except for tests marked ``integration`` or ``e2e``; trying fails the test."""
    if any(request.node.get_closest_marker(name) for name in ("integration", "e2e")):
        yield
        return
    tried: list[str] = []

    def guarded(real: Callable[..., Any], host_of: Callable[..., str]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            host = host_of(*args)
            if not _is_local(host):
                tried.append(host)
                raise OSError(errno.ENETUNREACH, "the network is cut in this test")
            return real(*args, **options)

        return call

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), _host_of_call))
    monkeypatch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, _host_of_lookup))
    yield
    assert not tried, f"a test without the mark integration or e2e reached for {tried}"


def _host_of_call(sock: socket.socket, *args: Any) -> str:
    return str(args[-1][0]) if sock.family in (socket.AF_INET, socket.AF_INET6) else "localhost"


def _host_of_lookup(host: str | bytes | None, *_: Any) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)


def _is_local(host: str) -> bool:
    return host in ("localhost", "::1", "0.0.0.0", "::", "None", "") or host.startswith("127.")


@pytest.fixture(scope="session")
def requires() -> Callable[[str, str], Path]:
    """``requires("chromium", "chromium")``: the path of a program, or a skip that names its Debian package."""

    def find(program: str, package: str) -> Path:
        path = shutil.which(program)
        if path is None:
            pytest.skip(f"{program} is missing; on Debian or Ubuntu: sudo apt install {package}")
        return Path(path)

    return find


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One server for all tests, which take a database of their own each."""
    with cluster() as started:
        yield started


@pytest.fixture(params=KINDS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlArchive]:
    """Empty; the test runs once on each kind of database."""
    address = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else None
    with archive_at(tmp_path / "archive", address) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """Of ``hosting``."""
    return Clock()


@pytest.fixture
def hosting(tmp_path: Path, clock: Clock) -> Iterator[Hosting]:
    """Where Anne is a host."""
    with hosting_in(tmp_path, clock) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
        yield hosting


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, and in CI nothing may be: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[misc]
    _fail_if_skipped(report)
    return report  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report: pytest.CollectReport = yield  # type: ignore[misc]
    _fail_if_skipped(report)
    return report  # type: ignore[return-value]
