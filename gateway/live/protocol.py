"""What pages get (docs/protocol.md, server to client) as types, and how it is written. Pure: no I/O.

``messages`` is the other direction.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SegmentId, SessionId, SpeakerId
from gateway.access.roles import Role
from gateway.live.refusals import Refusal, in_both

VERSION = 1
SUBPROTOCOL = "voixla.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One line of the list of people."""

    id: SpeakerId
    name: str
    role: Role
    muted: bool
    speaking: bool
    publishing: bool
    camera: bool
    screen: bool
    hand: int | None
    """Place in the queue, from 1."""
    signer: bool
    corrects: bool
    """On duty at the corrector's desk."""
    shared: bool
    """Several people speak at this microphone; ``voices`` at most, if that is known."""
    voices: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """What somebody wrote, under the name that they had then."""

    id: int
    person: SpeakerId
    name: str
    text: str
    at_ms: Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """Somebody asks whether ``text``, words [first, last) of ``segment``, is right; ``by`` is None unless they said."""

    id: str
    segment: SegmentId
    first: int
    last: int
    text: str
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorView:
    """``waiting``: (id, name) of those who wait, in the order of their coming."""

    locked: bool
    lobby: bool
    waiting: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptView:
    """Whether what is said is written down and its sound kept, since when (session time), and in which space."""

    on: bool = False
    audio: bool = False
    since_ms: Milliseconds | None = None
    space: str | None = None
    trouble: VoixlaError | None = None
    """Why nothing can be kept just now."""


NOT_KEPT = TranscriptView()


@dataclass(frozen=True, slots=True, kw_only=True)
class You:
    """What a participant is told about themselves; ``key`` is for nobody else."""

    id: SpeakerId
    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The state of the room for somebody who comes; ``extra`` holds the optional fields."""

    room: str
    session: SessionId
    you: You | None
    role: Role
    now_ms: Milliseconds
    captions: bool
    people: Iterable[PersonView]
    chat: Iterable[ChatLine]
    door: DoorView
    ice: Sequence[Mapping[str, object]]
    video: bool
    media_up: bool
    after: int
    may_correct: bool
    open_correction: bool
    terms: Sequence[str] | None
    """Of the glossary, for those who may correct."""
    off_record: bool
    voice: bool
    """Typed text can be spoken."""
    transcript: TranscriptView
    extra: Mapping[str, object]


def welcome(message: Welcome) -> str:
    you = message.you
    return _write(
        type="welcome",
        v=VERSION,
        room=message.room,
        session=message.session,
        you=None if you is None else {"id": you.id, "name": you.name, "key": you.key},
        role=message.role,
        now_ms=message.now_ms,
        captions=message.captions,
        people=_people(message.people),
        chat=[_chat(line) for line in message.chat],
        door=_door(message.door),
        ice=[dict(server) for server in message.ice],
        video=message.video,
        media_up=message.media_up,
        after=message.after,
        correction={"open": message.open_correction, "may": message.may_correct},
        terms=None if message.terms is None else list(message.terms),
        off_record=message.off_record,
        voice=message.voice,
        transcript=_transcript(message.transcript),
        **message.extra,
    )


def waiting(room: str, name: str, *, host: bool) -> str:
    return _write(type="waiting", room=room, name=name, host=host)


def people(views: Iterable[PersonView]) -> str:
    return _write(type="people", people=_people(views))


def door(view: DoorView) -> str:
    return _write(type="door", **_door(view))


def chat(line: ChatLine) -> str:
    return _write(type="chat", **_chat(line))


def event(encoded: str) -> str:
    """``encoded``: one caption event as ``captions.wire`` writes it."""
    return f'{{"type":"event","event":{encoded}}}'


def published(feed: str, sdp: str) -> str:
    return _write(type="published", feed=feed, sdp=sdp)


def subscribe(offer_id: int, sdp: str, streams: Mapping[str, tuple[SpeakerId, str]]) -> str:
    """``streams``: (person, kind) of each section of ``sdp``."""
    carried = {mid: {"person": person, "kind": kind} for mid, (person, kind) in streams.items()}
    return _write(type="subscribe", id=offer_id, sdp=sdp, streams=carried)


def media(up: bool) -> str:
    return _write(type="media", up=up)


def muted() -> str:
    return _write(type="muted")


def clock(now_ms: Milliseconds) -> str:
    return _write(type="clock", now_ms=now_ms)


def correction(*, may: bool, open_to_all: bool) -> str:
    return _write(type="correction", open=open_to_all, may=may)


def terms(known: Sequence[str]) -> str:
    return _write(type="terms", terms=list(known))


def done(request: str, segment: SegmentId | None, revision: int | None) -> str:
    return _write(type="done", id=request, segment=segment, revision=revision)


def duty_offered(name: str) -> str:
    return _write(type="duty_offered", **{"from": name})


def asked(question: AskedView) -> str:
    return _write(
        type="asked",
        id=question.id,
        segment=question.segment,
        first=question.first,
        last=question.last,
        text=question.text,
        by=question.by,
    )


def answered(ask: str, how: str, segment: SegmentId) -> str:
    return _write(type="answered", id=ask, how=how, segment=segment)


def pace(hint: str | None) -> str:
    return _write(type="pace", hint=hint)


def transcript(view: TranscriptView) -> str:
    return _write(type="transcript", **_transcript(view))


def objected(name: str | None) -> str:
    return _write(type="objected", by=name)


def error(reason: VoixlaError, *, fatal: bool = False) -> str:
    french, english = in_both(reason)
    about = reason.about if isinstance(reason, Refusal) else {}
    return _write(type="error", code=reason.code, fr=french, en=english, fatal=fatal, **about)


def _people(views: Iterable[PersonView]) -> list[dict[str, object]]:
    return [
        {
            "id": view.id,
            "name": view.name,
            "role": view.role,
            "muted": view.muted,
            "speaking": view.speaking,
            "publishing": view.publishing,
            "camera": view.camera,
            "screen": view.screen,
            "hand": view.hand,
            "signer": view.signer,
            "corrects": view.corrects,
            "shared": view.shared,
            "voices": view.voices,
        }
        for view in views
    ]


def _chat(line: ChatLine) -> dict[str, object]:
    return {
        "id": line.id,
        "person": line.person,
        "name": line.name,
        "text": line.text,
        "at_ms": line.at_ms,
    }


def _door(view: DoorView) -> dict[str, object]:
    return {
        "locked": view.locked,
        "lobby": view.lobby,
        "waiting": [{"id": who, "name": name} for who, name in view.waiting],
    }


def _transcript(view: TranscriptView) -> dict[str, object]:
    trouble: dict[str, str] | None = None
    if view.trouble is not None:
        french, english = in_both(view.trouble)
        trouble = {"code": view.trouble.code, "fr": french, "en": english}
    return {
        "on": view.on,
        "audio": view.audio,
        "since_ms": view.since_ms,
        "space": view.space,
        "trouble": trouble,
    }


def _write(**fields: object) -> str:
    # Half of a surrogate pair is legal in JSON and not in UTF-8, which the socket speaks: names may hold one.
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
