import json
from collections.abc import Callable
from pathlib import Path

import pytest

import gateway.main as cli

pytestmark = pytest.mark.integration


def test_both_ways_deliver_what_is_said(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    requires: Callable[[str, str], Path],
) -> None:
    requires("janus", "janus")
    monkeypatch.setattr("gateway.bench.tap._SETTLE_S", 2.0)
    assert cli.main(["bench", "tap", "--speakers", "2", "--seconds", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["speakers"] == 2
    nothing, listener, copy = found["ways"].values()
    assert nothing["delivered"] == 0
    for way in (listener, copy):
        assert 90 < way["delivered"] < 110
        assert way["us"] > 0
        assert way["janus"] > 0


def test_without_janus_the_package_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.bench.tap.find_janus", lambda: None)
    assert cli.main(["bench", "tap"]) == 1
    assert "apt install janus" in capsys.readouterr().err
