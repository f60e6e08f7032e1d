"""Whether what is kept is whole: the database, the index, the files of records, the audit log. Reads only."""

from dataclasses import dataclass

from captions.archive.audit import Verdict, verify
from captions.archive.ports import SYSTEM
from captions.archive.records import Record, RecordId
from gateway.archive.backup import counted
from gateway.archive.keeping import Keeping
from gateway.archive.redact_files import RedactedFiles

_WHY = {
    "changed": "la ligne {} n'est pas telle qu'elle a été écrite",
    "missing": "la ligne {} a été retirée",
    "shortened": "des lignes manquent à la fin, à partir de la {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    counts: dict[str, int]
    chain: Verdict
    troubles: tuple[str, ...]
    """In French; none when all is well."""


def audit_verdict(keeping: Keeping) -> Verdict:
    """Raises ``audit.head``."""
    head = keeping.head.last()
    return verify(keeping.audit.links(), keeping.audit_key, [] if head is None else [head])


def told(verdict: Verdict) -> str:
    """The verdict on the audit log in one French sentence."""
    if verdict.holds:
        return f"Journal d'audit intact : {verdict.links} lignes, tête {verdict.head.digest[:16]}…"
    return f"Journal d'audit rompu : {_WHY[verdict.why].format(verdict.broken)}."


def inspect(keeping: Keeping) -> Findings:
    """Takes time in proportion to what is kept."""
    troubles = [*_database(keeping), *_sounds(keeping)]
    verdict = audit_verdict(keeping)
    if not verdict.holds:
        troubles.append(told(verdict))
    return Findings(counts=counted(keeping), chain=verdict, troubles=tuple(troubles))


def _database(keeping: Keeping) -> list[str]:
    database, troubles = keeping.archive.database, []
    if database.dialect.name == "sqlite":
        found = database.rows("PRAGMA integrity_check(1)")[0][0]
        if found != "ok":
            troubles.append("Le fichier de la base de données est abîmé.")
    unread = database.rows(
        "SELECT count(*) FROM segments WHERE NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.session = "
        "segments.session AND revisions.segment = segments.segment AND revisions.revision = segments.revision)"
    )[0][0]
    if unread:
        troubles.append(f"{unread} passages n'ont pas de texte.")
    return troubles


def _sounds(keeping: Keeping) -> list[str]:
    """Sound that a record says it has and has not, and folders that no record knows."""
    known: dict[str, Record] = {}
    cursor = None
    while True:
        page = keeping.archive.records(SYSTEM, cursor=cursor, limit=500)
        known |= {record.id: record for record in page.items}
        cursor = page.next
        if cursor is None:
            break
    there = {path.name for path in keeping.records.iterdir()} if keeping.records.is_dir() else set()
    silent = sum(1 for record in known.values() if record.audio and record.id not in there)
    stray = len(there - known.keys())
    troubles = []
    if silent:
        troubles.append(f"{silent} transcriptions annoncent un son qui n'est pas là.")
    behind = sum(1 for record in keeping.archive.redacted() if _is_behind(keeping, record))
    if behind:
        troubles.append(
            f"Dans le son de {behind} transcriptions, des passages restent à occulter : lancez le serveur."
        )
    if stray:
        troubles.append(f"{stray} dossiers de son n'appartiennent à aucune transcription.")
    return troubles


def _is_behind(keeping: Keeping, record: RecordId) -> bool:
    files = RedactedFiles(keeping.records, record)
    standing = {redaction.id for redaction in keeping.archive.redactions(record, SYSTEM)}
    return bool(files.sounds()) and not files.done() >= standing
