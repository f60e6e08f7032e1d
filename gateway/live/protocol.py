"""The live protocol (docs/protocol.md) as types: parses what clients send, writes what they get. Pure: no I/O.

Everything from a client is checked here and nowhere else; what is wrong raises ``VoixlaError`` with a code of
``refusals``, never anything else, and never repeats what was sent.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from captions.errors import VoixlaError
from captions.ids import Milliseconds, SessionId, SpeakerId
from gateway.live.refusals import in_both, refusal

VERSION = 1
SUBPROTOCOL = "voixla.v1"
LONGEST_MESSAGE = 64 * 1024
LONGEST_NAME = 60
_LARGEST_SEQ = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An earlier identity, and the secret that proves it."""

    id: SpeakerId
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """Who comes and what they have already; readers have no name."""

    role: Literal["participant", "reader"]
    name: str
    session: SessionId | None
    after: int
    person: Claim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    sdp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    id: int
    sdp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    pass


ClientMessage = Hello | Publish | Subscribed | Mute | Captions | Rename | Leave


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One line of the list of people."""

    id: SpeakerId
    name: str
    muted: bool
    speaking: bool
    publishing: bool


def parse(data: str | bytes) -> ClientMessage:
    """The message in ``data``. Unknown fields are ignored, so that newer pages can talk to older servers."""
    octets = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(octets) > LONGEST_MESSAGE:
        raise refusal("live.too_large")
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        raise refusal("live.not_json") from None
    if not isinstance(message, dict):
        raise refusal("live.not_json")
    return _parse(message)


def clean_name(name: object) -> str:
    """``name`` without control characters and superfluous spaces. Raises ``live.bad_name``."""
    if not isinstance(name, str) or len(name) > 10 * LONGEST_NAME:
        raise refusal("live.bad_name")
    composed = unicodedata.normalize("NFC", name)
    # Joiners stay (emoji and some scripts need them); the other format characters can turn the line around.
    seen = "".join(
        c for c in composed if c in "\u200c\u200d" or unicodedata.category(c)[0] != "C" or c.isspace()
    )
    tidy = " ".join(seen.split())
    if not 1 <= len(tidy) <= LONGEST_NAME or not tidy.strip("\u200c\u200d"):
        raise refusal("live.bad_name")
    return tidy


def _parse(message: Mapping[str, object]) -> ClientMessage:
    match message.get("type"):
        case "hello":
            return _hello(message)
        case "publish":
            return Publish(sdp=_text(message, "sdp"))
        case "subscribed":
            return Subscribed(id=_integer(message, "id"), sdp=_text(message, "sdp"))
        case "mute":
            return Mute(muted=_boolean(message, "muted"))
        case "captions":
            return Captions(on=_boolean(message, "on"))
        case "rename":
            return Rename(name=clean_name(message.get("name")))
        case "leave":
            return Leave()
        case _:
            raise refusal("live.unknown_type")


def _hello(message: Mapping[str, object]) -> Hello:
    if message.get("v") != VERSION or isinstance(message.get("v"), bool):
        raise refusal("live.version")
    role = message.get("role")
    if role != "participant" and role != "reader":
        raise refusal("live.bad_field")
    session = message.get("session")
    after = message.get("after")
    return Hello(
        role=role,
        name=clean_name(message.get("name")) if role == "participant" else "",
        session=None if session is None else SessionId(_text(message, "session")),
        after=0 if after is None else _integer(message, "after"),
        person=_claim(message.get("person")),
    )


def _claim(person: object) -> Claim | None:
    if person is None:
        return None
    if not isinstance(person, dict):
        raise refusal("live.bad_field")
    return Claim(id=SpeakerId(_text(person, "id")), key=_text(person, "key"))


def _text(message: Mapping[str, object], key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str) or not value:
        raise refusal("live.bad_field")
    return value


def _integer(message: Mapping[str, object], key: str) -> int:
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_SEQ:
        raise refusal("live.bad_field")
    return value


def _boolean(message: Mapping[str, object], key: str) -> bool:
    value = message.get(key)
    if not isinstance(value, bool):
        raise refusal("live.bad_field")
    return value


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
    now_ms: Milliseconds
    captions: bool
    people: tuple[PersonView, ...]
    after: int
    extra: Mapping[str, object]


def welcome(message: Welcome) -> str:
    you = message.you
    return _write(
        type="welcome",
        v=VERSION,
        room=message.room,
        session=message.session,
        you=None if you is None else {"id": you.id, "name": you.name, "key": you.key},
        now_ms=message.now_ms,
        captions=message.captions,
        people=_people(message.people),
        after=message.after,
        **message.extra,
    )


def people(views: Iterable[PersonView]) -> str:
    return _write(type="people", people=_people(views))


def event(encoded: str) -> str:
    """``encoded``: one caption event as ``captions.wire`` writes it."""
    return f'{{"type":"event","event":{encoded}}}'


def published(sdp: str) -> str:
    return _write(type="published", sdp=sdp)


def subscribe(offer_id: int, sdp: str, streams: Mapping[str, SpeakerId]) -> str:
    return _write(type="subscribe", id=offer_id, sdp=sdp, streams=dict(streams))


def clock(now_ms: Milliseconds) -> str:
    return _write(type="clock", now_ms=now_ms)


def error(reason: VoixlaError, *, fatal: bool = False) -> str:
    french, english = in_both(reason)
    return _write(type="error", code=reason.code, fr=french, en=english, fatal=fatal)


def _people(views: Iterable[PersonView]) -> list[dict[str, object]]:
    return [
        {
            "id": view.id,
            "name": view.name,
            "muted": view.muted,
            "speaking": view.speaking,
            "publishing": view.publishing,
        }
        for view in views
    ]


def _write(**fields: object) -> str:
    # Half of a surrogate pair is legal in JSON and not in UTF-8, which the socket speaks: names may hold one.
    return json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
