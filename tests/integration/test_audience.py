"""Who listens to a meeting without a page, with real connections and no meeting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiortc import RTCPeerConnection

from captions.errors import VoixlaError
from gateway.media.audience import Audience
from gateway.media.embedded.vendor import (
    add_opus,
    allow_loopback,
    close_connection,
    new_connection,
    take_description,
)
from gateway.tasks import Tasks
from tests.fakes.meeting import until

pytestmark = pytest.mark.integration


@asynccontextmanager
async def audience(limit: int = 12) -> AsyncIterator[Audience]:
    allow_loopback()
    async with asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        made = Audience(tasks=tasks, limit=limit)
        try:
            yield made
        finally:
            await made.close()
            await tasks.finish(2.0)


@asynccontextmanager
async def device() -> AsyncIterator[RTCPeerConnection]:
    pc = new_connection()
    add_opus(pc)
    await pc.setLocalDescription()
    try:
        yield pc
    finally:
        await close_connection(pc)


async def test_nothing_is_left_of_who_is_shown_out_while_the_handshake_ends() -> None:
    async with audience() as listeners, device() as pc:
        key, answer = await listeners.join(pc.localDescription.sdp)
        await take_description(pc, "answer", answer)
        # At the device's end the handshake is over before it is at ours.
        while pc.connectionState != "connected":
            await asyncio.sleep(0)
        assert await listeners.leave(key)
        await until(lambda: pc.connectionState == "closed", "the device has been told")


async def test_it_is_told_once_that_somebody_has_gone() -> None:
    gone: list[str] = []
    async with audience() as listeners:
        async with device() as pc:
            _, answer = await listeners.join(pc.localDescription.sdp, lambda: gone.append("hung up"))
            await take_description(pc, "answer", answer)
            await until(lambda: pc.connectionState == "connected", "it is up")
        await until(lambda: gone == ["hung up"], "it has hung up")
        async with device() as pc:
            key, _ = await listeners.join(pc.localDescription.sdp, lambda: gone.append("shown out"))
            listeners.dismiss(key)
            listeners.dismiss(key)
            assert not await listeners.leave(key)
        assert gone == ["hung up", "shown out"]
        assert len(listeners) == 0


async def test_there_are_so_many_places_and_no_more() -> None:
    async with audience(limit=1) as listeners, device() as first, device() as second:
        key, _ = await listeners.join(first.localDescription.sdp)
        with pytest.raises(VoixlaError) as caught:
            await listeners.join(second.localDescription.sdp)
        assert caught.value.code == "room.listeners_full"
        await listeners.leave(key)
        await listeners.join(second.localDescription.sdp)


async def test_what_is_no_offer_takes_no_place() -> None:
    async with audience(limit=1) as listeners, device() as pc:
        for nonsense in ("", "v=0", pc.localDescription.sdp.replace("a=recvonly", "a=sendonly")):
            with pytest.raises(VoixlaError):
                await listeners.join(nonsense)
        assert len(listeners) == 0
        await listeners.join(pc.localDescription.sdp)


async def test_nobody_joins_what_is_over() -> None:
    async with audience() as listeners, device() as pc:
        await listeners.close()
        with pytest.raises(VoixlaError) as caught:
            await listeners.join(pc.localDescription.sdp)
        assert caught.value.code == "room.closed"
