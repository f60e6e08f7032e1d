"""Where the text of a job goes, in UTF-8: standard output, or a file that appears whole or grows as it is written."""

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol

from captions.errors import VoixlaError
from captions.layout import plain


class Output(Protocol):
    """Takes text, or octets, as they come; ``finish`` makes them last, ``discard`` leaves nothing half-made behind."""

    def write(self, data: str | bytes) -> None: ...

    def finish(self) -> None: ...

    def discard(self) -> None: ...


class StandardOutput:
    """Each piece is flushed: a reader at the other end of a pipe is waiting for it."""

    def write(self, data: str | bytes) -> None:
        if not data:
            return
        if isinstance(data, str):
            sys.stdout.write(data)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        sys.stdout.flush()

    def finish(self) -> None:
        sys.stdout.flush()

    def discard(self) -> None:
        pass


class FileOutput:
    """A file. ``whole``: it takes its name when it is finished, so nobody ever reads half of it.

    Raises ``VoixlaError`` with a code ``output.*`` at once where nothing could be written, not after an hour.
    """

    def __init__(self, path: str, *, whole: bool) -> None:
        self._name = f"« {plain(os.fsencode(path).decode('utf-8', 'replace'))} »"
        # The file behind a link is replaced, not the link.
        self._path = Path(os.path.realpath(path))
        self._part: Path | None = None
        try:
            self._file = self._open(whole=whole)
        except OSError as error:
            raise self._failure(error) from error

    def write(self, data: str | bytes) -> None:
        try:
            self._file.write(data.encode("utf-8", "replace") if isinstance(data, str) else data)
            if self._part is None:
                self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def finish(self) -> None:
        try:
            self._file.flush()
            if self._part is not None:
                os.fsync(self._file.fileno())
            self._file.close()
            if self._part is not None:
                self._part.replace(self._path)
                self._part = None
        except OSError as error:
            self.discard()
            raise self._failure(error) from error

    def discard(self) -> None:
        try:
            self._file.close()
        except OSError:
            pass  # what could not be flushed is being thrown away
        if self._part is not None:
            self._part.unlink(missing_ok=True)
            self._part = None

    def _open(self, *, whole: bool) -> IO[bytes]:
        if self._path.is_dir():
            raise VoixlaError("output.directory", f"{self._name} est un dossier. Donnez un nom de fichier.")
        if not self._path.parent.is_dir():
            raise VoixlaError("output.missing", f"Le dossier de {self._name} n'existe pas. Créez-le d'abord.")
        special = self._path.exists() and not stat.S_ISREG(self._path.stat().st_mode)
        if special or not whole:
            return self._path.open("wb")
        part = self._path.with_name(f".voixla-{secrets.token_hex(6)}.part")
        file = part.open("xb")
        self._part = part
        return file

    def _failure(self, error: OSError) -> VoixlaError:
        if isinstance(error, PermissionError):
            return VoixlaError("output.forbidden", f"Vous n'avez pas le droit d'écrire {self._name}.")
        return VoixlaError("output.failed", f"{self._name} n'a pas pu être écrit : {_reason(error)}.")


def write_all(output: Output, pieces: Iterable[str | bytes]) -> None:
    """All of ``pieces``, or nothing, also when it is interrupted."""
    try:
        for piece in pieces:
            output.write(piece)
        output.finish()
    finally:
        output.discard()  # of what is finished nothing


def refuse_to_overwrite(source: str, output: str) -> None:
    """Raises ``VoixlaError`` when captions would replace the very recording that they are made from."""
    try:
        same = os.path.samefile(source, output)
    except (OSError, ValueError):
        return
    if same:
        raise VoixlaError("usage.output", "Le résultat remplacerait l'enregistrement. Donnez un autre nom.")


def _reason(error: OSError) -> str:
    reasons = {
        errno.ENOSPC: "le disque est plein",
        errno.EDQUOT: "votre part du disque est pleine",
        errno.EROFS: "le disque est en lecture seule",
        errno.ENAMETOOLONG: "le nom est trop long",
    }
    return reasons.get(
        error.errno or 0, "erreur du système " + errno.errorcode.get(error.errno or 0, "inconnue")
    )
