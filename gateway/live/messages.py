"""What pages send (docs/protocol.md, client to server) as types, parsed. Pure: no I/O.

Everything from a client is checked here and nowhere else; what is wrong raises ``VoixlaError`` with a code of
``refusals``, never anything else, and never repeats what was sent.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from captions.errors import VoixlaError
from captions.ids import SessionId, SpeakerId
from gateway.live import hinting, keeping, sharing, writing
from gateway.live.fields import LONGEST_ID, Fields, boolean, integer, optional_boolean, person, text
from gateway.live.hinting import DeclineVoices
from gateway.live.keeping import KeepingMessage
from gateway.live.protocol import VERSION
from gateway.live.refusals import refusal, with_fields
from gateway.live.sharing import ShareMicrophone
from gateway.live.wording import clean_name, clean_text
from gateway.live.writing import WritingMessage

LONGEST_MESSAGE = 64 * 1024


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
ClientMessage = (
    Hello
    | Publish
    | Unpublish
    | Subscribed
    | Mute
    | Captions
    | TalkMessage
    | HostMessage
    | WritingMessage
    | KeepingMessage
    | ShareMicrophone
    | DeclineVoices
    | Leave
)


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
    try:
        return read(message)
    except VoixlaError as error:
        raise _about(error, message) from None


def _about(error: VoixlaError, message: Fields) -> VoixlaError:
    """Tells a page which of its requests was refused, where it numbers them."""
    own = message.get("id")
    kind = message["type"]
    numbered = (
        (kind in writing.READ or kind == "name_speaker") and isinstance(own, str) and len(own) <= LONGEST_ID
    )
    return with_fields(error, id=own) if numbered else error


def _hello(message: Fields) -> Hello:
    if message.get("v") != VERSION or isinstance(message.get("v"), bool):
        raise refusal("live.version")
    role = message.get("role")
    if role != "participant" and role != "reader":
        raise refusal("live.bad_field")
    session, after, token = (message.get(key) for key in ("session", "after", "token"))
    return Hello(
        role=role,
        name=clean_name(message.get("name")) if role == "participant" else "",
        session=None if session is None else SessionId(text(message, "session")),
        after=0 if after is None else integer(message, "after"),
        person=_claim(message.get("person")),
        token=None if token is None else text(message, "token"),
    )


def _claim(claim: object) -> Claim | None:
    if claim is None:
        return None
    if not isinstance(claim, dict):
        raise refusal("live.bad_field")
    return Claim(id=person(claim), key=text(claim, "key"))


def _publish(message: Fields) -> Publish:
    feed = message.get("feed", "main")
    if feed != "main" and feed != "screen":
        raise refusal("live.bad_field")
    return Publish(feed=feed, sdp=text(message, "sdp"))


def _unpublish(message: Fields) -> Unpublish:
    if message.get("feed") != "screen":
        raise refusal("live.bad_field")
    return Unpublish()


def _hand_over(message: Fields) -> HandOver:
    return HandOver(id=person(message), keep=optional_boolean(message, "keep", True))


_READ: Mapping[str, Callable[[Fields], ClientMessage]] = MappingProxyType(
    {
        "hello": _hello,
        "publish": _publish,
        "unpublish": _unpublish,
        "subscribed": lambda m: Subscribed(id=integer(m, "id"), sdp=text(m, "sdp")),
        "mute": lambda m: Mute(muted=boolean(m, "muted")),
        "camera": lambda m: Camera(on=boolean(m, "on")),
        "captions": lambda m: Captions(on=boolean(m, "on")),
        "rename": lambda m: Rename(name=clean_name(m.get("name"))),
        "chat": lambda m: Say(text=clean_text(m.get("text"))),
        "hand": lambda m: Hand(up=boolean(m, "up")),
        "signer": lambda m: Sign(id=person(m), on=boolean(m, "on")),
        "admit": lambda m: Admit(id=text(m, "id")),
        "refuse": lambda m: Refuse(id=text(m, "id")),
        "lobby": lambda m: Lobby(on=boolean(m, "on")),
        "lock": lambda m: Lock(on=boolean(m, "on")),
        "mute_person": lambda m: MutePerson(id=person(m)),
        "lower_hand": lambda m: LowerHand(id=person(m)),
        "remove": lambda m: Remove(id=person(m)),
        "hand_over": _hand_over,
        "leave": lambda m: Leave(),
        **writing.READ,
        **keeping.READ,
        **sharing.READ,
        **hinting.READ,
    }
)
