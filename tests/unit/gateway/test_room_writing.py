"""What people write in a room whose session is a real one, and what becomes of it at its end."""

import json
from typing import Any

from captions import wire
from captions.events import CaptionEvent, Final
from captions.ids import SessionId
from captions.transcript import standing
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.messages import Hello, parse
from gateway.meeting.rules import RoomRules
from gateway.people import Seat
from gateway.room import Room
from gateway.rooms import Rooms
from pipeline.policy import FAST
from pipeline.ports import Publish
from pipeline.session import CaptionSession
from tests.fakes.loudness import InlineInference, LoudnessDetector
from tests.fakes.meeting import until
from tests.fakes.scripted import ScriptedRecogniser

HOST = Grant(role=Role.HOST)


def session(name: SessionId, publish: Publish) -> CaptionSession:
    inference = InlineInference(ScriptedRecogniser([]), LoudnessDetector())
    return CaptionSession(session=name, inference=inference, policy=FAST, publish=publish)


def enter(room: Room, name: str) -> Seat:
    return room.enter(Hello(role="participant", name=name, session=None, after=0, person=None), HOST)


def heard(seat: Seat) -> list[dict[str, Any]]:
    return [json.loads(message) for message in iter(seat.reader.take, None)]


def events(messages: list[dict[str, Any]]) -> list[CaptionEvent]:
    return [wire.decode(message["event"]) for message in messages if message["type"] == "event"]


async def send(room: Room, seat: Seat, **message: object) -> None:
    await room.handle(seat, parse(json.dumps(message)))


async def test_typed_corrected_inserted_and_left_unfinished() -> None:
    async with Rooms(sessions=session, rules=RoomRules(linger=0.1)) as rooms:
        room = await rooms.enter("conseil")
        anne, paul = enter(room, "Anne"), enter(room, "Paul")
        for text in ("je vot", "je vote poru"):
            await send(room, anne, type="typing", text=text)
        await send(room, anne, type="typing", text="je vote poru", done=True)
        (final,) = [event for event in events(heard(paul)) if isinstance(event, Final)]
        await send(
            room, paul, type="amend", id="1", segment=final.segment, base=0, first=2, last=3, text="pour"
        )
        await send(
            room, paul, type="insert", id="2", after=final.line, speaker={"name": "Mme Roy"}, text="[rires]"
        )
        await send(room, paul, type="terms", add=["PLUi"])
        await send(room, anne, type="typing", text="encore un mo")
        await send(room, paul, type="open_correction", on=True)
        seen = heard(anne)
        room.stop()
        await until(lambda: room.over.is_set(), "the room is over")
        log = events([*seen, *heard(anne)])
        said = [(event.speaker.name, event.text) for event in standing(log) if isinstance(event, Final)]
        assert said == [("Anne", "je vote pour"), ("Mme Roy", "[rires]"), ("Anne", "encore un mo")]
        assert [event.seq for event in log] == sorted({event.seq for event in log})


async def test_only_those_who_speak_are_told_their_pace(monkeypatch: Any) -> None:
    async with Rooms(sessions=session, rules=RoomRules(linger=0.1)) as rooms:
        room = await rooms.enter("conseil")
        anne, paul = enter(room, "Anne"), enter(room, "Paul")
        assert anne.person is not None
        monkeypatch.setattr(type(room._stage), "publishing", property(lambda stage: {anne.person.id}))
        monkeypatch.setattr(room._record.pace, "hint", lambda now_ms: "fast")
        told: list[dict[str, Any]] = []

        def fast() -> bool:
            told.extend(heard(anne))
            return {"type": "pace", "hint": "fast"} in told

        await until(fast, "she is told")
        monkeypatch.setattr(type(room._stage), "publishing", property(lambda stage: set()))
        await until(lambda: {"type": "pace", "hint": None} in heard(anne), "she has stopped")
        assert not [message for message in heard(paul) if message["type"] == "pace"]
