"""Access where rooms belong to hosts: makes passes, and lets in who shows one that is still good."""

import asyncio
import secrets
from collections.abc import Callable

from gateway.access.grants import Grant, Latch
from gateway.access.passes import Pass, sign, verify
from gateway.access.register import HostedRoom, Register
from gateway.access.roles import Role
from gateway.live.refusals import refusal

LINK_LIFE_S = 30 * 86_400
HOST_LIFE_S = 3600
"""A host's page gets a new one whenever it comes in: nobody has to keep it."""


class HostAccess:
    """``key`` signs passes; ``clock`` gives Unix time."""

    def __init__(self, register: Register, key: bytes, clock: Callable[[], float]) -> None:
        self._register = register
        self._key = key
        self._clock = clock

    def known(self, room: str) -> bool:
        return self._register.find(room) is not None

    def grant(self, room: str, token: str | None) -> Grant:
        hosted = self._register.find(room)
        if hosted is None:
            raise refusal("room.unknown")
        if token is None:
            raise refusal("access.needed")
        shown = verify(token, room=room, key=self._key, now=self._clock())
        if shown.generation != hosted.generation:
            raise refusal("access.revoked")
        return Grant(role=shown.role, generation=shown.generation)

    def latch(self, room: str) -> Latch:
        return self._register.latch(room)

    async def keep_latch(self, room: str, latch: Latch) -> None:
        await asyncio.to_thread(self._register.keep_latch, room, latch)

    def issue(self, room: HostedRoom, role: Role) -> tuple[str, int]:
        """A pass into ``room`` as it is now, and until when it is good, in Unix time."""
        expires = int(self._clock()) + (HOST_LIFE_S if role is Role.HOST else LINK_LIFE_S)
        issued = Pass(
            room=room.name,
            role=role,
            generation=room.generation,
            expires=expires,
            nonce=secrets.token_urlsafe(9),
        )
        return sign(issued, self._key), expires
