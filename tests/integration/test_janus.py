"""Janus when things go wrong: it dies, it hangs, we die."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.media.janus.config import JanusOptions, new_keys
from gateway.media.janus.process import JanusProcess
from gateway.media.janus.room import JanusRoom
from gateway.media.janus.server import JanusServer, SomewhereElse
from tests.fakes.janus import INSTANCE, alone, managing, running
from tests.fakes.media_people import Hearer, Scene, Sender, clock, loss_of, scene
from tests.fakes.meeting import until

pytestmark = pytest.mark.integration

TOLD_SECONDS, BACK_SECONDS = 3.0, 15.0


@pytest.fixture
def program(requires: Callable[[str, str], Path]) -> Path:
    return requires("janus", "janus")


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def talking(place: Scene) -> tuple[Sender, Hearer]:
    """Anne is heard by Bruno and by the tap."""
    anne, ears = place.sender("anne"), place.hearer("bruno")
    ears.listen()
    await anne.publish()
    await until(lambda: anne.heard.loud() > 25 and ears.count("anne") > 25, "Anne is heard")
    return anne, ears


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_janus_that_dies_or_hangs_is_told_of_and_replaced(program: Path, how: signal.Signals) -> None:
    async with running(program) as janus, scene(janus.server) as place:
        anne, ears = await talking(place)
        former, began, said = janus.pid, time.monotonic(), clock()
        os.kill(former, how)
        await until(lambda: not place.room.up, "it is noticed", seconds=TOLD_SECONDS)
        assert anne.ends == [True]
        assert place.changes == [False]
        assert place.room.publishing == frozenset()
        ((start, end, _),) = anne.heard.gaps
        assert said - 16_000 < start < said + 8_000
        assert end > start
        with pytest.raises(VoixlaError) as caught:
            await place.room.publish(anne.id, "v=0", anne.heard, muted=False, ended=anne.ends.append)
        assert caught.value.code == "media.down"
        assert caught.value.retryable
        await until(lambda: place.room.up, "another one is there", seconds=BACK_SECONDS)
        assert place.changes == [False, True]
        heard, offers = ears.count("anne"), len(ears.offers)
        await anne.publish()
        await until(lambda: ears.count("anne") > heard + 10, "Anne is heard again", seconds=BACK_SECONDS)
        assert time.monotonic() - began < BACK_SECONDS
        assert len(ears.offers) > offers
        assert janus.pid != former
        assert len(list(loss_of(anne.heard))) == 1
        tapped = anne.heard.loud()
        await until(lambda: anne.heard.loud() > tapped + 10, "and tapped again")


async def test_it_is_replaced_more_than_once(program: Path) -> None:
    async with running(program) as janus, scene(janus.server) as place:
        for round_ in (1, 2):
            os.kill(janus.pid, signal.SIGKILL)
            await until(lambda: not place.room.up, "it is noticed", seconds=TOLD_SECONDS)
            await until(lambda: place.room.up, "another one is there", seconds=BACK_SECONDS)
            assert len(place.changes) == 2 * round_
        anne = place.sender("anne")
        await anne.publish()
        await until(lambda: anne.heard.loud() > 10, "Anne is heard")


async def test_no_janus_is_left_behind(program: Path) -> None:
    async with running(program) as janus:
        pid = janus.pid
        assert janus.source._folder is not None
        assert not Path(janus.source._folder.name).exists(), "the secrets are in memory only"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_janus_ends_when_the_gateway_is_killed(program: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from gateway.media.janus.config import JanusOptions, new_keys\n"
        "from gateway.media.janus.process import JanusProcess\n"
        "from gateway.media.janus.server import JanusServer\n"
        "from pathlib import Path\n"
        "async def main():\n"
        "    keys = new_keys()\n"
        "    source = JanusProcess(Path(sys.argv[1]), keys=keys, options=JanusOptions())\n"
        "    async with JanusServer(source, keys=keys, instance='x'):\n"
        "        print(source.pid, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )

    gateway = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(program), stdout=asyncio.subprocess.PIPE
    )
    assert gateway.stdout is not None
    pid = int(await gateway.stdout.readline())
    gateway.kill()
    await gateway.wait()
    await until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not cmdline(pid), "Janus has ended")


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


async def test_what_a_crashed_gateway_left_is_cleared_and_nobody_is_copied_twice(program: Path) -> None:
    async with alone(program) as (address, keys, tasks):
        source = SomewhereElse(address, tap_host="127.0.0.1")
        async with managing(address, keys, tasks) as manager:
            async with JanusServer(source, keys=keys, instance=INSTANCE) as crashing:
                room = await crashing.open("conseil", tasks=tasks, now=clock, changed=lambda: None)
                await crashing.open("autre", tasks=tasks, now=clock, changed=lambda: None)
                ghost = Sender(room, "anne")
                await ghost.publish()
                assert len(await manager.rooms("voixla-")) == 2
            # Left without a word to Janus about its rooms, as by kill -9.
            assert len(await manager.rooms("voixla-")) == 2
            await ghost.close()
            async with JanusServer(source, keys=keys, instance=INSTANCE) as server:
                assert await manager.rooms("voixla-") == []
                async with scene(server) as place:
                    await talking(place)
                    assert isinstance(place.room, JanusRoom)
                    assert place.room._venue is not None
                    copies = await place.room._venue.forwarders()
                    assert [len(sources) for sources in copies.values()] == [1]
                assert await manager.rooms("voixla-") == []


async def test_rooms_of_other_gateways_are_left_alone(program: Path) -> None:
    async with alone(program) as (address, keys, tasks):
        source = SomewhereElse(address, tap_host="127.0.0.1")
        async with JanusServer(source, keys=keys, instance="one") as one, scene(one) as place:
            anne, _ = await talking(place)
            async with JanusServer(source, keys=keys, instance="two"):
                heard = anne.heard.loud()
                await until(lambda: anne.heard.loud() > heard + 10, "Anne is still heard")


async def test_a_janus_elsewhere_that_is_cut_off_is_taken_up_again(program: Path) -> None:
    async with alone(program) as (address, keys, _):
        source = SomewhereElse(address, tap_host="127.0.0.1")
        async with JanusServer(source, keys=keys, instance=INSTANCE) as server, scene(server) as place:
            anne, ears = await talking(place)
            assert server._server is not None
            server._server.link._socket.transport.abort()
            await until(lambda: not place.room.up, "it is noticed", seconds=TOLD_SECONDS)
            await until(lambda: place.room.up, "it is back", seconds=BACK_SECONDS)
            heard = ears.count("anne")
            await anne.publish()
            await until(lambda: ears.count("anne") > heard + 10, "Anne is heard again")


async def test_a_janus_that_cannot_be_reached_is_told(unused_port: int) -> None:
    source = SomewhereElse(f"ws://127.0.0.1:{unused_port}/", tap_host="127.0.0.1")
    with pytest.raises(VoixlaError) as caught:
        async with JanusServer(source, keys=new_keys(), instance=INSTANCE):
            pass
    assert caught.value.code == "media.janus_unreachable"


async def test_a_janus_that_does_not_start_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "janus"
    broken.write_text("#!/bin/sh\necho '[FATAL] no'\nexit 3\n")
    broken.chmod(0o755)
    keys = new_keys()
    source = JanusProcess(broken, keys=keys, options=JanusOptions())
    with pytest.raises(VoixlaError) as caught:
        async with JanusServer(source, keys=keys, instance=INSTANCE):
            pass
    assert caught.value.code == "media.janus_start"
    assert "[FATAL] no" in caught.value.message
