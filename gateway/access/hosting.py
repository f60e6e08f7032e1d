"""All that serves hosts, around one store: their accounts, their sign-ins, their rooms, and who is in those rooms."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher

from gateway.access.accounts import Accounts, folded
from gateway.access.attempts import Attempts
from gateway.access.hosted import HostAccess
from gateway.access.register import Register
from gateway.access.sign_ins import SignIns
from gateway.access.stays import Stays
from gateway.access.store import Store, open_store
from gateway.live.refusals import refusal

_FREE_FROM_ONE_PLACE, _FREE_IN_ALL = 5, 50
"""Wrong passwords in a row before waits begin: from one address for one name, and for one name from anywhere."""
_MOST_AT_ONCE = 8


class Hosting:
    """``open_hosting`` makes it. ``clock`` gives Unix time."""

    def __init__(
        self, store: Store, clock: Callable[[], float] = time.time, hasher: PasswordHasher | None = None
    ) -> None:
        self._clock = clock
        self.accounts = Accounts(store, clock, hasher)
        self.sign_ins = SignIns(store, clock)
        self.register = Register(store, clock)
        self.access = HostAccess(self.register, store.secret("passes"), clock)
        self.stays = Stays()
        self._from_one_place = Attempts(free=_FREE_FROM_ONE_PLACE)
        self._in_all = Attempts(free=_FREE_IN_ALL)
        self._checks = asyncio.Semaphore(1)  # each takes 64 MiB and all cores for a moment
        self._waiting = 0

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """What the cookie of the host says. Raises ``sign_in.wrong``, ``sign_in.later`` or ``sign_in.busy``.

        ``address``: where the request comes from.
        """
        if self._waiting >= _MOST_AT_ONCE:
            raise refusal("sign_in.busy")
        known = folded(name)
        place = f"{known}\n{address}"
        now = self._clock()
        if self._from_one_place.wait(place, now) or self._in_all.wait(known, now):
            raise refusal("sign_in.later")
        self._from_one_place.begin(place, now)
        self._in_all.begin(known, now)
        self._waiting += 1
        try:
            async with self._checks:
                host = await asyncio.to_thread(self.accounts.check, name, password)
        finally:
            self._waiting -= 1
        if host is None:
            raise refusal("sign_in.wrong")
        self._from_one_place.succeeded(place)
        self._in_all.succeeded(known)
        return await asyncio.to_thread(self.sign_ins.open, host)


@contextmanager
def open_hosting(folder: Path) -> Iterator[Hosting]:
    """Raises ``VoixlaError``, ``data.*``, when the data in ``folder`` cannot be used."""
    with open_store(folder) as store:
        yield Hosting(store)
