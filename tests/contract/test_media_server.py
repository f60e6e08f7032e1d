"""What every meeting server promises, asked of each of them with real WebRTC connections."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.media.embedded.server import EmbeddedServer
from gateway.media.embedded.vendor import close_connection
from gateway.media.janus.config import JanusOptions, new_keys
from gateway.media.janus.process import JanusProcess
from gateway.media.janus.server import JanusServer
from gateway.media.ports import Feed, Kind, MediaServer, Stream
from tests.fakes.media_people import Heard, Scene, scene
from tests.fakes.meeting import until

pytestmark = pytest.mark.integration

Requires = Callable[[str, str], Path]


@asynccontextmanager
async def running(name: str, requires: Requires) -> AsyncIterator[MediaServer]:
    if name == "embedded":
        async with EmbeddedServer() as server:
            yield server
        return
    keys = new_keys()
    source = JanusProcess(requires("janus", "janus"), keys=keys, options=JanusOptions())
    async with JanusServer(source, keys=keys, instance="contract") as server:
        yield server


@pytest.fixture(params=["embedded", "janus"])
async def server(request: pytest.FixtureRequest, requires: Requires) -> AsyncIterator[MediaServer]:
    # Entered and left in one task of its own: fixtures are finished in another than they began in.
    ready: asyncio.Future[MediaServer] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def run() -> None:
        try:
            async with running(request.param, requires) as found:
                ready.set_result(found)
                await over.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    task = asyncio.create_task(run())
    yield await ready
    over.set()
    await task


def people(streams: dict[str, Stream]) -> set[SpeakerId]:
    return {stream.person for stream in streams.values()}


async def test_two_people_hear_each_other_and_both_are_tapped(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, bruno = place.sender("anne", 440), place.sender("bruno", 660)
        anne_hears, bruno_hears = place.hearer("anne"), place.hearer("bruno")
        anne_hears.listen()
        bruno_hears.listen()
        await anne.publish()
        await bruno.publish()
        assert place.room.publishing == {"anne", "bruno"}
        await until(lambda: anne_hears.count("bruno") > 60 and bruno_hears.count("anne") > 60, "they hear")
        await until(lambda: anne.heard.loud() > 60 and bruno.heard.loud() > 60, "both are tapped")
        assert {person for person, _ in anne_hears.packets} == {"bruno"}
        assert abs(anne_hears.pitch("bruno") - 660) < 3
        assert abs(bruno_hears.pitch("anne") - 440) < 3
        assert abs(anne.heard.pitch() - 440) < 3
        assert abs(bruno.heard.pitch() - 660) < 3
        assert anne.heard.gaps == bruno.heard.gaps == []


async def test_the_tapped_sound_is_contiguous(server: MediaServer) -> None:
    async with scene(server) as place:
        anne = place.sender("anne")
        await anne.publish()
        await until(lambda: len(anne.heard.pcm) > 80, "a while is heard")
        heard = anne.heard
        for start, pcm, after in zip(heard.starts, heard.pcm, heard.starts[1:], strict=False):
            assert start + len(pcm) == after


async def test_who_comes_later_hears_those_who_are_there(server: MediaServer) -> None:
    async with scene(server) as place:
        for name in ("anne", "bruno"):
            await place.sender(name).publish()
        late = place.hearer("late")
        late.listen()
        await until(lambda: late.count("anne") > 20 and late.count("bruno") > 20, "both are heard")
        await place.sender("chloe").publish()
        await until(lambda: late.count("chloe") > 20, "who comes even later is heard")
        assert people(dict(late.offers[-1].streams)) == {"anne", "bruno", "chloe"}


async def test_who_is_muted_is_neither_heard_nor_tapped(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, ears = place.sender("anne"), place.hearer("bruno")
        ears.listen()
        await anne.publish()
        await until(lambda: ears.count("anne") > 20 and anne.heard.loud() > 20, "Anne is heard")
        place.room.mute(anne.id, True)
        assert anne.heard.pauses == 1
        await asyncio.sleep(0.3)
        heard, tapped = ears.count("anne"), len(anne.heard.pcm)
        await asyncio.sleep(0.4)
        assert (ears.count("anne"), len(anne.heard.pcm)) == (heard, tapped)
        place.room.mute(anne.id, False)
        await until(lambda: ears.count("anne") > heard + 20, "Anne is heard again")
        await until(lambda: len(anne.heard.pcm) > tapped + 20, "and tapped again")
        assert anne.heard.gaps == []


async def test_who_comes_muted_stays_silent_until_they_unmute(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, ears = place.sender("anne"), place.hearer("bruno")
        ears.listen()
        await anne.publish(muted=True)
        assert place.room.publishing == {"anne"}
        await asyncio.sleep(0.5)
        assert (ears.count("anne"), anne.heard.pcm) == (0, [])
        place.room.mute(anne.id, False)
        await until(lambda: ears.count("anne") > 10 and len(anne.heard.pcm) > 10, "Anne is heard")


async def test_who_stops_publishing_is_not_heard_and_may_come_back(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, ears = place.sender("anne"), place.hearer("bruno")
        ears.listen()
        await anne.publish()
        await until(lambda: ears.count("anne") > 10, "Anne is heard")
        await place.room.unpublish(anne.id)
        assert place.room.publishing == frozenset()
        assert anne.heard.pauses == 1
        heard = ears.count("anne")
        await anne.publish()
        await until(lambda: ears.count("anne") > heard + 10, "Anne is heard again")
        assert anne.ends == []


async def test_who_publishes_again_replaces_themself(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, ears = place.sender("anne", 440), place.hearer("bruno")
        ears.listen()
        await anne.publish()
        await until(lambda: ears.count("anne") > 10, "Anne is heard")
        anne.hertz, anne.heard = 880, Heard()
        await anne.publish()
        assert place.room.publishing == {"anne"}
        await until(lambda: anne.heard.loud() > 60, "the new stream is tapped")
        assert abs(anne.heard.pitch() - 880) < 3
        ears.packets.clear()
        await until(lambda: ears.count("anne") > 60, "the new stream is heard")
        assert abs(ears.pitch("anne") - 880) < 3
        assert anne.ends == []


async def test_who_hangs_up_is_told_once_and_is_gone(server: MediaServer) -> None:
    async with scene(server) as place:
        anne = place.sender("anne")
        pc = await anne.publish()
        await until(lambda: anne.heard.loud() > 10, "Anne is heard")
        await close_connection(pc)
        await until(lambda: bool(anne.ends), "the end is noticed")
        assert anne.ends == [False]
        assert place.room.publishing == frozenset()
        assert anne.heard.pauses == 1


@pytest.mark.parametrize("nonsense", ["", "v=0", "m=audio 9 X 1\r\na=rtpmap:1 opus/48000/2\r\n"])
async def test_nonsense_is_refused_and_changes_nothing(server: MediaServer, nonsense: str) -> None:
    async with scene(server) as place:
        anne = place.sender("anne")
        await anne.publish()
        with pytest.raises(VoixlaError):
            await anne.publish(offer=nonsense)
        assert place.room.publishing == {"anne"}
        heard = len(anne.heard.pcm)
        await until(lambda: len(anne.heard.pcm) > heard + 10, "Anne is still heard")
        assert anne.ends == []


async def test_a_nonsensical_answer_is_refused_and_the_listener_hears_nevertheless(
    server: MediaServer,
) -> None:
    async with scene(server) as place:
        ears = place.hearer("bruno")
        offers = ears.offers
        place.room.listen(ears.id, offers.append)
        await place.sender("anne").publish()
        await until(lambda: len(offers) == 1, "an offer")
        await place.room.answer(ears.id, offers[0].id - 1, "nonsense")
        with pytest.raises(VoixlaError):
            await place.room.answer(ears.id, offers[0].id, "nonsense")
        ears.listen()
        await until(lambda: ears.count("anne") > 10, "Bruno hears")


async def test_who_does_not_listen_any_more_costs_nothing(server: MediaServer) -> None:
    async with scene(server) as place:
        ears = place.hearer("bruno")
        ears.listen()
        await place.sender("anne").publish()
        await until(lambda: ears.count("anne") > 10, "Bruno hears")
        await place.room.unlisten(ears.id)
        await asyncio.sleep(0.2)
        heard = ears.count("anne")
        await asyncio.sleep(0.3)
        assert ears.count("anne") == heard


async def test_rooms_are_strangers(server: MediaServer) -> None:
    async with scene(server, "a-room") as one, scene(server, "b-room") as other:
        ears = other.hearer("bruno")
        ears.listen()
        await one.sender("anne").publish()
        await other.sender("chloe").publish()
        await until(lambda: ears.count("chloe") > 20, "the own room is heard")
        assert {person for person, _ in ears.packets} == {"chloe"}


async def test_a_room_may_be_opened_again(server: MediaServer) -> None:
    for _ in range(2):
        async with scene(server) as place:
            anne = place.sender("anne")
            await anne.publish()
            await until(lambda anne=anne: anne.heard.loud() > 5, "Anne is heard")  # type: ignore[misc]


async def share(place: Scene) -> None:
    await place.sender("anne").publish(feed=Feed.SCREEN)


async def test_pictures_and_screens_where_they_are_carried(server: MediaServer) -> None:
    async with scene(server) as place:
        anne, ears = place.sender("anne"), place.hearer("bruno")
        ears.listen()
        if not server.video:
            with pytest.raises(VoixlaError):
                await share(place)
            assert place.room.screens == frozenset()
            return
        await anne.publish(video=True)
        await share(place)
        assert place.room.screens == place.room.publishing == {"anne"}
        for kind in Kind:
            await until(lambda kind=kind: ears.count("anne", kind) > 5, f"{kind} comes")  # type: ignore[misc]
        await place.room.unpublish(anne.id, Feed.SCREEN)
        assert not place.room.screens
        assert place.room.publishing == {"anne"}
        shown, heard = ears.count("anne", Kind.SCREEN), ears.count("anne")
        await until(lambda: ears.count("anne") > heard + 20, "the sound goes on")
        assert ears.count("anne", Kind.SCREEN) <= shown + 5
