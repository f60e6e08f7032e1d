"""``./run archive``: backups, checks, retention, exports, who spoke, owners of spaces; the server may run."""

import json
import os
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.settings import Settings, read

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from gateway.archive.keeping import Keeping

HELP = "sauvegarde, vérifie, restaure, supprime, exporte et réécoute les transcriptions ; dit qui gère les espaces"
_FAILED = 1
_FEWEST, _MOST = 2, 20


def configure(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action",
        required=True,
        metavar="backup|restore|verify|audit|retention|export|speakers|spaces|owner",
    )
    backup = actions.add_parser("backup", help="sauvegarde tout dans un dossier ; le serveur peut tourner")
    backup.add_argument("folder", type=Path, metavar="DOSSIER", help="où sont gardées les sauvegardes")
    restore = actions.add_parser("restore", help="remet une sauvegarde dans une installation vide")
    restore.add_argument("backup", type=Path, metavar="SAUVEGARDE", help="dossier voixla-… à remettre")
    restore.add_argument(
        "--certificates",
        type=Path,
        metavar="DOSSIER",
        help="certificats de suppression plus récents : ce qu'ils disent supprimé l'est à nouveau",
    )
    verify = actions.add_parser("verify", help="vérifie la base, les sons et le journal d'audit")
    verify.add_argument("--backup", type=Path, metavar="SAUVEGARDE", help="vérifie plutôt une sauvegarde")
    audit = actions.add_parser("audit", help="vérifie ou montre le journal d'audit")
    audit.add_argument("what", choices=("verify", "show"), metavar="verify|show")
    retention = actions.add_parser("retention", help="supprime ce qui est à échéance, avec certificat")
    retention.add_argument("--dry-run", action="store_true", help="dit seulement ce qui serait supprimé")
    export = actions.add_parser("export", help="écrit une transcription entière, en JSON ou autrement")
    export.add_argument("record", metavar="TRANSCRIPTION", help="son identifiant")
    export.add_argument("output", nargs="?", type=Path, metavar="FICHIER", help="défaut : sortie standard")
    export.add_argument(
        "--kind",
        metavar="FORMAT",
        default="complet",
        help="complet (JSON avec chaque version, par défaut), txt, vtt, srt, ttml, stl, json, odt, docx, pdf, "
        "seda-2.1, seda-2.2 ou seda-2.3",
    )
    export.add_argument("--rules", type=Path, metavar="TABLEAU", help="règles d'archivage (CSV), pour seda-…")
    spaces, owner = _about_spaces(actions)
    speakers = _about_speakers(actions)
    for action in (backup, restore, verify, audit, retention, export, speakers, spaces, owner):
        action.add_argument("--data", metavar="DOSSIER", help="dossier des hôtes, des salles et des sons")
        action.add_argument(
            "--archive", metavar="DOSSIER|URL", help="où sont les transcriptions, comme pour ./run serve"
        )


def _about_spaces(actions: "_SubParsersAction[ArgumentParser]") -> tuple[ArgumentParser, ArgumentParser]:
    spaces = actions.add_parser("spaces", help="liste les espaces et qui les gère")
    spaces.add_argument(
        "--without-owner", action="store_true", help="seulement ceux que plus personne ne gère"
    )
    owner = actions.add_parser("owner", help="fait gérer un espace par un hôte, en plus de qui le gère déjà")
    owner.add_argument("space", metavar="ESPACE", help="son identifiant, que donne ./run archive spaces")
    owner.add_argument("name", metavar="NOM", help="nom de l'hôte, entre guillemets s'il a des espaces")
    return spaces, owner


def _about_speakers(actions: "_SubParsersAction[ArgumentParser]") -> ArgumentParser:
    speakers = actions.add_parser(
        "speakers",
        help="réécoute qui parle aux micros partagés d'une réunion finie, et met à jour ses lignes",
    )
    speakers.add_argument("record", metavar="TRANSCRIPTION", help="son identifiant")
    speakers.add_argument(
        "--people", type=_people, metavar="N", help="N personnes au plus à chaque micro, si on le sait"
    )
    speakers.add_argument(
        "--with",
        dest="pipeline",
        metavar="CHAÎNE",
        help="chaîne de pyannote.audio (extra diarization) : un dossier, auquel vous faites confiance, ou un nom",
    )
    speakers.add_argument("--dry-run", action="store_true", help="dit seulement ce qui changerait")
    return speakers


def _people(text: str) -> int:
    if not text.isdecimal() or not _FEWEST <= int(text) <= _MOST:
        raise ArgumentTypeError(f"« {text} » : le nombre de personnes, de {_FEWEST} à {_MOST}")
    return int(text)


