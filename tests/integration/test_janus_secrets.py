"""What nobody may do with our Janus: come in without a token, or with another's, reach what is not for them."""

import json
import os
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import websockets
from websockets.asyncio.client import connect

from gateway.media.janus.handle import Handle
from gateway.media.janus.link import RefusedError
from gateway.media.janus.tokens import PLUGIN, Tokens
from tests.fakes.janus import alone, managing, running

pytestmark = pytest.mark.integration


@pytest.fixture
def program(requires: Callable[[str, str], Path]) -> Path:
    return requires("janus", "janus")


async def raw(address: str, **request: object) -> dict[str, object]:
    """One request by somebody who has no token, or one of their own."""
    async with connect(
        address, subprotocols=[websockets.Subprotocol("janus-protocol")], proxy=None
    ) as socket:
        await socket.send(json.dumps({"transaction": "t", **request}))
        answer: dict[str, object] = json.loads(await socket.recv())
        return answer


async def test_nobody_gets_in_without_a_valid_token(program: Path) -> None:
    async with alone(program) as (address, keys, _):
        stale = Tokens(keys.signing, clock=lambda: time.time() - 7200).for_requests()
        forged = Tokens("another secret", clock=time.time).for_requests()
        room = Tokens(keys.signing, clock=time.time).for_room("voixla-a")
        for token in (None, stale, forged, room, "nonsense"):
            answer = await raw(address, janus="create", **({"token": token} if token else {}))
            assert answer["janus"] == "error"
            assert answer["error"]["code"] == 403  # type: ignore[index]
        valid = Tokens(keys.signing, clock=time.time).for_requests()
        assert (await raw(address, janus="create", token=valid))["janus"] == "success"


async def test_the_files_are_gone_once_read_and_so_is_what_a_killed_gateway_left(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, starting, other = (tmp_path / name for name in ("voixla-janus-a", "voixla-janus-b", "else"))
    for folder in (left, starting, other):
        folder.mkdir()
        (folder / "janus.jcfg").touch()
    for folder in (left, other):
        os.utime(folder, (time.time() - 3600,) * 2)
    async with alone(program):
        assert sorted(tmp_path.iterdir()) == [other, starting]


async def test_a_room_cannot_be_entered_with_another_rooms_token(program: Path) -> None:
    async with alone(program) as (address, keys, tasks), managing(address, keys, tasks) as manager:
        for room in ("voixla-a", "voixla-b"):
            secret = keys.of_room(room)
            await manager.manager.ask(
                {
                    "request": "create",
                    "room": room,
                    "secret": secret,
                    "signed_tokens": True,
                    "admin_key": keys.admin,
                }
            )
        handle = await Handle.attach(manager.link, lambda message: None)
        join = {"request": "join", "ptype": "publisher", "room": "voixla-a", "id": "x"}
        stale = Tokens(keys.signing, clock=lambda: time.time() - 7200)
        for token in (
            manager.tokens.for_room("voixla-b"),
            stale.for_room("voixla-a"),
            manager.tokens.for_requests(),
            "",
        ):
            with pytest.raises(RefusedError) as caught:
                await handle.ask({**join, "token": token})
            assert caught.value.reason == 433
        await handle.ask({**join, "token": manager.tokens.for_room("voixla-a")})


async def test_rooms_and_copies_need_the_admin_key_and_the_rooms_secret(program: Path) -> None:
    async with alone(program) as (address, keys, tasks), managing(address, keys, tasks) as manager:
        ask = manager.manager.ask
        for wrong in ({}, {"admin_key": "wrong"}):
            with pytest.raises(RefusedError):
                await ask({"request": "create", "room": "voixla-a", **wrong})
        await ask({"request": "create", "room": "voixla-a", "secret": "s" * 20, "admin_key": keys.admin})
        forward = {
            "request": "rtp_forward",
            "room": "voixla-a",
            "publisher_id": "x",
            "host": "127.0.0.1",
            "streams": [{"mid": "0", "port": 9}],
        }
        for wrong in ({}, {"secret": "s" * 20}, {"admin_key": keys.admin, "secret": "wrong"}):
            with pytest.raises(RefusedError) as caught:
                await ask({**forward, **wrong})
            assert caught.value.reason in (429, 433)


async def test_only_media_ports_are_open_to_others(program: Path) -> None:
    async with running(program) as janus:
        listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        inodes = {os.readlink(f) for f in Path(f"/proc/{janus.pid}/fd").iterdir() if f.exists()}
        ours = [row[1] for row in listening if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
        assert len(ours) == 1
        assert ours[0].startswith("0100007F:"), "on loopback only"
        for admin in (7088, 7889, 7188):
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", admin)) != 0


async def test_the_plugin_that_is_not_used_cannot_be_reached(program: Path) -> None:
    async with alone(program) as (address, keys, tasks), managing(address, keys, tasks) as manager:
        for plugin in ("janus.plugin.echotest", "janus.plugin.recordplay"):
            with pytest.raises(RefusedError):
                await manager.link.ask({"janus": "attach", "plugin": plugin})
        assert await manager.link.ask({"janus": "attach", "plugin": PLUGIN})
