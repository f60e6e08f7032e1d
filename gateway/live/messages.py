"""What pages send (docs/protocol.md, client to server) as types, parsed. Pure: no I/O.

Everything from a client is checked here and nowhere else; what is wrong raises ``VoixlaError`` with a code of
``refusals``, never anything else, and never repeats what was sent.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from captions.ids import SessionId, SpeakerId
from gateway.live.protocol import VERSION
from gateway.live.refusals import refusal
from gateway.live.wording import clean_name, clean_text

LONGEST_MESSAGE = 64 * 1024
_LARGEST_SEQ = 2**53
_Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An earlier identity, and the secret that proves it."""

    id: SpeakerId
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """Who comes, with which pass, and what they have already; readers have no name."""

    role: Literal["participant", "reader"]
    name: str
    session: SessionId | None
    after: int
    person: Claim | None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    feed: Literal["main", "screen"]
    sdp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublish:
    """The screen; a main feed ends with its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    id: int
    sdp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A line of chat."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """``id`` signs, or does not any more."""

    id: SpeakerId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MutePerson:
    id: SpeakerId


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand:
    id: SpeakerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    id: SpeakerId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """``id`` becomes host; whoever says it stays one too if ``keep``."""

    id: SpeakerId
    keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    pass


HostMessage = Admit | Refuse | Lobby | Lock | MutePerson | LowerHand | Remove | HandOver
"""What only hosts may ask for."""
TalkMessage = Rename | Camera | Hand | Say | Sign
"""What participants ask for themselves, sound apart."""
ClientMessage = Hello | Publish | Unpublish | Subscribed | Mute | Captions | TalkMessage | HostMessage | Leave


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
    kind = message.get("type")
    read = _READ.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise refusal("live.unknown_type")
    return read(message)


def _hello(message: _Fields) -> Hello:
    if message.get("v") != VERSION or isinstance(message.get("v"), bool):
        raise refusal("live.version")
    role = message.get("role")
    if role != "participant" and role != "reader":
        raise refusal("live.bad_field")
    session, after, token = (message.get(key) for key in ("session", "after", "token"))
    return Hello(
        role=role,
        name=clean_name(message.get("name")) if role == "participant" else "",
        session=None if session is None else SessionId(_text(message, "session")),
        after=0 if after is None else _integer(message, "after"),
        person=_claim(message.get("person")),
        token=None if token is None else _text(message, "token"),
    )


def _claim(person: object) -> Claim | None:
    if person is None:
        return None
    if not isinstance(person, dict):
        raise refusal("live.bad_field")
    return Claim(id=_person(person), key=_text(person, "key"))


def _publish(message: _Fields) -> Publish:
    feed = message.get("feed", "main")
    if feed != "main" and feed != "screen":
        raise refusal("live.bad_field")
    return Publish(feed=feed, sdp=_text(message, "sdp"))


def _unpublish(message: _Fields) -> Unpublish:
    if message.get("feed") != "screen":
        raise refusal("live.bad_field")
    return Unpublish()


def _hand_over(message: _Fields) -> HandOver:
    keep = _boolean(message, "keep") if "keep" in message else True
    return HandOver(id=_person(message), keep=keep)


_READ: Mapping[str, Callable[[_Fields], ClientMessage]] = MappingProxyType(
    {
        "hello": _hello,
        "publish": _publish,
        "unpublish": _unpublish,
        "subscribed": lambda m: Subscribed(id=_integer(m, "id"), sdp=_text(m, "sdp")),
        "mute": lambda m: Mute(muted=_boolean(m, "muted")),
        "camera": lambda m: Camera(on=_boolean(m, "on")),
        "captions": lambda m: Captions(on=_boolean(m, "on")),
        "rename": lambda m: Rename(name=clean_name(m.get("name"))),
        "chat": lambda m: Say(text=clean_text(m.get("text"))),
        "hand": lambda m: Hand(up=_boolean(m, "up")),
        "signer": lambda m: Sign(id=_person(m), on=_boolean(m, "on")),
        "admit": lambda m: Admit(id=_text(m, "id")),
        "refuse": lambda m: Refuse(id=_text(m, "id")),
        "lobby": lambda m: Lobby(on=_boolean(m, "on")),
        "lock": lambda m: Lock(on=_boolean(m, "on")),
        "mute_person": lambda m: MutePerson(id=_person(m)),
        "lower_hand": lambda m: LowerHand(id=_person(m)),
        "remove": lambda m: Remove(id=_person(m)),
        "hand_over": _hand_over,
        "leave": lambda m: Leave(),
    }
)


def _person(message: _Fields) -> SpeakerId:
    return SpeakerId(_text(message, "id"))


def _text(message: _Fields, key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str) or not value:
        raise refusal("live.bad_field")
    return value


def _integer(message: _Fields, key: str) -> int:
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_SEQ:
        raise refusal("live.bad_field")
    return value


def _boolean(message: _Fields, key: str) -> bool:
    value = message.get(key)
    if not isinstance(value, bool):
        raise refusal("live.bad_field")
    return value
