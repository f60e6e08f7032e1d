"""``./run serve`` as an operator meets it: one line when it is ready, an orderly end, no tracebacks."""

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
def host(data: Path) -> None:
    with hosting_in(data) as hosting:
        hosting.accounts.add("Anne", PASSWORD)


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


def told(server: "subprocess.Popen[str]") -> str:
    """What it says from its address on, until it can be stopped."""
    assert server.stdout is not None
    lines = []
    for line in server.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    server.terminate()
    server.wait(20)
    return "".join(lines)


def test_without_hosts_it_says_how_to_make_one(server: "subprocess.Popen[str]") -> None:
    with server:
        assert "./run host add NOM" in told(server)


def test_with_a_host_it_does_not(host: None, server: "subprocess.Popen[str]") -> None:
    with server:
        assert "host add" not in told(server)


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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_in_order(server: "subprocess.Popen[str]", number: signal.Signals) -> None:
    with server:
        wait_for_address(server)
        server.send_signal(number)
        assert server.stderr is not None
        assert server.stderr.read() == ""
        assert server.wait(20) == 0


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
