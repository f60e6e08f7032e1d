"""Everything that an installation can set, read once from ``VOIXLA_*`` variables and the command line.

The command line wins. All wrong values are told together, in one French message; nothing is corrected silently.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from captions.errors import VoixlaError
from gateway import values
from gateway.access.store import default_data
from gateway.media.janus.config import MediaPorts
from models.weights.store import default_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Checked values; how each is given is in ``OPTIONS``."""

    host: str = "127.0.0.1"
    port: int = 8080
    model: str = "auto"
    language: str = "fr"
    cache: Path = field(default_factory=default_cache)
    access: str = "hosts"
    """Who opens rooms: ``hosts`` who sign in, and everybody else needs a link; or ``open``, anybody, without."""
    data: Path = field(default_factory=default_data)
    """Where hosts and rooms are kept."""
    archive: Path | str | None = None
    """Where records are kept: a folder, ``data`` by default, or the address of a PostgreSQL server."""
    glossary: Path | None = None
    """Names and acronyms of all meetings, one a line."""
    voices: str = "hint"
    """Voices of shared microphones are told apart: when ``asked``, which the server may suggest (``hint``), or not."""
    room_people: int = 12
    room_readers: int = 200
    rooms: int = 50
    origins: tuple[str, ...] = ()
    """Addresses of pages, beside the server's own, that may open live sockets."""
    whip_token: str | None = None
    """What publishers without a page must show; anybody may publish when there is none."""
    metrics: str = "local"
    """Who may read ``/metrics``: ``local`` (this machine), ``on`` (everybody) or ``off``."""
    turn_urls: tuple[str, ...] = ()
    """The relay for networks that let no UDP through, as browsers write it: ``turn:host:3478?transport=udp``."""
    turn_secret: str | None = None
    """What the relay shares with this server (coturn: ``static-auth-secret``)."""
    media: str = "auto"
    """The meeting server: ``janus``, ``embedded`` (sound only), or ``auto``, the first where it is installed."""
    media_ports: MediaPorts = MediaPorts()
    public_address: str | None = None
    """Where this machine is reached from outside, when behind a NAT; told to those who send media."""
    janus_url: str | None = None
    """A Janus that somebody else runs; the next three are of it."""
    janus_secret: str | None = None
    janus_admin_key: str | None = None
    tap_host: str | None = None
    text_port: int | None = None
    """Where captions are read as plain text by TCP, unencrypted; nowhere when there is none."""
    text_host: str = "127.0.0.1"
    text_connections: int = 200

    def __repr__(self) -> str:
        return f"Settings(host={self.host!r}, port={self.port}, model={self.model!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One setting: ``VOIXLA_<NAME>`` and ``--<name>``; ``parse`` raises ``ValueError`` with a French reason."""

    name: str
    parse: Callable[[str], object]
    help: str
    metavar: str

    @property
    def variable(self) -> str:
        return f"VOIXLA_{self.name.upper()}"

    @property
    def flag(self) -> str:
        return f"--{self.name.replace('_', '-')}"


