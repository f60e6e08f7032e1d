import json

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SpeakerId
from gateway.access.roles import Role
from gateway.live import protocol
from gateway.live.protocol import ChatLine, DoorView, PersonView
from gateway.live.refusals import refusal

ANNE = SpeakerId("p1")


def view(name: str) -> PersonView:
    return PersonView(
        id=ANNE,
        name=name,
        role=Role.HOST,
        muted=False,
        speaking=True,
        publishing=True,
        camera=False,
        screen=False,
        hand=2,
        signer=True,
        corrects=False,
        shared=True,
        voices=3,
    )


def test_what_is_written_can_be_read_and_sent() -> None:
    written = protocol.people([view("a\ud800b\u2028")])
    assert written.encode("utf-8")
    (person,) = json.loads(written)["people"]
    assert person == {
        "id": "p1",
        "name": "a\ud800b\u2028",
        "role": "host",
        "muted": False,
        "speaking": True,
        "publishing": True,
        "camera": False,
        "screen": False,
        "hand": 2,
        "signer": True,
        "corrects": False,
        "shared": True,
        "voices": 3,
    }


def test_the_messages_of_a_meeting() -> None:
    line = ChatLine(id=3, person=ANNE, name="Anne", text="Oui !", at_ms=Milliseconds(1500))
    door = DoorView(locked=False, lobby=True, waiting=[("w1", "Léa"), ("w2", "")])
    assert [
        json.loads(written)
        for written in (
            protocol.chat(line),
            protocol.door(door),
            protocol.waiting("conseil", "Léa", host=False),
            protocol.subscribe(4, "v=0", {"0": (ANNE, "audio"), "1": (ANNE, "screen")}),
            protocol.published("screen", "v=0"),
            protocol.media(False),
            protocol.muted(),
        )
    ] == [
        {"type": "chat", "id": 3, "person": "p1", "name": "Anne", "text": "Oui !", "at_ms": 1500},
        {
            "type": "door",
            "locked": False,
            "lobby": True,
            "waiting": [{"id": "w1", "name": "Léa"}, {"id": "w2", "name": ""}],
        },
        {"type": "waiting", "room": "conseil", "name": "Léa", "host": False},
        {
            "type": "subscribe",
            "id": 4,
            "sdp": "v=0",
            "streams": {"0": {"person": "p1", "kind": "audio"}, "1": {"person": "p1", "kind": "screen"}},
        },
        {"type": "published", "feed": "screen", "sdp": "v=0"},
        {"type": "media", "up": False},
        {"type": "muted"},
    ]


def test_errors_speak_both_languages() -> None:
    said = json.loads(protocol.error(refusal("room.full"), fatal=True))
    assert said["fatal"] is True
    assert "complète" in said["fr"]
    assert "full" in said["en"]
    unknown = json.loads(protocol.error(VoixlaError("x.y", "Raté.")))
    assert (unknown["code"], unknown["fr"], unknown["en"]) == ("x.y", "Raté.", "Raté.")
