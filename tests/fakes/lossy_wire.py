"""A network of its own, at the end of a wire that loses packets or is cut: a namespace and two tunnel devices.

Packets go through this process, so it needs no ``netem`` in the kernel and loses the same share everywhere. Needs
root, as making networks does.
"""

import fcntl
import os
import random
import selectors
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_TUNSETIFF = 0x400454CA
_PLAIN_IP = 0x0001 | 0x1000  # IFF_TUN | IFF_NO_PI
_LARGEST = 65536


class LossyWire:
    """``near`` is our end's address, which programs in ``namespace`` reach. Whole, until it is told otherwise."""

    def __init__(self, namespace: str, near: str, ends: tuple[int, int]) -> None:
        self.namespace = namespace
        self.near = near
        self.loss = 0.0
        """The share of packets that is lost, each way."""
        self.cut = False
        self.lost = self.carried = 0
        self._ends = ends
        self._chance = random.Random(5)
        self._stop_reading, self._stop_writing = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="lossy-wire")
        self._thread.start()

    def close(self) -> None:
        os.write(self._stop_writing, b"x")
        self._thread.join()
        for descriptor in (self._stop_reading, self._stop_writing, *self._ends):
            os.close(descriptor)

    def _carry(self) -> None:
        near, far = self._ends
        with selectors.DefaultSelector() as selector:
            selector.register(self._stop_reading, selectors.EVENT_READ)
            selector.register(near, selectors.EVENT_READ, far)
            selector.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in selector.select():
                    if key.fd == self._stop_reading:
                        return
                    self._pass_on(os.read(key.fd, _LARGEST), key.data)

    def _pass_on(self, packet: bytes, to: int) -> None:
        if self.cut or self._chance.random() < self.loss:
            self.lost += 1
            return
        self.carried += 1
        try:
            os.write(to, packet)
        except OSError:  # the other end is not up yet, or goes away
            self.lost += 1


@contextmanager
def lossy_wire() -> Iterator[LossyWire]:
    """Skips the test where networks cannot be made."""
    own = os.getpid() % (1 << 14)
    namespace = f"voixla-{own}"
    # 198.18.0.0/15 is for tests of networks (RFC 2544).
    net = f"198.18.{own >> 6}."
    near, far = (f"{net}{((own & 63) << 2) + end}" for end in (1, 2))
    try:
        _ip("netns", "add", namespace)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"networks cannot be made here: root and Debian's iproute2 are needed ({error})")
    ends: list[int] = []
    try:
        for side in "nf":
            ends.append(_tunnel(f"vx{own}{side}"))
        _ip("link", "set", f"vx{own}f", "netns", namespace)
        _up(f"vx{own}n", near)
        _up(f"vx{own}f", far, "-n", namespace)
        wire = LossyWire(namespace, near, (ends[0], ends[1]))
        ends.clear()
        try:
            yield wire
        finally:
            wire.close()
    finally:
        for end in ends:
            os.close(end)
        _ip("netns", "del", namespace)


def _tunnel(name: str) -> int:
    """The device ``name``, which lives as long as the descriptor is open."""
    try:
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _PLAIN_IP))
    except OSError as error:
        pytest.skip(f"tunnel devices cannot be made here: {error}")
    return device


def _up(device: str, address: str, *where: str) -> None:
    _ip(*where, "address", "add", f"{address}/30", "dev", device)
    _ip(*where, "link", "set", device, "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
