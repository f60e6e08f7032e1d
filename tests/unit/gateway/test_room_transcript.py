"""The switch of the record in a room whose session is a real one, on a real archive."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from captions.archive.ports import SYSTEM
from captions.archive.records import MarkKind, Record
from captions.archive.sql.archive import SqlArchive, open_archive
from captions.errors import VoixlaError
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.archive.kept_sound import kept_sound
from gateway.live.messages import Hello, parse
from gateway.meeting.rules import RoomRules
from gateway.people import Seat
from gateway.room import Room
from gateway.rooms import Rooms
from models.audio import Samples, to_samples
from tests.fakes.meeting import until
from tests.unit.gateway.archive.test_recorders import Clock, Sickly, recorders_on
from tests.unit.gateway.test_room_writing import HOST, session

GUEST = Grant(role=Role.PARTICIPANT)


class Kept:
    """Rooms over an archive; ``told`` is what a page knows of the transcript."""

    def __init__(self, rooms: Rooms, archive: SqlArchive, sickly: Sickly, folder: Path) -> None:
        self.rooms = rooms
        self.archive = archive
        self.sickly = sickly
        self.folder = folder
        self.room: Room

    def come(self, name: str, grant: Grant = GUEST, **hello: Any) -> "Present":
        fields = {"role": "participant", "name": name, "session": None, "after": 0, "person": None, **hello}
        return Present(self.room, self.room.enter(Hello(**fields), grant))

    @property
    def record(self) -> Record:
        (record,) = self.archive.records(SYSTEM).items
        return record

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.archive.entries(self.record.id, SYSTEM).items]


class Present:
    def __init__(self, room: Room, seat: Seat) -> None:
        self._room = room
        self.seat = seat
        self.got: list[dict[str, Any]] = []

    async def send(self, **message: object) -> None:
        await self._room.handle(self.seat, parse(json.dumps(message)))

    def of(self, kind: str) -> list[dict[str, Any]]:
        self.got += [json.loads(message) for message in iter(self.seat.reader.take, None)]
        return [message for message in self.got if message["type"] == kind]

    @property
    def transcript(self) -> dict[str, Any]:
        told = [message.get("transcript", message) for message in self.of("welcome") + self.of("transcript")]
        latest: dict[str, Any] = told[-1]
        return latest

    def knows(self, **state: object) -> Callable[[], bool]:
        return lambda: all(self.transcript[field] == value for field, value in state.items())


@asynccontextmanager
async def kept(folder: Path) -> AsyncIterator[Kept]:
    with open_archive(folder) as archive:
        sickly = Sickly(archive)
        clock = Clock()
        clock.wall = 1_800_000_000_000
        recorders = recorders_on(sickly, folder, clock)
        async with Rooms(sessions=session, rules=RoomRules(linger=0.2), recorders=recorders) as rooms:
            meeting = Kept(rooms, archive, sickly, folder)
            meeting.room = await rooms.enter("conseil")
            yield meeting


async def refused(present: Present, **message: object) -> str:
    try:
        await present.send(**message)
    except VoixlaError as error:
        return error.code
    return ""


async def test_everybody_is_told_and_only_what_is_said_while_it_is_on_is_kept(tmp_path: Path) -> None:
    async with kept(tmp_path) as meeting:
        anne, paul = meeting.come("Anne", HOST), meeting.come("Paul")
        assert anne.transcript["on"] is False
        await paul.send(type="typing", text="avant", done=True)
        assert await refused(paul, type="transcript", on=True) == "live.not_host"
        await anne.send(type="keep_audio", on=True)
        await until(lambda: [m["code"] for m in anne.of("error")] == ["transcript.first"], "not by itself")
        await anne.send(type="transcript", on=True)
        await until(paul.knows(on=True, audio=False, space="Espace général"), "Paul is told")
        await paul.send(type="typing", text="pendant", done=True)
        late = meeting.come("", role="reader")
        assert late.of("welcome")[0]["transcript"]["on"] is True
        assert await meeting.rooms.kept("conseil") == (True, False)
        await until(lambda: meeting.texts == ["pendant"], "it is kept")
        await anne.send(type="transcript", on=False)
        await until(paul.knows(on=False), "Paul is told")
        await paul.send(type="typing", text="après", done=True)
        await until(lambda: meeting.record.ended is not None, "the record is closed")
        await anne.send(type="transcript", on=True)
        await until(paul.knows(on=True), "Paul is told again")
        await paul.send(type="typing", text="encore", done=True)
        await until(lambda: meeting.texts == ["pendant", "encore"], "the same record goes on")
        (stopped,) = meeting.archive.marks(meeting.record.id, SYSTEM)
        assert stopped.kind is MarkKind.OFF_RECORD


async def test_objections_reach_the_hosts_by_name_only_if_wanted(tmp_path: Path) -> None:
    async with kept(tmp_path) as meeting:
        anne, paul = meeting.come("Anne", HOST), meeting.come("Paul")
        reader = meeting.come("", role="reader")
        assert await refused(paul, type="object") == "transcript.off"
        await anne.send(type="transcript", on=True)
        await until(paul.knows(on=True), "it is on")
        await paul.send(type="object")
        await paul.send(type="object", named=True)
        assert await refused(paul, type="object") == "transcript.objected"
        assert await refused(reader, type="object") == "live.reader"
        assert [message["by"] for message in anne.of("objected")] == [None, "Paul"]
        assert paul.of("objected") == []


async def test_an_archive_in_trouble_is_told_to_all_and_captions_go_on(tmp_path: Path) -> None:
    async with kept(tmp_path) as meeting:
        anne, paul = meeting.come("Anne", HOST), meeting.come("Paul")
        await anne.send(type="transcript", on=True)
        await until(paul.knows(on=True), "it is on")
        meeting.sickly.code = "archive.disk"
        await paul.send(type="typing", text="pendant la panne", done=True)
        await until(lambda: paul.transcript["trouble"] is not None, "it is told", 3.0)
        assert "disque" in paul.transcript["trouble"]["fr"]
        assert anne.transcript["trouble"]["code"] == "archive.disk"
        assert [message["event"]["type"] for message in anne.of("event")][-1] == "final"
        meeting.sickly.code = None
        await until(paul.knows(trouble=None), "it works again")
        await until(lambda: meeting.texts == ["pendant la panne"], "nothing was lost")


async def test_a_server_that_stops_leaves_the_record_to_the_next(tmp_path: Path) -> None:
    async with kept(tmp_path) as meeting:
        anne = meeting.come("Anne", HOST)
        await anne.send(type="transcript", on=True)
        await until(anne.knows(on=True), "it is on")
        await anne.send(type="typing", text="avant l'arrêt", done=True)
    async with kept(tmp_path) as meeting:
        paul = meeting.come("Paul")
        assert paul.of("welcome")[0]["transcript"]["on"] is True
        await paul.send(type="typing", text="après l'arrêt", done=True)
        await until(lambda: meeting.texts == ["avant l'arrêt", "après l'arrêt"], "it is one record")
        await meeting.room.leave(paul.seat, for_good=True)
        await until(lambda: meeting.record.ended is not None, "everybody has left: it is over")
        kinds = [mark.kind for mark in meeting.archive.marks(meeting.record.id, SYSTEM)]
        assert MarkKind.INTERRUPTION in kinds
        assert len(meeting.record.sessions) == 2


async def test_the_sound_is_kept_by_a_second_switch(tmp_path: Path) -> None:
    async with kept(tmp_path) as meeting:
        anne, paul = meeting.come("Anne", HOST), meeting.come("Paul")
        await anne.send(type="transcript", on=True)
        await until(paul.knows(on=True), "it is on")
        await anne.send(type="keep_audio", on=True)
        await until(paul.knows(audio=True), "Paul is told")
        registrar = meeting.room._staff.registrar
        start = to_samples(registrar._now())
        for packet in range(100):
            registrar.hear(Samples(start + packet * 320), np.full(320, 0.1, np.float32))
        await until(
            lambda: sum(file.length_ms for file in kept_sound(tmp_path / "records", meeting.record.id)) > 0,
            "sound is on the disk",
        )
        await anne.send(type="keep_audio", on=False)
        await until(paul.knows(on=True, audio=False), "Paul is told")
        assert meeting.record.audio
        await anne.send(type="keep_audio", on=True)
        await until(paul.knows(audio=True), "again")
        await anne.send(type="transcript", on=False)
        await until(paul.knows(on=False, audio=False), "both end")


async def test_without_an_archive_nothing_can_be_started() -> None:
    async with Rooms(sessions=session, rules=RoomRules(linger=0.1)) as rooms:
        room = await rooms.enter("conseil")
        hello = Hello(role="participant", name="Anne", session=None, after=0, person=None)
        anne = Present(room, room.enter(hello, HOST))
        assert await refused(anne, type="transcript", on=True) == "transcript.none"
        assert await rooms.kept("conseil") == (False, False)
