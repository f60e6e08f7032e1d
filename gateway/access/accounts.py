"""The hosts of an installation and their passwords (Argon2id). Blocks: a check takes a fraction of a second by design.

How often somebody may try is for ``attempts`` to say.
"""

import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from captions.errors import VoixlaError
from gateway.access.store import Store
from gateway.live.wording import clean_name

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Somebody who may open rooms; ``name`` as it is shown."""

    id: int
    name: str


class Accounts:
    """``clock`` gives Unix time."""

    def __init__(
        self, store: Store, clock: Callable[[], float], hasher: PasswordHasher | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        # What the password of an unknown name is compared with: a refusal takes as long as for a known one.
        self._nobody = self._hasher.hash("")

    def names(self) -> list[str]:
        """All hosts, as shown, in alphabetical order."""
        return [shown for (shown,) in self._store.rows("SELECT shown FROM hosts ORDER BY name")]

    def find(self, name: str) -> Host | None:
        """By their name, in any spelling of it."""
        found = self._store.rows("SELECT id, shown FROM hosts WHERE name = ?", folded(name))
        return Host(id=found[0][0], name=found[0][1]) if found else None

    def numbered(self, id_: int) -> Host | None:
        found = self._store.rows("SELECT id, shown FROM hosts WHERE id = ?", id_)
        return Host(id=found[0][0], name=found[0][1]) if found else None

    def check_new(self, name: str) -> None:
        """Raises ``host.bad_name`` or ``host.exists``: before anybody is asked for a password."""
        if self._store.rows("SELECT 1 FROM hosts WHERE name = ?", folded(_shown(name))):
            raise _exists(name)

    def check_known(self, name: str) -> None:
        """Raises ``host.unknown``."""
        if not self._store.rows("SELECT 1 FROM hosts WHERE name = ?", folded(name)):
            raise _unknown(name)

    def add(self, name: str, password: str) -> Host:
        """Raises ``host.bad_name``, ``host.exists`` or ``host.password``."""
        shown = _shown(name)
        hashed = self._hasher.hash(_checked(password))
        try:
            with self._store.change() as change:
                # The number of a removed host must not come again: spaces of the archive go by it.
                number = change.execute("INSERT INTO host_numbers DEFAULT VALUES RETURNING id").fetchone()[0]
                row = change.execute(
                    "INSERT INTO hosts (id, name, shown, password, created) VALUES (?, ?, ?, ?, ?) RETURNING id",
                    (number, folded(shown), shown, hashed, int(self._clock())),
                ).fetchone()
        except sqlite3.IntegrityError:
            raise _exists(shown) from None
        return Host(id=row[0], name=shown)

    def remove(self, name: str) -> None:
        """Signs the host out everywhere and closes their rooms. Raises ``host.unknown``."""
        with self._store.change() as change:
            now = int(self._clock())
            change.execute(
                "UPDATE rooms SET closed = ? WHERE closed IS NULL AND owner = (SELECT id FROM hosts WHERE name = ?)",
                (now, folded(name)),
            )
            _found(change.execute("DELETE FROM hosts WHERE name = ?", (folded(name),)), name)

    def set_password(self, name: str, password: str) -> None:
        """Signs the host out everywhere. Raises ``host.unknown`` or ``host.password``."""
        hashed = self._hasher.hash(_checked(password))
        with self._store.change() as change:
            _found(
                change.execute("UPDATE hosts SET password = ? WHERE name = ?", (hashed, folded(name))), name
            )
            change.execute(
                "DELETE FROM sign_ins WHERE host = (SELECT id FROM hosts WHERE name = ?)", (folded(name),)
            )

    def check(self, name: str, password: str) -> Host | None:
        """The host, if that is the password; takes as long when there is no such host."""
        found = self._store.rows("SELECT id, shown, password FROM hosts WHERE name = ?", folded(name))
        hashed = found[0][2] if found else self._nobody
        try:
            self._hasher.verify(hashed, _composed(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return None
        if not found:
            return None
        if self._hasher.check_needs_rehash(hashed):
            with self._store.change() as change:
                # Not over a password that was changed meanwhile.
                change.execute(
                    "UPDATE hosts SET password = ? WHERE id = ? AND password = ?",
                    (self._hasher.hash(_composed(password)), found[0][0], hashed),
                )
        return Host(id=found[0][0], name=found[0][1])


def _shown(name: str) -> str:
    try:
        return clean_name(name)
    except VoixlaError:
        raise VoixlaError("host.bad_name", "Indiquez un nom de 1 à 60 caractères.") from None


def folded(name: str) -> str:
    """The same for all spellings of one name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _checked(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise VoixlaError(
            "host.password",
            f"Le mot de passe doit avoir de {SHORTEST_PASSWORD} à {LONGEST_PASSWORD} caractères ; une phrase fait "
            "l'affaire.",
        )
    return _composed(password)


def _composed(password: str) -> str:
    """Keyboards write the same accent in more than one way."""
    return unicodedata.normalize("NFC", password)


def _found(cursor: sqlite3.Cursor, name: str) -> None:
    if cursor.rowcount == 0:
        raise _unknown(name)


def _exists(name: str) -> VoixlaError:
    return VoixlaError(
        "host.exists", f"« {name} » existe déjà. Pour changer son mot de passe : ./run host password."
    )


def _unknown(name: str) -> VoixlaError:
    return VoixlaError("host.unknown", f"« {name} » n'est pas un hôte de ce serveur. Voyez ./run host list.")
