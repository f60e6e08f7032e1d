"""What plain-text readers are told beside speech, in French, each on one line. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from captions.events import Cause, State, Status
from captions.layout import named, plain

_CAUSES: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.OVERLOAD: "la machine est surchargée",
        Cause.ENGINE: "la reconnaissance est en panne",
        Cause.MEDIA: "le son est illisible",
        Cause.NETWORK: "le son se perd sur le réseau",
        Cause.SHUTDOWN: "le serveur s’arrête",
    }
)
_STATES: Mapping[Status, str] = MappingProxyType(
    {
        Status.OFF: "Les sous-titres sont arrêtés",
        Status.STARTING: "Les sous-titres se préparent",
        Status.LIVE: "Les sous-titres sont en direct",
        Status.LATE: "Les sous-titres ont pris du retard",
        Status.INTERRUPTED: "Les sous-titres sont interrompus",
        Status.CLOSED: "Les sous-titres sont terminés",
    }
)
OFF_RECORD_BEGINS = "[Hors compte rendu : ce qui suit n’est gardé nulle part.]"
OFF_RECORD_ENDS = "[De nouveau au compte rendu.]"
VOICES_TOGETHER = (
    "[Les sous-titres sont en direct ; les voix d’un micro partagé ne sont pas distinguées pour l’instant.]"
)
MEDIA_DOWN = "[Le serveur de réunion ne répond plus : personne ne s’entend.]"
MEDIA_UP = "[Le serveur de réunion est revenu.]"
CAPTIONS_OFF = "[Les sous-titres sont arrêtés : quelqu’un dans la salle peut les mettre en marche.]"
GOODBYE = "[Au revoir.]"
TOO_SLOW = "[Lecture trop lente : la connexion est fermée. Revenez dans un instant.]"


def state(event: State) -> str:
    if (event.status, event.cause) == (Status.LIVE, Cause.OVERLOAD):
        return VOICES_TOGETHER
    told = _STATES[event.status]
    if event.status is Status.LATE:
        told += f" : {max(1, round(event.lag_ms / 1000))} s"
    elif event.cause is not None:
        told += f" : {_CAUSES[event.cause]}"
    return f"[{told}.]"


def still_missing(name: str, cause: Cause) -> str:
    return named(name, f"[rien n’est sous-titré en ce moment : {_CAUSES[cause]}]")


def typed(name: str) -> str:
    return f"{plain(name)} (écrit)".strip()


def off_record(name: str) -> str:
    return f"{plain(name)} (hors compte rendu)".strip()


def changed(how: str, name: str, text: str) -> str:
    """``how``: « Correction », « Ajout », « Confirmé »."""
    shown = plain(name)
    return f"{how}, {shown} : {text}" if shown else f"{how} : {text}"


def withdrawn(name: str, text: str) -> str:
    quoted = f"à retirer : « {text} »" if text else "un passage est retiré"
    return changed("Correction", name, quoted)


def someone_else(name: str, instead: str, text: str) -> str:
    shown, other = plain(name), plain(instead)
    who = f"{shown} (et non {other})" if other and shown else shown or f"ce n’est pas {other}"
    return f"Correction, {who} : {text}"


def is_called(before: str, now: str) -> str:
    return f"[{plain(before) or '?'} : c’est {plain(now) or '?'}]"


def is_not(own: str, before: str, now: str | None = None) -> str:
    """Of who was taken for somebody else, whose name ``before`` stays; or called by a name that is taken back."""
    told = f"{plain(own) or '?'} : ce n’est pas {plain(before) or '?'}"
    return f"[{told}]" if now is None else f"[{told}, c’est {plain(now) or '?'}]"


def says_again(name: str, text: str) -> str:
    shown = plain(name) or "Quelqu’un"
    return f"[{shown} va répéter : « {text} »]" if text else f"[{shown} va répéter.]"


def come_in(room: str) -> str:
    return f"[Vous lisez la salle {room}.]"


def waits(*, host: bool) -> str:
    if host:
        return "[Vous êtes dans la salle d’attente : on va vous faire entrer.]"
    return "[Vous êtes dans la salle d’attente : la personne qui peut vous faire entrer n’est pas encore là.]"


def made_by(model: str, note: str) -> str:
    """``note``: what the model is worth, or nothing."""
    told = f"Sous-titres automatiques ({plain(model)}), qui peuvent contenir des erreurs."
    return f"[{told} {plain(note)}]" if note else f"[{told}]"


def said_before(count: int) -> str:
    return f"[{_lines(count)} {'ont' if count > 1 else 'a'} été dite{'s' if count > 1 else ''} avant votre arrivée.]"


def lost(count: int) -> str:
    return f"[{_lines(count)} perdue{'s' if count > 1 else ''} : la lecture a pris trop de retard.]"


def unread(count: int) -> str:
    return f"[{_lines(count)} à lire.]" if count else "[Tout est lu.]"


def speaking(names: Sequence[str]) -> str:
    shown = [plain(name) for name in names]
    if not shown:
        return "[Personne ne parle.]"
    return f"[{'Parlent' if len(shown) > 1 else 'Parle'} : {', '.join(shown)}.]"


def _lines(count: int) -> str:
    return f"{count} ligne{'s' if count > 1 else ''}"
