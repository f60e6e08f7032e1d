"""Addresses that ``./run cart`` is given: that of a room, and that of whoever shows the captions. Pure.

Both hold secrets, so neither is ever repeated, not even in a refusal.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit, urlunsplit

from captions.errors import VoixlaError

_ROOM_PATH = re.compile(r"(?P<prefix>.*)/(?:room|read|correct)/(?P<room>[a-z0-9-]{3,64})/?")
_LANGUAGE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAddress:
    """Where the live socket of a room is, and the pass into it."""

    socket: str = field(repr=False)
    room: str
    token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where captions are posted, number by number."""

    url: str = field(repr=False)
    language: str

    def numbered(self, seq: int) -> str:
        """What was given stays as it is: it is signed."""
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}seq={seq}&lang={self.language}"

    @property
    def encrypted(self) -> bool:
        return self.url.startswith("https:")


def room_address(given: str) -> RoomAddress:
    """Raises ``usage.cart``."""
    parts = _split(given)
    found = _ROOM_PATH.fullmatch(parts.path)
    if found is None:
        raise _refused(
            "l’adresse de la salle doit être celle de sa page, comme https://…/room/ma-salle#pass=…"
        )
    scheme = "wss" if parts.scheme == "https" else "ws"
    socket = urlunsplit((scheme, parts.netloc, f"{found['prefix']}/live/{found['room']}", "", ""))
    token = parse_qs(parts.fragment).get("pass", [None])[0]
    return RoomAddress(socket=socket, room=found["room"], token=token)


def destination(given: str, language: str) -> Destination:
    """Raises ``usage.cart``."""
    parts = _split(given)
    if parts.fragment:
        raise _refused("l’adresse des sous-titres contient un « # » : donnez-la telle que vous l’avez reçue")
    if not _LANGUAGE.fullmatch(language):
        raise _refused("la langue s’écrit comme « fr-FR »")
    return Destination(url=given.strip().rstrip("&"), language=language)


def _split(given: str) -> "_Parts":
    try:
        parts = urlsplit(given.strip())
        known = parts.scheme in ("http", "https") and parts.hostname is not None and parts.port != 0
    except ValueError:
        known = False
    if not known or re.search(r"[\s\x00-\x1f]", given.strip()):
        raise _refused("une adresse qui commence par https:// est attendue")
    return _Parts(scheme=parts.scheme, netloc=parts.netloc, path=parts.path, fragment=parts.fragment)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    scheme: str
    netloc: str = field(repr=False)
    path: str
    fragment: str = field(repr=False)


def _refused(reason: str) -> VoixlaError:
    return VoixlaError("usage.cart", f"Adresse incorrecte : {reason}.")
