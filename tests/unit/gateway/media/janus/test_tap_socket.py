import asyncio
import socket
import struct
from collections.abc import AsyncIterator

import pytest

from captions.errors import VoixlaError
from gateway.media.janus.rtp import Received
from gateway.media.janus.tap_socket import PAYLOAD_TYPE, TapSocket
from tests.fakes.meeting import until


@pytest.fixture
async def tap() -> AsyncIterator[TapSocket]:
    tap = TapSocket("127.0.0.1", sender="127.0.0.1")
    tap.open()
    yield tap
    tap.close()


def send(tap: TapSocket, source: int, *, number: int = 0, kind: int = PAYLOAD_TYPE, host: str = "") -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        if host:
            out.bind((host, 0))
        out.sendto(
            struct.pack("!BBHII", 0x80, kind, number, 960 * number, source) + b"x", (tap.host, tap.port)
        )


async def test_streams_are_told_apart(tap: TapSocket) -> None:
    heard: dict[str, list[Received]] = {"anne": [], "bruno": []}
    anne, bruno = tap.receive(heard["anne"].append), tap.receive(heard["bruno"].append)
    assert anne != bruno
    for number in range(3):
        send(tap, anne, number=number)
        send(tap, bruno, number=10 + number)
    await until(lambda: len(heard["anne"]) == len(heard["bruno"]) == 3, "all has arrived")
    assert [received.packet.sequence for received in heard["anne"]] == [0, 1, 2]
    assert [received.packet.sequence for received in heard["bruno"]] == [10, 11, 12]


async def test_what_nobody_asked_for_is_dropped(tap: TapSocket) -> None:
    heard: list[Received] = []
    source = tap.receive(heard.append)
    send(tap, (source + 1) % 2**32)
    send(tap, source, kind=96)
    send(tap, source, host="127.0.0.2")
    await until(lambda: tap.dropped == 3, "all has arrived")
    assert heard == []
    tap.forget(source)
    send(tap, source)
    await until(lambda: tap.dropped == 4, "who is forgotten is not heard")
    assert heard == []


async def test_its_port_is_none_that_programs_are_given(tap: TapSocket) -> None:
    assert 1024 < tap.port < 32_768


async def test_others_get_their_turn_under_a_flood(tap: TapSocket) -> None:
    heard: list[Received] = []
    source = tap.receive(heard.append)
    for number in range(600):
        send(tap, source, number=number)
    turns = 0
    while len(heard) < 600:
        before = len(heard)
        await asyncio.sleep(0)
        assert len(heard) - before <= 256
        turns += 1
    assert turns >= 3


def test_an_address_that_is_not_ours_is_told() -> None:
    async def opening() -> None:
        TapSocket("192.0.2.254").open()

    with pytest.raises(VoixlaError) as caught:
        asyncio.run(opening())
    assert caught.value.code == "media.tap"
