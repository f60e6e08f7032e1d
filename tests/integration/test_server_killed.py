"""The whole server is killed while its meeting is on a Janus that goes on, and started again."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from captions.events import CaptionEvent, Final
from gateway.access.roles import Role
from gateway.demo.meeting import load_meeting
from gateway.demo.participant import Participant
from gateway.media.janus.venue import Server
from tests.fakes.janus import alone, managing
from tests.fakes.meeting import until
from tests.fakes.served import Served, stopped_after

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]


class Meeting:
    """Two who speak, by links that outlive the server, and what all are told."""

    def __init__(self, served: Served, links: list[str], recordings: list[Path]) -> None:
        self._served = served
        self._links = links
        self._recordings = recordings
        self.people: list[Participant] = []
        self.captioned: set[str] = set()
        self.heard: set[str] = set()

    async def __aenter__(self) -> "Meeting":
        self._stack = AsyncExitStack()
        for name, link, recording in zip(("Anne", "Bruno"), self._links, self._recordings, strict=True):
            participant = Participant(
                self._served.address + link,
                name,
                recording=recording,
                loop=True,
                on_event=self._event,
                on_packet=lambda person, _: self.heard.add(person),
            )
            self.people.append(await self._stack.enter_async_context(participant))
        await self.people[0].switch_captions(True)
        for person in self.people:
            person.play()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    def _event(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self.captioned.add(event.speaker.name)

    async def goes_on(self) -> None:
        ids = {person.id for person in self.people}
        await until(lambda: self.heard == ids, "each hears the other", 30)
        await until(lambda: self.captioned == {"Anne", "Bruno"}, "both are captioned", 60)


async def copies(manager: Server) -> dict[str, list[int]]:
    """Rooms of gateways on this Janus, and how often the sound of each who publishes there is copied."""
    found = {}
    for room in await manager.rooms("voixla-"):
        request = {"request": "listforwarders", "room": room, "secret": manager.keys.of_room(room)}
        reply = await manager.manager.ask({**request, "admin_key": manager.keys.admin})
        found[room] = [len(feed.get("forwarders", ())) for feed in reply.data.get("publishers", ())]
    return found


async def test_after_a_kill_the_room_is_there_and_nobody_is_copied_twice(
    requires: Callable[[str, str], Path], tmp_path: Path
) -> None:
    program = requires("janus", "janus")
    demo = load_meeting()
    recordings = []
    for speaker in demo.participants[:1] * 2:
        recordings.append(tmp_path / speaker.file)
        recordings[-1].write_bytes(demo.recording(speaker))
    async with alone(program) as (address, keys, tasks), managing(address, keys, tasks) as manager:
        environment = {
            "VOIXLA_JANUS_URL": address,
            "VOIXLA_JANUS_SECRET": keys.signing,
            "VOIXLA_JANUS_ADMIN_KEY": keys.admin,
            "VOIXLA_TAP_HOST": "127.0.0.1",
        }
        served = Served(tmp_path / "data", environment=environment)
        links = served.links(Role.HOST, Role.PARTICIPANT)
        with stopped_after(served):
            await asyncio.to_thread(served.start)
            async with Meeting(served, links, recordings) as meeting:
                await meeting.goes_on()
                (room,) = before = await copies(manager)
                assert before[room] == [1, 1]
                served.kill()
                assert set(await copies(manager)) == {room}, "Janus keeps what nobody has ended"
            began = time.monotonic()
            await asyncio.to_thread(served.start)
            assert await copies(manager) == {}, "what the killed one left is cleared"
            async with Meeting(served, links, recordings) as meeting:
                await meeting.goes_on()
                assert await copies(manager) == {room: [1, 1]}
                assert sorted(person["name"] for person in meeting.people[0].people) == ["Anne", "Bruno"]
            print(f"\nback {time.monotonic() - began:.1f} s after the start")
