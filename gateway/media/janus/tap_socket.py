"""Where Janus sends a copy of everybody's sound: one UDP socket for all rooms, told apart by source number (SSRC).

Numbers are ours, random and used once, so that who speaks is certain; packets with others, or from elsewhere than
Janus, are dropped. Decodes nothing and orders nothing.
"""

import asyncio
import random
import secrets
import socket
from collections.abc import Callable

from captions.errors import VoixlaError
from gateway.media.janus.rtp import Received, parse_rtp

PAYLOAD_TYPE = 111
Sink = Callable[[Received], None]
# Below the ports that systems give out to programs that ask for any.
_FIRST_PORT, _LAST_PORT = 15_000, 19_999
_ATTEMPTS = 50
_BUFFER = 4 << 20
_AT_ONCE = 256
"""Packets per turn of the event loop: others must have theirs."""
_BEAT = 0.04
"""Seconds from one look to the next while people speak: one look reads what all of them said meanwhile."""
_LARGEST = 2048


class TapSocket:
    """``open`` it, then ``receive`` streams. ``sender`` is the only address that packets are taken from."""

    def __init__(self, host: str, *, sender: str | None = None) -> None:
        self._host = host
        self._sender = sender
        self._socket: socket.socket | None = None
        self._sinks: dict[int, Sink] = {}
        self._beat: asyncio.TimerHandle | None = None
        self.dropped = 0

    @property
    def host(self) -> str:
        return self._host

    @property
    def port(self) -> int:
        assert self._socket is not None
        port: int = self._socket.getsockname()[1]
        return port

    def open(self) -> None:
        """Raises ``VoixlaError`` when there is no port to be had at the address."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        tap = socket.socket(family, socket.SOCK_DGRAM)
        tap.setblocking(False)
        tap.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        for port in random.sample(range(_FIRST_PORT, _LAST_PORT + 1), _ATTEMPTS):
            try:
                tap.bind((self._host, port))
            except OSError:
                continue
            self._socket = tap
            self._look(tap)
            return
        tap.close()
        raise VoixlaError(
            "media.tap", f"Impossible de recevoir le son de Janus à l’adresse « {self._host} » (port UDP)."
        )

    def close(self) -> None:
        """May be called again."""
        if self._beat is not None:
            self._beat.cancel()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        self._sinks.clear()

    def receive(self, sink: Sink) -> int:
        """The number of a new stream, whose packets ``sink`` gets until ``forget``."""
        while (source := 1 + secrets.randbelow(0xFFFF_FFFE)) in self._sinks:
            pass
        self._sinks[source] = sink
        return source

    def forget(self, source: int) -> None:
        self._sinks.pop(source, None)

    def _wake(self, tap: socket.socket) -> None:
        """Something has come after a silence."""
        asyncio.get_running_loop().remove_reader(tap)
        self._look(tap)

    def _look(self, tap: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        read = self._drain(tap)
        if read:
            self._beat = loop.call_later(_BEAT if read < _AT_ONCE else 0, self._look, tap)
        elif self._socket is tap:
            loop.add_reader(tap, self._wake, tap)

    def _drain(self, tap: socket.socket) -> int:
        """How much was read."""
        for count in range(_AT_ONCE):
            try:
                data, address = tap.recvfrom(_LARGEST)
            except (BlockingIOError, InterruptedError):
                return count
            except OSError:  # an ICMP error of an earlier packet; the socket goes on
                continue
            received = parse_rtp(data)
            sink = self._sinks.get(received.source) if received is not None else None
            foreign = self._sender is not None and address[0] != self._sender
            if received is None or sink is None or foreign or received.payload_type != PAYLOAD_TYPE:
                self.dropped += 1
                continue
            sink(received)
        return _AT_ONCE
