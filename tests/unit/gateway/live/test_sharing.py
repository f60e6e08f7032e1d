import json

import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.live.messages import parse
from gateway.live.refusals import Refusal
from gateway.live.sharing import NameSpeaker, ShareMicrophone


def test_sharing_a_microphone() -> None:
    assert parse('{"type":"share_microphone","on":true}') == ShareMicrophone(
        person=None, on=True, people=None
    )
    asked = {"type": "share_microphone", "person": "p2", "on": True, "people": 20}
    assert parse(json.dumps(asked)) == ShareMicrophone(person=SpeakerId("p2"), on=True, people=20)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"on": 1},
        {"on": True, "people": 1},
        {"on": True, "people": 21},
        {"on": True, "people": "3"},
        {"on": True, "person": ""},
        {"on": True, "person": 7},
    ],
)
def test_what_cannot_be_shared(wrong: dict[str, object]) -> None:
    with pytest.raises(VoixlaError, match="Champ absent"):
        parse(json.dumps({"type": "share_microphone", **wrong}))


def test_naming_a_voice() -> None:
    named = {"type": "name_speaker", "id": "n1", "speaker": "p1#2", "name": "  Mme\u202e  Roy "}
    assert parse(json.dumps(named)) == NameSpeaker(id="n1", speaker=SpeakerId("p1#2"), name="Mme Roy")
    same = {"type": "name_speaker", "id": "n2", "speaker": "p1#2", "same_as": "p3", "name": None}
    assert parse(json.dumps(same)) == NameSpeaker(id="n2", speaker=SpeakerId("p1#2"), same_as=SpeakerId("p3"))


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, None, 3])
def test_a_name_that_is_none_is_refused_with_the_number_of_the_request(name: object) -> None:
    with pytest.raises(Refusal) as refused:
        parse(json.dumps({"type": "name_speaker", "id": "n1", "speaker": "p1#2", "name": name}))
    assert (refused.value.code, refused.value.about) == ("live.bad_name", {"id": "n1"})
