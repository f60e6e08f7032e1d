"""The two kinds of connection of the embedded server, when things go wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiortc import RTCPeerConnection

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.embedded.publisher import Publisher
from gateway.media.embedded.subscriber import Subscriber
from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description
from gateway.media.intake import Intake
from gateway.media.ports import Offer
from gateway.media.tap import Tap
from gateway.tasks import Tasks
from models.audio import Samples
from tests.fakes.media_people import ice_user
from tests.fakes.meeting import until
from tests.unit.gateway.media.test_tap import Sink

pytestmark = pytest.mark.integration


@asynccontextmanager
async def no_task_left() -> AsyncIterator[Tasks]:
    before = asyncio.all_tasks()
    async with asyncio.TaskGroup() as group:
        yield Tasks(group)
    await until(lambda: asyncio.all_tasks() <= before, "every task has ended", seconds=3)


class Listener:
    """The far end of a ``Subscriber``: answers every offer, a new connection for a new ``ice-ufrag``."""

    def __init__(self, tasks: Tasks) -> None:
        self.offers: list[Offer] = []
        self.connections: dict[str, RTCPeerConnection] = {}
        self.subscriber = Subscriber(tasks=tasks, offer=self.offers.append)

    async def answer(self, number: int, *, reachable: bool = True) -> RTCPeerConnection:
        await until(lambda: len(self.offers) >= number, f"offer {number} has come")
        offer = self.offers[number - 1]
        pc = self.connections.setdefault(ice_user(offer.sdp), new_connection())
        await take_description(pc, "offer", offer.sdp if reachable else without_candidates(offer.sdp))
        await pc.setLocalDescription()
        sdp = pc.localDescription.sdp
        await self.subscriber.answer(offer.id, sdp if reachable else without_candidates(sdp))
        return pc

    async def close(self) -> None:
        await self.subscriber.close()
        for pc in self.connections.values():
            await close_connection(pc)


def without_candidates(sdp: str) -> str:
    return "".join(f"{line}\r\n" for line in sdp.split("\r\n") if line and not line.startswith("a=candidate"))


def people_of(offer: Offer) -> set[str]:
    return {stream.person for stream in offer.streams.values()}


def people(*names: str) -> list[SpeakerId]:
    return [SpeakerId(name) for name in names]


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.3])
async def test_a_listener_who_leaves_at_any_moment_leaves_nothing_behind(
    rounds: int, reachable: bool, seconds: float
) -> None:
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        for number in range(1, rounds + 1):
            listener.subscriber.hear(people(*"abc"[:number]))
            await listener.answer(number, reachable=reachable)
            await asyncio.sleep(seconds)
        await listener.close()


async def test_who_comes_while_an_offer_is_open_waits_for_its_answer() -> None:
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        listener.subscriber.hear(people("a"))
        await until(lambda: len(listener.offers) == 1, "an offer")
        listener.subscriber.hear(people("a", "b"))
        listener.subscriber.hear(people("a", "b", "c"))
        await listener.answer(1)
        await listener.answer(2)
        assert [sorted(people_of(offer)) for offer in listener.offers] == [["a"], ["a", "b", "c"]]
        await listener.close()


async def test_an_answer_to_an_older_offer_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.media.embedded.subscriber.PATIENCE", 0.05)
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        listener.subscriber.hear(people("a"))
        await until(lambda: len(listener.offers) == 1, "an offer")
        await asyncio.sleep(0.1)
        listener.subscriber.hear(people("a", "b"))
        await until(lambda: len(listener.offers) == 2, "a newer offer")
        await listener.subscriber.answer(listener.offers[0].id, "nonsense")
        pc = await listener.answer(2)
        await until(lambda: pc.connectionState == "connected", "it is up")
        await listener.close()


async def test_a_place_that_is_free_is_given_to_the_next() -> None:
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        listener.subscriber.hear(people("a", "b"))
        await listener.answer(1)
        listener.subscriber.hear(people("b"))
        listener.subscriber.hear(people("b", "c"))
        await listener.answer(2)
        first, second = listener.offers
        assert len(second.streams) == len(first.streams)
        assert people_of(second) == {"b", "c"}
        assert len(listener.connections) == 1
        await listener.close()


@pytest.mark.parametrize("hang_up", [True, False])
async def test_a_connection_that_is_of_no_use_is_replaced(
    monkeypatch: pytest.MonkeyPatch, hang_up: bool
) -> None:
    monkeypatch.setattr("gateway.media.embedded.subscriber.CONNECT_SECONDS", 0.2)
    monkeypatch.setattr("gateway.media.embedded.subscriber.PAUSE", 0.02)
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        listener.subscriber.hear(people("a"))
        pc = await listener.answer(1, reachable=hang_up)
        if hang_up:
            await until(lambda: pc.connectionState == "connected", "it is up")
            await close_connection(pc)

        def replaced() -> bool:
            listener.subscriber.lapse()
            return len(listener.offers) == 2

        await until(replaced, "another offer")
        again = await listener.answer(2)
        assert again is not pc
        await until(lambda: again.connectionState == "connected", "it is up again")
        await listener.close()


async def test_a_listener_that_never_answers_is_left_alone() -> None:
    async with no_task_left() as tasks:
        listener = Listener(tasks)
        listener.subscriber.hear(people("a"))
        await until(lambda: len(listener.offers) == 1, "an offer")
        listener.subscriber.forward(SpeakerId("a"), 0, b"\xf8")
        listener.subscriber.lapse()
        assert len(listener.offers) == 1
        await listener.close()


def a_publisher(ended: Callable[[Publisher, bool], None]) -> Publisher:
    intake = Intake(tap=Tap(Sink()), forward=lambda ticks, payload: None, now=lambda: Samples(0))
    return Publisher(intake=intake, ended=ended)


async def test_a_publisher_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.media.embedded.publisher.CONNECT_SECONDS", 0.1)
    async with no_task_left():
        pc = new_connection()
        add_opus(pc).direction = "sendonly"
        await pc.setLocalDescription()
        ends: list[bool] = []
        publisher = a_publisher(lambda _, failed: ends.append(failed))
        await publisher.negotiate(without_candidates(pc.localDescription.sdp))
        await until(lambda: ends == [True], "it is told")
        await publisher.close()
        await publisher.close()
        await close_connection(pc)
        assert ends == [True]


@pytest.mark.parametrize("nonsense", ["", "v=0", "m=audio 9 X 1\r\na=rtpmap:1 opus/48000/2\r\n"])
async def test_nonsense_is_refused_and_nothing_is_left(nonsense: str) -> None:
    async with no_task_left():
        publisher = a_publisher(lambda _, failed: None)
        with pytest.raises(VoixlaError):
            await publisher.negotiate(nonsense)
        await publisher.close()
