"""What a setting may be, as text from outside: each function checks one kind and says in French what is expected.

They raise ``ValueError`` with the reason; which setting it is about is said by ``settings``.
"""

import re
from collections.abc import Callable
from pathlib import Path

from gateway.media.janus.config import MediaPorts

_SHORTEST_SECRET = 16
_TURN_URL = re.compile(
    r"(stuns?|turns?):([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?"
)


def number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"un nombre de {low} à {high} est attendu")
        return int(text)

    return parse


def words(text: str) -> str:
    if not text.strip():
        raise ValueError("la valeur est vide")
    return text.strip()


def folder(text: str) -> Path:
    return Path(words(text)).expanduser()


def archive(text: str) -> Path | str:
    """A folder, or the address of a server: its password is better given by ``~/.pgpass`` than in here."""
    address = words(text)
    # What else libpq takes (« host=… dbname=… ») would be a folder of that name, which nobody means.
    keywords = re.match(r"(host|hostaddr|port|dbname|user|password|service)\s*=", address)
    if "://" not in address and keywords is None:
        return folder(address)
    if not address.startswith(("postgresql://", "postgres://")):
        raise ValueError("un dossier ou une adresse comme « postgresql://serveur/voixla » est attendu")
    return address


def host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("un nom de machine ou une adresse IP est attendu")
    return text


def language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", text):
        raise ValueError("un code de langue comme « fr » est attendu")
    return text


def origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/").lower() for part in text.split(",") if part.strip())
    for origin in origins:
        if not re.fullmatch(r"https?://[a-z0-9.:\[\]_-]+", origin):
            raise ValueError(
                "des adresses comme « https://reunions.ville.fr » sont attendues, séparées par des virgules"
            )
    return origins


def access(text: str) -> str:
    if text not in ("open", "hosts"):
        raise ValueError("« hosts » ou « open » est attendu")
    return text


def voices(text: str) -> str:
    if text not in ("hint", "asked", "off"):
        raise ValueError("« hint », « asked » ou « off » est attendu")
    return text


def metrics(text: str) -> str:
    if text not in ("local", "on", "off"):
        raise ValueError("« local », « on » ou « off » est attendu")
    return text


def turn_urls(text: str) -> tuple[str, ...]:
    urls = tuple(part.strip() for part in text.split(",") if part.strip())
    if not urls or not all(_TURN_URL.fullmatch(url) for url in urls):
        raise ValueError("des adresses comme « turn:reunions.ville.fr:3478?transport=udp » sont attendues")
    return urls


def long_secret(text: str) -> str:
    if len(text.strip()) < _SHORTEST_SECRET:
        raise ValueError(f"un secret d’au moins {_SHORTEST_SECRET} caractères est attendu")
    return text.strip()


def media(text: str) -> str:
    if text not in ("auto", "embedded", "janus"):
        raise ValueError("« auto », « embedded » ou « janus » est attendu")
    return text


def ports(text: str) -> MediaPorts:
    found = re.fullmatch(r"([0-9]{4,5})-([0-9]{4,5})", text)
    if not found or not 1024 <= int(found[1]) <= int(found[2]) - 99 <= 65436:
        raise ValueError("deux ports comme « 20000-29999 » sont attendus, 100 ports au moins")
    return MediaPorts(first=int(found[1]), last=int(found[2]))


def janus_url(text: str) -> str:
    if not re.fullmatch(r"wss?://[A-Za-z0-9.:\[\]_-]+(/[A-Za-z0-9/_-]*)?", text):
        raise ValueError("une adresse comme « ws://janus.ville.fr:8188/ » est attendue")
    return text
