"""``./run serve`` as an operator meets it: one line when it is ready, an orderly end, no tracebacks."""

import itertools
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.access.store import FILE
from tests.fakes.host_browser import browser
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.meeting import Page

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def server(data: Path) -> "subprocess.Popen[str]":
    return serve()


def serve() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--port", "0", "--model", "base"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return next(m[0] for line in server.stdout if (m := re.search(r"http://127\.0\.0\.1:\d+/", line)))


@pytest.mark.parametrize(("hosts", "number"), [(False, signal.SIGINT), (True, signal.SIGTERM)])
def test_it_says_how_to_make_a_host_where_there_is_none_and_a_signal_stops_it_in_order(
    data: Path, hosts: bool, number: signal.Signals
) -> None:
    if hosts:
        with hosting_in(data) as hosting:
            hosting.accounts.add("Anne", PASSWORD)
    with serve() as server:
        wait_for_address(server)
        assert server.stdout is not None
        assert server.stderr is not None
        told = "".join(itertools.takewhile(lambda line: "Ctrl-C" not in line, server.stdout))
        assert ("./run host add NOM" in told, "host add" in told) == (not hosts, not hosts)
        server.send_signal(number)
        assert server.stderr.read() == ""
        assert server.wait(20) == 0


@pytest.mark.parametrize("broken", ["file", "damaged"])
def test_data_that_cannot_be_used_are_said_in_one_line(data: Path, broken: str) -> None:
    if broken == "file":
        (data / "in-the-way").write_text("")
        folder = data / "in-the-way"
    else:
        folder = data
        (folder / FILE).write_bytes(b"no database" * 1000)
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "serve", "--port", "0", "--data", str(folder)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Erreur : ")
    assert len(done.stderr.splitlines()) == 1


async def test_what_a_host_made_outlives_a_server_that_is_killed(
    data: Path, server: "subprocess.Popen[str]"
) -> None:
    with server:
        address = wait_for_address(server)
        add = [sys.executable, "-m", "gateway", "host", "add", "Anne"]
        subprocess.run(add, input=PASSWORD, text=True, check=True, capture_output=True)
        async with browser(address) as anne:
            assert (await anne.sign_in()).status_code == 303
            room = await anne.create("Conseil")
            passes = await anne.passes(room)
            cookies = dict(anne.client.cookies)
        server.kill()
    again = serve()
    with again:
        address = wait_for_address(again)
        async with browser(address) as anne:
            anne.client.cookies.update(cookies)
            assert "Conseil" in (await anne.client.get("/salles")).text
            assert await anne.host_pass(room)
        hello = {"token": passes["participant"]}
        async with Page(f"ws{address[4:]}live/{room}", "Bruno", hello) as bruno:
            assert bruno.welcome["you"]["name"] == "Bruno"
        again.terminate()


def test_a_port_in_use_is_said_in_one_line(server: "subprocess.Popen[str]") -> None:
    with server:
        assert server.stdout is not None
        address = next(m for line in server.stdout if (m := re.search(r":(\d+)/", line)))
        second = subprocess.run(
            [sys.executable, "-m", "gateway", "serve", "--port", address.group(1)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        server.terminate()
        assert second.returncode == 1
        assert "déjà pris" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        assert server.wait(20) == 0
