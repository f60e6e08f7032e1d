"""Weights from the model hub over plain HTTPS: no client library, no account, nothing told but the file names.

The hub's list of files gives sizes and digests; a download goes on where it was cut and is checked at its end.
``HF_ENDPOINT`` names another hub, ``HF_HUB_OFFLINE=1`` forbids it, proxies of the environment are obeyed.
"""

import errno
import hashlib
import http.client
import json
import os
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.weights.catalogue import ModelCard
from models.weights.folder import KNOWN, NEEDED
from models.weights.progress import Progress, Step
from models.weights.source import SourceError

CONNECT_S = 2.0
_READ_S = 20.0
_TRIES = 20
"""As long as each brings something."""
_BLOCK = 1 << 18
_USER_AGENT = "voixla"
_CUT = (OSError, http.client.HTTPException)
"""What a connection that breaks may raise; ``URLError`` and time-outs are among ``OSError``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file as the hub lists it: ``digest`` is the sha256, or git's sha1 of a blob for small files."""

    name: str
    size: int
    algorithm: str
    digest: str


def endpoint() -> str:
    return os.environ.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"


def reachable(timeout: float = CONNECT_S) -> bool:
    """Whether the hub, or the proxy before it, accepts a connection within ``timeout`` seconds."""
    if os.environ.get("HF_HUB_OFFLINE", "0").upper() in ("1", "ON", "YES", "TRUE"):
        return False
    address = _first_hop(endpoint())
    answered = threading.Event()

    def connect() -> None:
        try:
            socket.create_connection(address, timeout).close()
        except OSError:
            return
        answered.set()

    # Looking up a name has no time-out of its own and may hang for tens of seconds behind a silent firewall.
    prober = threading.Thread(target=connect, name="hub-probe", daemon=True)
    prober.start()
    prober.join(timeout)
    return answered.is_set()


def from_hub(card: ModelCard, work: Path, progress: Progress) -> Path:
    """A folder in ``work`` with the checked files of ``card``; raises ``SourceError``."""
    if not reachable():
        raise SourceError("le dépôt de modèles est injoignable")
    revision, files = _listing(card.repository)
    folder = work / "hub"
    folder.mkdir(parents=True, exist_ok=True)
    total, done = sum(file.size for file in files), 0
    for file in files:
        url = f"{endpoint()}/{card.repository}/resolve/{revision}/{file.name}"
        _download(url, file, folder, partial(_tell, progress, file.name, total, done))
        done += file.size
    return folder


def _tell(progress: Progress, name: str, total: int, before: int, got: int) -> None:
    progress(Step.DOWNLOAD, name, before + got, total)


def _first_hop(url: str) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        parts = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
        host = parts.hostname or ""
    return host, parts.port or (443 if parts.scheme == "https" else 80)


def _listing(repository: str) -> tuple[str, tuple[HubFile, ...]]:
    """The newest commit and its files, the small ones first so that a wrong repository fails early."""
    url = f"{endpoint()}/api/models/{repository}/revision/main?blobs=true"
    try:
        with _open(url, {}) as response:
            answer: dict[str, Any] = json.loads(response.read())
        files = tuple(_file_of(entry) for entry in answer["siblings"] if entry["rfilename"] in KNOWN)
        revision = str(answer["sha"])
    except (*_CUT, ValueError, KeyError, TypeError) as error:
        raise SourceError("le dépôt de modèles ne répond pas comme attendu") from error
    missing = set(NEEDED) - {file.name for file in files}
    if missing:
        raise SourceError(f"le dépôt {repository} n'a pas {', '.join(sorted(missing))}")
    return revision, tuple(sorted(files, key=lambda file: file.size))


def _file_of(entry: dict[str, Any]) -> HubFile:
    large = entry.get("lfs")
    algorithm, digest = ("sha256", large["sha256"]) if large else ("blob", entry["blobId"])
    return HubFile(name=entry["rfilename"], size=int(entry["size"]), algorithm=algorithm, digest=str(digest))


def _download(url: str, file: HubFile, folder: Path, progress: Callable[[int], None]) -> None:
    target = folder / file.name
    if target.is_file() and _matches(target, file):
        progress(file.size)
        return
    # The digest in the name: a part of another version is never continued.
    part = folder / f"{file.name}.{file.digest[:16]}.part"
    for _ in range(_TRIES):
        before = _size(part)
        try:
            _continue(url, part, file.size, progress)
        except urllib.error.HTTPError as error:
            raise SourceError(f"le dépôt de modèles refuse {file.name} (réponse {error.code})") from error
        except _CUT as error:
            if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
                raise
        if _size(part) in (before, file.size):
            break
    if _size(part) < file.size:
        raise SourceError(f"le téléchargement de {file.name} s'interrompt ; relancez pour le reprendre")
    if not _matches(part, file):
        part.unlink()
        raise SourceError(f"le fichier {file.name} reçu n'a pas l'empreinte annoncée")
    part.replace(target)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _continue(url: str, part: Path, size: int, progress: Callable[[int], None]) -> None:
    have = _size(part)
    if have >= size:
        return
    with _open(url, {"Range": f"bytes={have}-"} if have else {}) as response:
        resumed = response.status == 206
        got = have if resumed else 0
        with part.open("ab" if resumed else "wb") as writer:
            while block := response.read(_BLOCK):
                writer.write(block)
                got += len(block)
                progress(min(got, size))


def _open(url: str, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(url, headers={"User-Agent": _USER_AGENT, **headers})
    return urllib.request.urlopen(request, timeout=_READ_S)


def _matches(path: Path, file: HubFile) -> bool:
    if path.stat().st_size != file.size:
        return False
    if file.algorithm == "sha256":
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with path.open("rb") as reader:
        while block := reader.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest() == file.digest
