"""How long records are kept, when they have to go, and what is said of it when they are gone. Pure.

The table is what the law and good sense ask for (docs/archive.md names the sources); a space may keep its records for
another time, within the limit that the type of a record has.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from captions.archive.audit import Head
from captions.archive.records import Deletion, Moment, Record, RecordType
from captions.archive.spaces import DAY_MS
from captions.errors import VoixlaError

CALL_DAYS: Final = 180
"""Six months, were they ever so short."""
BACKUP_DAYS: Final = 30
"""How long backups may be kept at most: until then, what was deleted may be in one."""
LONGEST_DAYS: Final = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``days`` by default, None without end; ``most`` whatever a space says."""

    days: int | None
    most: int | None = None
    basis: str


RULES: Final[Mapping[RecordType, Rule]] = MappingProxyType(
    {
        RecordType.CALL: Rule(
            days=CALL_DAYS,
            most=CALL_DAYS,
            basis="CNIL, écoute et enregistrement des appels : six mois au plus",
        ),
        RecordType.INTERNAL: Rule(
            days=30, basis="RGPD, art. 5-1-e : durée fixée par le responsable (30 jours par défaut)"
        ),
        RecordType.COUNCIL: Rule(
            days=None,
            basis="Code du patrimoine, art. L. 212-2 et R. 212-14 : élimination sur visa des archives départementales",
        ),
    }
)
"""Captions without a transcript are kept for no time at all: they are in no record."""


class Reason(StrEnum):
    """Why a record was deleted."""

    EXPIRED = "expired"
    REQUESTED = "requested"


def check_days(type: RecordType, days: int) -> None:
    """Raises ``retention.days``: a space cannot keep records for so long."""
    most = RULES[type].most or LONGEST_DAYS
    if not 1 <= days <= most:
        raise VoixlaError("retention.days", f"La durée de conservation va ici de 1 à {most} jours.")


def days_of(type: RecordType, term: int | None, template: int | None = None) -> int | None:
    """For how many days such a record is kept in a space with that term; None without end."""
    rule = RULES[type]
    if rule.days is None:
        return None  # nothing but archive rules, and people, end it
    days = term or template or rule.days
    return days if rule.most is None else min(days, rule.most)


def due(record: Record, term: int | None, template: int | None = None) -> Moment | None:
    """From when on ``record`` has to go; None when it does not have to.

    What runs is kept until it has ended, but no longer than a hard limit.
    """
    days = days_of(record.type, term, template)
    if record.legal_hold or days is None:
        return None
    begin = record.ended
    if begin is None:
        if RULES[record.type].most is None:
            return None
        begin = record.started
    return Moment(begin + days * DAY_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was deleted, why, and what remains where until when; none of its words, not even the title."""

    deletion: Deletion
    reason: Reason
    basis: str
    by: str
    files: int
    """Of sound and prepared exports."""
    head: Head
    """Of the audit log when it was decided."""

    def as_json(self) -> str:
        gone = {name: value for name, value in asdict(self.deletion).items() if name != "reason"}
        told = {
            "certificate": 1,
            **gone,
            "reason": self.reason.value,
            "stated": self.deletion.reason,
            "basis": self.basis,
            "by": self.by,
            "files": self.files,
            "backups_until": self.deletion.deleted + BACKUP_DAYS * DAY_MS,
            "audit_head": asdict(self.head),
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the JSON text: what the audit log remembers of it."""
        return sha256(self.as_json().encode()).hexdigest()

    def as_text(self) -> str:
        gone = self.deletion
        ended = "jamais terminée" if gone.ended is None else _day(gone.ended)
        why = {
            Reason.EXPIRED: "durée de conservation écoulée",
            Reason.REQUESTED: "à la demande de qui gère l'espace",
        }
        return "\n".join(
            (
                "CERTIFICAT DE SUPPRESSION",
                "",
                f"Transcription : {gone.record} (espace {gone.space}, type {gone.type.value})",
                f"Commencée : {_day(gone.started)} ; terminée : {ended}",
                f"Supprimée : {_day(gone.deleted)}, par {self.by}",
                f"Motif : {why[self.reason]} ; {gone.reason or 'sans précision'}",
                f"Fondement : {self.basis}",
                f"Contenu : {gone.segments} passages, {gone.revisions} versions, {gone.notes} notes, "
                f"{gone.chapters} chapitres, {gone.marks} marques, {self.files} fichiers (son, exports préparés)",
                "Supprimé de : base de données, journal d'écriture, index de recherche, son, exports préparés.",
                "Sauvegardes : celles d'avant peuvent encore la contenir ; la dernière est détruite au plus tard le "
                f"{_day(Moment(gone.deleted + BACKUP_DAYS * DAY_MS))}.",
                f"Journal d'audit au moment de la décision : n° {self.head.number}, {self.head.digest}",
                f"Empreinte SHA-256 du certificat (JSON) : {self.digest}",
                "",
            )
        )


def _day(moment: Moment) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).strftime("%d/%m/%Y à %H h %M UTC")
