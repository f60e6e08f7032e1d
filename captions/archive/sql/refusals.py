"""What the archive says when it cannot: every sentence in one place, and values brought into what databases take."""

import re
from typing import Final

from captions.archive.sql.database import Value
from captions.errors import VoixlaError

_MOST: Final = 2**63
# Neither fits into a text of PostgreSQL; half of a surrogate pair fits into no UTF-8.
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")

_SENTENCES: Final = {
    "archive.unknown": "Ce que vous demandez n'existe pas, ou vous n'y avez pas accès.",
    "archive.conflict": "Quelqu'un d'autre vient de modifier ce passage : relisez-le, puis recommencez.",
    "archive.held": "Ce compte rendu est conservé par une mesure de protection : levez-la d'abord.",
    "archive.closed": "Cet espace est fermé : choisissez-en un autre, ou rouvrez-le.",
    "archive.too_long": "Ce texte est trop long pour l'archive : raccourcissez-le.",
    "archive.cursor": "Cette suite de la liste n'existe plus : reprenez la liste au début.",
    "archive.newer": "Les archives ont été écrites par une version plus récente de Voixlà : mettez ce programme "
    "à jour.",
    "archive.driver": "PostgreSQL demande un module de plus : relancez avec VOIXLA_EXTRAS=postgres devant ./run, "
    "qui l'installe.",
    "archive.unreachable": "La base de données des archives ne répond pas : vérifiez que PostgreSQL tourne et que "
    "l'adresse est la bonne.",
    "archive.rights": "La base de données des archives refuse ce compte : vérifiez son nom, son mot de passe et ses "
    "droits.",
    "archive.locked": "Un autre programme garde les archives pour lui : arrêtez-le (sauvegarde, outil SQL ?), puis "
    "recommencez.",
    "archive.disk": "Le disque refuse d'écrire les archives : plein, peut-être. Faites de la place.",
    "archive.damaged": "Le fichier des archives est abîmé : remettez une sauvegarde à sa place.",
    "archive.unwritable": "Les archives ne peuvent pas être ouvertes en écriture : prenez le compte du serveur, ou "
    "choisissez un autre dossier avec --data.",
    "redaction.published": "C'est une copie publiée : ses passages occultés le restent. Occultez l'original, "
    "publiez-le de nouveau, puis supprimez cette copie.",
    "redaction.touched": "Un passage est occulté à cet endroit : gardez chaque « [occulté] » à sa place, et ne "
    "corrigez que ce qui l'entoure.",
    "redaction.inside": "Ce moment est occulté : écrivez la note à propos d'un autre moment.",
    "archive.failed": "Les archives ne répondent pas comme il faut : regardez le journal du serveur.",
}
_FOR_NOW: Final = frozenset({"archive.unreachable", "archive.locked", "archive.disk"})


def refusal(code: str) -> VoixlaError:
    return VoixlaError(code, _SENTENCES[code], retryable=code in _FOR_NOW)


def clean(text: str) -> str:
    """What no database takes, as U+FFFD."""
    # Most of what comes is a line that can be printed, and nothing that is unfit can be.
    return text if text.isprintable() else _UNFIT.sub("\ufffd", text)


def kept(text: str, most: int) -> str:
    """``text`` cleaned; raises ``archive.too_long`` above ``most`` characters."""
    if len(text) > most:
        raise refusal("archive.too_long")
    return clean(text)


def fit(value: Value) -> Value:
    """A value that both databases take. A number beyond theirs belongs to nothing that is kept."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        if not -_MOST <= value < _MOST:
            raise refusal("archive.unknown")
        return int(value)
    return value
