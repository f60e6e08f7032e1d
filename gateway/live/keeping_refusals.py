"""What the live protocol says about the record of a meeting when something is refused or fails, in French and English.

Codes ``archive.*`` are the archive's; what is said here is for those who are in the meeting. Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GOES_ON = (
    " Les sous-titres continuent ; ce qui est dit est gardé en mémoire en attendant.",
    " Captions go on; what is said is held in memory meanwhile.",
)


def _for_now(french: str, english: str) -> tuple[str, str]:
    return french + _GOES_ON[0], english + _GOES_ON[1]


TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "transcript.none": (
            "Ce serveur n’a pas d’archives : rien ne peut y être transcrit.",
            "This server has no archive: nothing can be transcribed.",
        ),
        "transcript.first": (
            "Démarrez d’abord la transcription : le son est gardé avec elle.",
            "Start the transcript first: the sound is kept with it.",
        ),
        "transcript.off": (
            "Rien n’est transcrit en ce moment.",
            "Nothing is being transcribed at the moment.",
        ),
        "transcript.objected": (
            "Votre opposition a déjà été transmise. Vous pouvez aussi quitter la réunion.",
            "Your objection has been passed on already. You may also leave the meeting.",
        ),
        "transcript.slow": _for_now(
            "Les archives répondent trop lentement : la transcription n’est pas enregistrée pour l’instant.",
            "The archive answers too slowly: the transcript is not saved for now.",
        ),
        "transcript.sound": (
            "Le son n’est plus enregistré : le disque du serveur le refuse. Le texte et les sous-titres continuent.",
            "The sound is not saved any more: the disk of the server refuses it. Text and captions go on.",
        ),
        "archive.disk": _for_now(
            "Le disque du serveur est plein : la transcription n’est plus enregistrée. Prévenez la personne qui gère "
            "le serveur.",
            "The disk of the server is full: the transcript is not saved any more. Tell whoever runs the server.",
        ),
        "archive.closed": (
            "L’espace de cette réunion est fermé : il ne reçoit plus de transcription.",
            "The space of this meeting is closed: it takes no transcripts any more.",
        ),
        **dict.fromkeys(
            (
                "archive.locked",
                "archive.unreachable",
                "archive.rights",
                "archive.damaged",
                "archive.newer",
                "archive.unwritable",
                "archive.driver",
                "archive.failed",
            ),
            _for_now(
                "Les archives ne répondent pas : la transcription n’est pas enregistrée. Prévenez la personne qui gère "
                "le serveur.",
                "The archive does not answer: the transcript is not saved. Tell whoever runs the server.",
            ),
        ),
    }
)
