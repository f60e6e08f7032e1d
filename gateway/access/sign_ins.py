"""Who is signed in: what a cookie says, looked up; kept across restarts, forgotten after half a day or at sign-out.

Only a digest of the cookie is stored: who reads the file cannot sign in with it.
"""

import secrets
from collections.abc import Callable
from hashlib import sha256

from gateway.access.accounts import Host
from gateway.access.store import Store

LIFE_S = 12 * 3600


class SignIns:
    """``clock`` gives Unix time."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def open(self, host: Host) -> str:
        """What the cookie of ``host`` says from now on. Blocks for a moment."""
        cookie = secrets.token_urlsafe(32)
        now = int(self._clock())
        with self._store.change() as change:
            change.execute("DELETE FROM sign_ins WHERE expires <= ?", (now,))
            change.execute("INSERT INTO sign_ins VALUES (?, ?, ?)", (_digest(cookie), host.id, now + LIFE_S))
        return cookie

    def host_of(self, cookie: str) -> Host | None:
        found = self._store.rows(
            "SELECT hosts.id, hosts.shown FROM sign_ins JOIN hosts ON hosts.id = sign_ins.host "
            "WHERE digest = ? AND expires > ?",
            _digest(cookie),
            int(self._clock()),
        )
        return Host(id=found[0][0], name=found[0][1]) if found else None

    def close(self, cookie: str) -> None:
        """Blocks for a moment."""
        with self._store.change() as change:
            change.execute("DELETE FROM sign_ins WHERE digest = ?", (_digest(cookie),))


def _digest(cookie: str) -> bytes:
    return sha256(cookie.encode("utf-8", "surrogatepass")).digest()
