"""The configuration of a Janus of our own, as files: secrets of its own, one transport on loopback, one plugin.

Nothing is read from the system's configuration of Janus, and the administration interface is off.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.media.janus.tokens import Keys

Value = str | int | bool
# Listed by name: Janus can only leave out what it is told to. A name that does not exist is ignored.
_PLUGINS = (
    "audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom",
    "videocall", "voicemail",
)  # fmt: skip
_TRANSPORTS = ("http", "mqtt", "nanomsg", "pfunix", "rabbitmq")
_EVENT_HANDLERS = ("gelfevh", "mqttevh", "nanomsgevh", "rabbitmqevh", "sampleevh", "wsevh")
_ERRORS_ONLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPorts:
    """UDP ports that media may use, both ends included."""

    first: int = 20_000
    last: int = 29_999


@dataclass(frozen=True, slots=True, kw_only=True)
class JanusOptions:
    """What an installation decides. ``public_address``: where this machine is reached, when behind a NAT."""

    ports: MediaPorts = MediaPorts()
    public_address: str | None = None


def new_keys() -> Keys:
    return Keys(signing=secrets.token_urlsafe(32), admin=secrets.token_urlsafe(32))


def write_config(folder: Path, *, port: int, keys: Keys, options: JanusOptions) -> Path:
    """Writes all files into ``folder``, which only we may read; returns the main one. ``port``: of the WebSocket."""
    _write(folder / "janus.plugin.videoroom.jcfg", {"general": _videoroom(keys)})
    _write(
        folder / "janus.transport.websockets.jcfg",
        {
            "general": {"ws": True, "ws_ip": "127.0.0.1", "ws_port": port, "wss": False, "json": "compact"},
            "admin": {"admin_ws": False, "admin_wss": False},
        },
    )
    main = folder / "janus.jcfg"
    _write(main, _main(folder, keys, options))
    return main


def _videoroom(keys: Keys) -> Mapping[str, Value]:
    return {"admin_key": keys.admin, "lock_rtp_forward": True, "string_ids": True, "events": False}


def _main(folder: Path, keys: Keys, options: JanusOptions) -> Mapping[str, Mapping[str, Value]]:
    nat: dict[str, Value] = {
        # Candidates come with the descriptions, theirs and ours.
        "full_trickle": False,
        # Names that only a browser's own network knows cost a second each to resolve.
        "ignore_mdns": True,
        # Without it, a page that vanished is believed to be there for ever.
        "ice_keepalive_conncheck": True,
        "ice_ignore_list": "vmnet,docker,virbr,br-",
    }
    if options.public_address is not None:
        nat |= {"nat_1_1_mapping": options.public_address, "keep_private_host": True}
    return {
        "general": {
            "configs_folder": str(folder),
            "server_name": "Voixla",
            "log_to_stdout": True,
            "debug_level": _ERRORS_ONLY,
            "debug_colors": False,
            "daemonize": False,
            "admin_secret": secrets.token_urlsafe(32),
            "token_auth": True,
            "token_auth_secret": keys.signing,
            "session_timeout": 30,
            "hide_dependencies": True,
        },
        "media": {"rtp_port_range": f"{options.ports.first}-{options.ports.last}", "ipv6": True},
        "nat": nat,
        "plugins": {"disable": _libraries(_PLUGINS)},
        "transports": {"disable": _libraries(_TRANSPORTS)},
        "loggers": {"disable": _libraries(("jsonlog",))},
        "events": {"broadcast": False, "disable": _libraries(_EVENT_HANDLERS)},
    }


def _libraries(names: tuple[str, ...]) -> str:
    return ",".join(f"libjanus_{name}.so" for name in names)


def _write(path: Path, sections: Mapping[str, Mapping[str, Value]]) -> None:
    lines = []
    for section, items in sections.items():
        lines += [f"{section}: {{", *(f"  {name} = {_literal(value)}" for name, value in items.items()), "}"]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _literal(value: Value) -> str:
    """As libconfig writes it: strings escape like JSON's."""
    return json.dumps(value, ensure_ascii=False)
