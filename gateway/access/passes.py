"""Passes into a room: signed, expiring texts. Pure: no clock, no store; what was revoked is for ``grants`` to say.

A pass reads ``v1.ROOM.ROLE.GENERATION.EXPIRY.NONCE.MAC``: the MAC, HMAC-SHA256 over all that stands before it, is
checked before anything else is looked at. It holds nothing secret, and fits in the fragment of a link.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from gateway.access.roles import Role
from gateway.live.refusals import refusal

_VERSION = "v1"
_PURPOSE = b"voixla pass\0"
"""Keeps what is signed here from being taken for anything else that the same key signs."""
_LONGEST = 512
_FIELDS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Lets its bearer into ``room`` as ``role`` until ``expires`` (Unix seconds), unless revoked before."""

    room: str
    role: Role
    generation: int
    """Of the room when the pass was made; the room's own rises when its links are revoked."""
    expires: int
    nonce: str


def sign(issued: Pass, key: bytes) -> str:
    """The text of a pass."""
    fields = (_VERSION, issued.room, issued.role, str(issued.generation), str(issued.expires), issued.nonce)
    text = ".".join(fields)
    if text.count(".") != _FIELDS - 2 or not text.isascii():
        raise ValueError("a field of a pass may hold neither dots nor letters beyond ASCII")
    return f"{text}.{_mac(text, key)}"


def verify(token: str, *, room: str, key: bytes, now: float) -> Pass:
    """The pass in ``token``. Raises ``access.bad``, ``access.other_room`` or ``access.expired``."""
    if len(token) > _LONGEST:
        raise refusal("access.bad")
    text, _, mac = token.rpartition(".")
    if not hmac.compare_digest(_octets(_mac(text, key)), _octets(mac)):
        raise refusal("access.bad")
    issued = _read(text)
    if issued.room != room:
        raise refusal("access.other_room")
    if now >= issued.expires:
        raise refusal("access.expired")
    return issued


def _read(text: str) -> Pass:
    """What ``sign`` wrote; anything else that bears a true MAC was made by another version."""
    try:
        version, room, role, generation, expires, nonce = text.split(".")
        if version != _VERSION:
            raise ValueError
        return Pass(room=room, role=Role(role), generation=int(generation), expires=int(expires), nonce=nonce)
    except ValueError:
        raise refusal("access.bad") from None


def _mac(text: str, key: bytes) -> str:
    digest = hmac.digest(key, _PURPOSE + _octets(text), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