def run(args: Namespace) -> int:
    from gateway.archive.backup import check  # late: --help need not wait for it
    from gateway.archive.keeping import open_keeping

    settings = read(os.environ, args)
    if args.action == "restore":
        return _restore(settings, args.backup, args.certificates)
    if args.action == "verify" and args.backup is not None:
        print(f"Sauvegarde intacte : {len(check(args.backup)['files'])} fichiers.")
        return 0
    with open_keeping(settings.data, settings.archive) as keeping:
        match args.action:
            case "backup":
                return _back_up(keeping, settings, args.folder)
            case "verify":
                return _verify(keeping)
            case "audit":
                return _audit(keeping, args.what)
            case "retention":
                return _retention(keeping, args.dry_run)
            case "spaces":
                return _spaces(keeping, settings, args.without_owner)
            case "owner":
                return _owner(keeping, settings, args.space, args.name)
            case "speakers":
                return _speakers(keeping, args)
            case _:
                return _export(keeping, args)


def _back_up(keeping: "Keeping", settings: Settings, folder: Path) -> int:
    from gateway.archive.backup import back_up

    print(f"Sauvegarde faite : {back_up(keeping, settings.archive, folder)}")
    return 0


def _restore(settings: Settings, backup: Path, certificates: Path | None) -> int:
    from captions.archive.audit import Deed, Head
    from gateway.archive.backup import put_back
    from gateway.archive.inspection import inspect
    from gateway.archive.keeping import open_keeping
    from gateway.archive.sweep import Sweep

    manifest = put_back(backup, settings.data, settings.archive)
    with open_keeping(settings.data, settings.archive) as keeping:
        if manifest["head"] is not None:
            # What the log had at the time: less than that would have been taken from the backup.
            keeping.head.keep(Head(**manifest["head"]))
        found = inspect(keeping)
        keeping.tell(Deed.RESTORED, backup_at=manifest["at"])
        lost = [name for name, count in manifest["counts"].items() if found.counts[name] < count]
        troubles = [*found.troubles, *(f"Il manque des lignes dans « {name} »." for name in lost)]
        again = Sweep(keeping).repeat(certificates) if certificates is not None else 0
    _say_counts(found.counts)
    if again:
        print(f"{again} transcriptions, supprimées depuis cette sauvegarde, l'ont été à nouveau.")
    return _say_troubles(troubles, "Restauration faite et vérifiée.")


def _verify(keeping: "Keeping") -> int:
    from gateway.archive.inspection import inspect, told

    found = inspect(keeping)
    _say_counts(found.counts)
    return _say_troubles(list(found.troubles), f"Tout est intact. {told(found.chain)}")


def _audit(keeping: "Keeping", what: str) -> int:
    from gateway.archive.inspection import audit_verdict, told

    if what == "show":
        for link in keeping.audit.links():
            print(
                f"{link.number}\t{link.at}\t{link.deed}\t{link.actor}\t{link.space}\t{link.record}\t{link.about}"
            )
        return 0
    verdict = audit_verdict(keeping)
    print(told(verdict))
    return 0 if verdict.holds else _FAILED


def _retention(keeping: "Keeping", dry_run: bool) -> int:
    from gateway.archive.sweep import Sweep

    sweep = Sweep(keeping)
    if dry_run:
        due = sweep.due()
        for record in due:
            print(f"{record.id}\t{record.type.value}")
        print(f"{len(due)} transcriptions à supprimer.")
        return 0
    digests = sweep.run()
    print(f"{len(digests)} transcriptions supprimées ; certificats dans {keeping.certificates}")
    return 0


def _export(keeping: "Keeping", args: Namespace) -> int:
    from gateway.archive.exports.filing import file_record

    file_record(keeping, args.record, args.kind, args.rules, args.output)
    if args.output is not None:
        print(f"Transcription écrite : {args.output}")
    return 0


def _speakers(keeping: "Keeping", args: Namespace) -> int:
    from gateway.archive.voices_told import tell_apart

    tell_apart(keeping, args.record, most=args.people, pipeline=args.pipeline, dry_run=args.dry_run)
    return 0


def _spaces(keeping: "Keeping", settings: Settings, orphaned: bool) -> int:
    from gateway.access.accounts import Accounts
    from gateway.access.store import open_store
    from gateway.archive.ownership import ownerships

    with open_store(settings.data) as store:
        told = ownerships(keeping, Accounts(store, time.time), orphaned=orphaned)
    for known in told:
        owners = ", ".join(known.owners) or "personne"
        print(f"{known.space.id}\t{known.space.type.value}\t{known.space.name}\t{owners}")
    without = sum(not known.owners for known in told)
    if not told:
        print("Chaque espace est géré par quelqu'un." if orphaned else "Aucun espace.")
    elif without:
        print(
            f"{without} sans personne pour le gérer. Pour en donner un à un hôte : ./run archive owner ESPACE NOM",
            file=sys.stderr,
        )
    return 0


def _owner(keeping: "Keeping", settings: Settings, space: str, name: str) -> int:
    from gateway.access.accounts import Accounts
    from gateway.access.store import open_store
    from gateway.archive.ownership import give

    with open_store(settings.data) as store:
        given, host = give(keeping, Accounts(store, time.time), space, name)
    print(f"« {host.name} » gère maintenant l'espace « {given.name} ».")
    return 0


def _say_counts(counts: dict[str, int]) -> None:
    print(json.dumps(counts))


def _say_troubles(troubles: list[str], well: str) -> int:
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    if not troubles:
        print(well)
    return _FAILED if troubles else 0
