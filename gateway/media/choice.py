"""Which meeting server an installation gets: the one that it asks for, or the best that is there.

``media_server`` makes adapters and enters none; ``open_media`` enters what it made.
"""

import fcntl
import hashlib
import logging
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from captions.errors import VoixlaError
from gateway.media.embedded.server import EmbeddedServer
from gateway.media.janus.config import JanusOptions, MediaPorts, new_keys
from gateway.media.janus.process import JanusProcess, find_janus
from gateway.media.janus.server import JanusServer, SomewhereElse
from gateway.media.janus.tokens import Keys
from gateway.media.ports import MediaServer

logger = logging.getLogger(__name__)

_GET_ADDRESS = 0x8915  # SIOCGIFADDR


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaChoice:
    """What the settings say; ``janus_url`` goes before ``media`` and needs the secrets of that Janus."""

    media: str = "auto"
    ports: MediaPorts = MediaPorts()
    public_address: str | None = None
    janus_url: str | None = None
    janus_secret: str | None = field(default=None, repr=False)
    janus_admin_key: str | None = field(default=None, repr=False)
    tap_host: str | None = None


def media_server(choice: MediaChoice, *, port: int) -> MediaServer:
    """``port`` is the one of our pages. Raises ``VoixlaError`` when what is asked for cannot be had."""
    instance = hashlib.sha256(f"{socket.gethostname()}:{port}".encode()).hexdigest()[:8]
    if choice.janus_url is not None:
        return _elsewhere(choice, choice.janus_url, instance)
    program = find_janus()
    if choice.media == "janus" and program is None:
        raise VoixlaError(
            "media.janus_missing",
            "Janus n’est pas installé. Sous Debian ou Ubuntu : sudo apt install janus. "
            "Sans lui, les réunions n’ont que le son : --media embedded.",
        )
    if program is None or choice.media == "embedded" or (choice.media == "auto" and not has_address()):
        return EmbeddedServer()
    return _own(choice, program, instance)


@asynccontextmanager
async def open_media(choice: MediaChoice, *, port: int) -> AsyncIterator[MediaServer]:
    """``media_server``, entered. Unless it is asked for, a Janus that does not start is done without."""
    async with AsyncExitStack() as stack:
        server = media_server(choice, port=port)
        try:
            await stack.enter_async_context(server)
        except VoixlaError as error:
            if choice.media != "auto" or choice.janus_url is not None:
                raise
            logger.error("code=%s instead=embedded", error.code)
            server = await stack.enter_async_context(EmbeddedServer())
        yield server


def describe(choice: MediaChoice) -> str:
    """One French sentence on the server that ``media_server`` gives, for people who look after it."""
    if choice.janus_url is not None:
        return "Réunions : Janus, ailleurs (VOIXLA_JANUS_URL) ; image, partage d’écran et son"
    if choice.media == "embedded":
        return "Réunions : serveur intégré, le son seulement (réglage « media »)"
    if find_janus() is None:
        return (
            "Réunions : serveur intégré, le son seulement. Image et partage d’écran : sudo apt install janus"
        )
    if not has_address():
        return "Réunions : serveur intégré, le son seulement : Janus demande une adresse de réseau"
    return "Réunions : Janus est installé ; image, partage d’écran et son"


def has_address() -> bool:
    """This machine has an IPv4 address besides 127.0.0.1, which Janus never uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(probe, _GET_ADDRESS, struct.pack("256s", name.encode()[:15]))
            except OSError:  # an interface without an address
                continue
            if answer[20] != 127:
                return True
    return False


def _own(choice: MediaChoice, program: Path, instance: str) -> JanusServer:
    keys = new_keys()
    options = JanusOptions(ports=choice.ports, public_address=choice.public_address)
    return JanusServer(JanusProcess(program, keys=keys, options=options), keys=keys, instance=instance)


def _elsewhere(choice: MediaChoice, address: str, instance: str) -> JanusServer:
    secret, admin_key, tap_host = choice.janus_secret, choice.janus_admin_key, choice.tap_host
    if secret is None or admin_key is None or tap_host is None:
        raise VoixlaError(
            "usage.janus",
            "Avec un Janus installé ailleurs, il faut aussi VOIXLA_JANUS_SECRET (son token_auth_secret), "
            "VOIXLA_JANUS_ADMIN_KEY (son admin_key) et VOIXLA_TAP_HOST (l’adresse d’ici où il enverra le son).",
        )
    keys = Keys(signing=secret, admin=admin_key)
    return JanusServer(SomewhereElse(address, tap_host=tap_host), keys=keys, instance=instance)