OPTIONS = (
    Option(
        name="host",
        parse=values.host,
        metavar="ADRESSE",
        help="adresse d'écoute (défaut : 127.0.0.1, cette machine)",
    ),
    Option(
        name="port",
        parse=values.number(0, 65535),
        metavar="PORT",
        help="port d'écoute (défaut : 8080 ; 0 : libre)",
    ),
    Option(
        name="model", parse=values.words, metavar="MODÈLE", help="modèle de reconnaissance (défaut : auto)"
    ),
    Option(name="language", parse=values.language, metavar="LANGUE", help="langue parlée (défaut : fr)"),
    Option(
        name="cache",
        parse=values.folder,
        metavar="DOSSIER",
        help="dossier des modèles (défaut : ~/.cache/voixla)",
    ),
    Option(
        name="access",
        parse=values.access,
        metavar="hosts|open",
        help="qui ouvre des salles : les hôtes inscrits, ou n'importe qui (défaut : hosts)",
    ),
    Option(
        name="data",
        parse=values.folder,
        metavar="DOSSIER",
        help="dossier des hôtes et des salles (défaut : ~/.local/share/voixla)",
    ),
    Option(
        name="archive",
        parse=values.archive,
        metavar="DOSSIER|URL",
        help="où sont gardées les transcriptions : un dossier (défaut : celui de --data) ou postgresql://…",
    ),
    Option(
        name="glossary",
        parse=values.folder,
        metavar="FICHIER",
        help="noms et sigles à reconnaître, un par ligne",
    ),
    Option(
        name="voices",
        parse=values.voices,
        metavar="hint|asked|off",
        help="micros partagés : proposer de distinguer les voix, attendre qu'on le demande, ou jamais "
        "(défaut : hint)",
    ),
    Option(
        name="room_people",
        parse=values.number(1, 50),
        metavar="N",
        help="participants par salle (défaut : 12)",
    ),
    Option(
        name="room_readers",
        parse=values.number(0, 10_000),
        metavar="N",
        help="lecteurs par salle (défaut : 200)",
    ),
    Option(
        name="rooms",
        parse=values.number(1, 1000),
        metavar="N",
        help="salles ouvertes à la fois (défaut : 50)",
    ),
    Option(
        name="origins",
        parse=values.origins,
        metavar="URL,…",
        help="autres sites autorisés à ouvrir la réunion",
    ),
    Option(
        name="whip_token",
        parse=values.words,
        metavar="JETON",
        help="jeton exigé des sources WHIP (défaut : aucun)",
    ),
    Option(
        name="metrics",
        parse=values.metrics,
        metavar="local|on|off",
        help="qui peut lire /metrics (défaut : local, cette machine)",
    ),
    Option(
        name="turn_urls",
        parse=values.turn_urls,
        metavar="URL,…",
        help="relais TURN pour les réseaux sans UDP (défaut : aucun)",
    ),
    Option(
        name="turn_secret",
        parse=values.long_secret,
        metavar="SECRET",
        help="secret partagé avec le relais TURN",
    ),
    Option(
        name="media",
        parse=values.media,
        metavar="auto|embedded|janus",
        help="serveur de réunion : Janus, ou intégré, avec le son seulement (défaut : auto)",
    ),
    Option(
        name="media_ports",
        parse=values.ports,
        metavar="N-N",
        help="ports UDP des médias de Janus (défaut : 20000-29999)",
    ),
    Option(
        name="public_address",
        parse=values.host,
        metavar="IP",
        help="adresse de cette machine vue de l'extérieur, derrière un NAT",
    ),
    Option(
        name="janus_url", parse=values.janus_url, metavar="URL", help="un Janus installé ailleurs (ws://…)"
    ),
    Option(name="janus_secret", parse=values.words, metavar="SECRET", help="son token_auth_secret"),
    Option(name="janus_admin_key", parse=values.words, metavar="SECRET", help="son admin_key"),
    Option(name="tap_host", parse=values.host, metavar="IP", help="adresse d'ici où ce Janus envoie le son"),
    Option(
        name="text_port",
        parse=values.number(0, 65535),
        metavar="PORT",
        help="port du texte par telnet, non chiffré (défaut : aucun ; 0 : libre)",
    ),
    Option(
        name="text_host",
        parse=values.host,
        metavar="ADRESSE",
        help="son adresse d'écoute (défaut : 127.0.0.1)",
    ),
    Option(
        name="text_connections",
        parse=values.number(1, 10_000),
        metavar="N",
        help="ses lecteurs à la fois (défaut : 200)",
    ),
)
# A secret on the command line is seen by everybody on the machine.
_ONLY_VARIABLE = frozenset({"janus_admin_key", "janus_secret", "turn_secret", "whip_token"})
# The address of an archive may have a password in it.
_NEVER_SHOWN = _ONLY_VARIABLE | {"archive"}


def add_options(parser: ArgumentParser, *, but: Collection[str] = ()) -> None:
    """Every setting that may be given on the command line, ``but`` some; values are checked by ``read``."""
    for option in OPTIONS:
        if option.name not in _ONLY_VARIABLE and option.name not in but:
            parser.add_argument(option.flag, dest=option.name, metavar=option.metavar, help=option.help)


def read(environment: Mapping[str, str], arguments: Namespace | None = None) -> Settings:
    """The settings. Raises ``VoixlaError`` (``usage.settings``) with all that is wrong."""
    found: dict[str, object] = {}
    wrong: list[str] = []
    for option in OPTIONS:
        given = getattr(arguments, option.name, None)
        text = given if isinstance(given, str) else environment.get(option.variable) or None
        if text is None:
            continue
        try:
            found[option.name] = option.parse(text)
        except ValueError as error:
            source = option.flag if isinstance(given, str) else option.variable
            shown = "" if option.name in _NEVER_SHOWN else f" « {text[:80]} »"
            wrong.append(f"{source}{shown} : {error}")
    urls = found.get("turn_urls")
    guarded = isinstance(urls, tuple) and any(url.startswith("turn") for url in urls)
    if guarded and not wrong and "turn_secret" not in found:
        wrong.append("VOIXLA_TURN_URLS : le secret du relais (VOIXLA_TURN_SECRET) manque")
    if wrong:
        raise VoixlaError("usage.settings", "Réglages incorrects : " + " ; ".join(wrong) + ".")
    settings: Settings = Settings(**found)  # type: ignore[arg-type]
    return settings
