"""What proves to Janus that it is us who ask: tokens signed with a secret that both know (HMAC-SHA1, as Janus wants).

Pure but for the clock that it is given. A token is never logged.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

PLUGIN = "janus.plugin.videoroom"
_CORE = "janus"
LIFETIME = 3600.0
_SEPARATORS = frozenset(",:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What Janus and we know and nobody else does; kept out of every representation."""

    signing: str = field(repr=False)
    """Signs tokens (``token_auth_secret``)."""
    admin: str = field(repr=False)
    """Lets rooms be made and streams be forwarded (``admin_key``)."""

    def of_room(self, room: str) -> str:
        """The secret of ``room``'s owner: always the same, so that a room can be ended after a crash of ours."""
        return hmac.new(self.admin.encode(), f"room={room}".encode(), hashlib.sha256).hexdigest()


class Tokens:
    """Makes tokens; ``clock`` tells the time of day in seconds since 1970."""

    def __init__(self, secret: str, *, clock: Callable[[], float]) -> None:
        self._secret = secret.encode()
        self._clock = clock

    def for_requests(self) -> str:
        """Goes with every request; allows the one plugin that is used."""
        return self._signed(_CORE, PLUGIN)

    def for_room(self, room: str) -> str:
        """Goes with the request to join ``room``, and no other."""
        assert not _SEPARATORS & set(room), "a room's name must not end its field"
        return self._signed(PLUGIN, f"room={room}")

    def _signed(self, realm: str, descriptor: str) -> str:
        text = f"{int(self._clock() + LIFETIME)},{realm},{descriptor}"
        digest = hmac.new(self._secret, text.encode(), hashlib.sha1).digest()
        return f"{text}:{base64.b64encode(digest).decode()}"
