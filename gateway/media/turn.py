"""Credentials for the TURN relay that carries sound and pictures where a network lets no UDP through.

The relay is a program of its own (coturn with ``use-auth-secret``) and shares one secret with this server; nothing is
registered with it (draft-uberti-behave-turn-rest-00). A user name says until when it holds, its password is the
name signed with the secret. Keeps no state and opens no connection.
"""

import base64
import hmac
from dataclasses import dataclass, field

LIFETIME_SECONDS = 12 * 3600
"""Longer than a working day: a connection made anew late in a meeting uses what the page got when it came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where the relay is and what proves to it that we sent somebody; without ``urls`` there is none."""

    urls: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)

    def ice_servers(self, person_id: str, now: float) -> list[dict[str, object]]:
        """``RTCIceServer`` objects for the page of ``person_id``; ``now`` is Unix time, in seconds.

        The relay sees and logs the id, so it must tell nothing about the person.
        """
        servers: list[dict[str, object]] = []
        open_to_all = [url for url in self.urls if url.startswith("stun")]
        guarded = [url for url in self.urls if not url.startswith("stun")]
        if open_to_all:
            servers.append({"urls": open_to_all})
        if guarded and self.secret is not None:
            username = f"{int(now) + LIFETIME_SECONDS}:{person_id}"
            credential = _signed(username, self.secret)
            servers.append({"urls": guarded, "username": username, "credential": credential})
        return servers


def _signed(username: str, secret: str) -> str:
    # The draft and every TURN server say SHA-1, which is still sound inside an HMAC.
    return base64.b64encode(hmac.digest(secret.encode(), username.encode(), "sha1")).decode()
