import json

import pytest

from captions.errors import VoixlaError
from captions.ids import LineId, SegmentId, SpeakerId
from gateway.live.messages import parse
from gateway.live.refusals import TEXTS, Refusal
from gateway.live.writing import (
    Amend,
    Answer,
    Ask,
    Duty,
    Insert,
    OfferDuty,
    OffTheRecord,
    OpenCorrection,
    Reassign,
    Span,
    Terms,
    Typing,
    Undo,
    Who,
    WritingMessage,
)

SPAN = {"segment": 4, "first": 1, "last": 2}
AMEND = {"type": "amend", "id": "e1", **SPAN, "base": 3, "text": "le  vote"}
INSERT = {"type": "insert", "id": "e2", "after": 5, "speaker": {"id": "p1"}, "text": "[rires]"}
REASSIGN = {"type": "reassign", "id": "e3", "line": 6, "from": 4, "speaker": {"name": " Mme  Roy "}}
ASK = {"type": "ask", "id": "q", **SPAN}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            AMEND,
            Amend(id="e1", span=Span(segment=SegmentId(4), first=1, last=2), base=3, words=("le", "vote")),
        ),
        (
            AMEND | {"first": 2, "text": ""},
            Amend(id="e1", span=Span(segment=SegmentId(4), first=2, last=2), base=3, words=()),
        ),
        (
            INSERT,
            Insert(id="e2", after=LineId(5), speaker=Who(id=SpeakerId("p1")), words=("[rires]",)),
        ),
        (
            INSERT | {"after": None},
            Insert(id="e2", after=None, speaker=Who(id=SpeakerId("p1")), words=("[rires]",)),
        ),
        (REASSIGN, Reassign(id="e3", line=LineId(6), start=SegmentId(4), speaker=Who(name="Mme Roy"))),
        (
            REASSIGN | {"from": None},
            Reassign(id="e3", line=LineId(6), start=None, speaker=Who(name="Mme Roy")),
        ),
        ({"type": "undo", "id": "e4"}, Undo(id="e4")),
        ({"type": "terms", "add": [" PLUi "]}, Terms(add=("PLUi",), remove=())),
        ({"type": "duty", "on": True}, Duty(on=True)),
        ({"type": "duty", "to": "p1"}, OfferDuty(to=SpeakerId("p1"))),
        ({"type": "open_correction", "on": False}, OpenCorrection(on=False)),
        ({"type": "off_record", "on": True}, OffTheRecord(on=True)),
        (ASK, Ask(id="q", span=Span(segment=SegmentId(4), first=1, last=2), named=False)),
        ({"type": "answer", "ask": "a1", "how": "repeat"}, Answer(ask="a1", how="repeat", words=())),
        (
            {"type": "answer", "ask": "a1", "how": "correct", "text": "vote"},
            Answer(ask="a1", how="correct", words=("vote",)),
        ),
        ({"type": "typing", "text": "bonj "}, Typing(text="bonj ", done=False, voice=False)),
        (
            {"type": "typing", "text": "", "done": True, "voice": True},
            Typing(text="", done=True, voice=True),
        ),
    ],
)
def test_what_pages_write(data: dict[str, object], message: WritingMessage) -> None:
    assert parse(json.dumps(data)) == message
    for secret in ("vote", "PLUi", "bonj", "rires", "Roy"):
        assert secret not in repr(message)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (AMEND | {"first": 3}, "live.bad_field"),
        (AMEND | {"first": -1}, "live.bad_field"),
        (AMEND | {"segment": "4"}, "live.bad_field"),
        (AMEND | {"base": None}, "live.bad_field"),
        (AMEND | {"id": ""}, "live.bad_field"),
        (AMEND | {"id": "x" * 65}, "live.bad_field"),
        (AMEND | {"text": None}, "correct.bad_text"),
        (AMEND | {"text": "x" * 501}, "correct.bad_text"),
        (AMEND | {"text": "\x00\x1b\u202e"}, "correct.bad_text"),
        (INSERT | {"text": " "}, "correct.bad_text"),
        (INSERT | {"speaker": "p1"}, "live.bad_field"),
        (INSERT | {"speaker": {}}, "live.bad_name"),
        (REASSIGN | {"speaker": {"name": "x" * 61}}, "live.bad_name"),
        (REASSIGN | {"line": 2**54}, "live.bad_field"),
        ({"type": "terms", "add": "PLUi"}, "live.bad_field"),
        ({"type": "terms", "add": ["x"] * 101}, "live.bad_field"),
        ({"type": "duty"}, "live.bad_field"),
        (ASK | {"named": 1}, "live.bad_field"),
        ({"type": "answer", "ask": "a1", "how": "maybe"}, "live.bad_field"),
        ({"type": "answer", "ask": "a1", "how": "correct"}, "correct.bad_text"),
        ({"type": "typing"}, "live.bad_field"),
        ({"type": "typing", "text": "x" * 4001}, "typing.too_long"),
    ],
)
def test_what_is_wrong_is_refused(data: dict[str, object], code: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        parse(json.dumps(data))
    assert caught.value.code == code
    assert code in TEXTS


def test_a_refusal_carries_the_number_of_the_request() -> None:
    with pytest.raises(Refusal) as caught:
        parse(json.dumps(AMEND | {"base": -1}))
    assert caught.value.about == {"id": "e1"}
