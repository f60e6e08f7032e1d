"""``./run serve`` as an operator meets it: one line when it is ready, an orderly end, no tracebacks."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOIXLA_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def server(data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--port", "0", "--model", "base"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_address(server: "subprocess.Popen[str]") -> None:
    assert server.stdout is not None
    assert any(re.search(r"http://127\.0\.0\.1:\d+/", line) for line in server.stdout)


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
