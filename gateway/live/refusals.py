"""What the live protocol says when it refuses something, in French and English. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from captions.errors import VoixlaError
from gateway.live import keeping_refusals, sharing_refusals

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "live.not_json": (
            "Message illisible : du JSON est attendu.",
            "Unreadable message: JSON is expected.",
        ),
        "live.too_large": ("Message trop grand (64 Kio au plus).", "Message too large (64 KiB at most)."),
        "live.unknown_type": ("Type de message inconnu.", "Unknown message type."),
        "live.bad_field": ("Champ absent ou incorrect dans le message.", "A field is missing or wrong."),
        "live.bad_name": (
            "Indiquez un nom de 1 à 60 caractères.",
            "Give a name of 1 to 60 characters.",
        ),
        "live.hello_first": ("Le premier message doit être « hello ».", "The first message must be “hello”."),
        "live.hello_once": ("« hello » a déjà été reçu.", "“hello” was received already."),
        "live.version": (
            "Cette page et le serveur n’ont pas la même version : rechargez la page.",
            "This page and the server are of different versions: reload the page.",
        ),
        "live.reader": (
            "Vous suivez la réunion en lecture seule.",
            "You follow the meeting as a reader only.",
        ),
        "live.not_host": (
            "Seule la personne qui anime la réunion peut faire cela.",
            "Only a host of the meeting can do that.",
        ),
        "live.waiting": (
            "Attendez que l’on vous fasse entrer.",
            "Wait until somebody lets you in.",
        ),
        "live.no_such_person": (
            "Cette personne n’est plus là.",
            "That person is not here any more.",
        ),
        "chat.bad_text": (
            "Écrivez un message de 1 à 2 000 caractères.",
            "Write a message of 1 to 2,000 characters.",
        ),
        "chat.too_fast": (
            "Vous écrivez trop vite : attendez quelques secondes, puis renvoyez votre message.",
            "You write too fast: wait a few seconds, then send your message again.",
        ),
        "correct.not_allowed": (
            "Corriger ces mots revient à la personne qui les a dits et aux correcteurs.",
            "Only whoever said these words and correctors may correct them.",
        ),
        "correct.gone": (
            "Cette phrase n’existe plus : elle a été retirée, ou la réunion a recommencé.",
            "There is no such phrase any more: it was withdrawn, or the meeting began anew.",
        ),
        "correct.conflict": (
            "Quelqu’un vient de changer ces mots : c’est son texte qui reste. Relisez, puis recommencez s’il le faut.",
            "Somebody has just changed these words: their text stands. Read it again, then correct it if need be.",
        ),
        "correct.nothing": (
            "Plus rien à annuler : vos corrections ont été reprises par d’autres, ou annulées déjà.",
            "Nothing left to undo: others have changed your corrections since, or they are undone already.",
        ),
        "correct.bad_text": (
            "Écrivez une correction de 1 à 500 caractères.",
            "Write a correction of 1 to 500 characters.",
        ),
        "glossary.term": (
            "Un terme du glossaire a de 1 à 80 caractères et ne commence pas par « # ».",
            "A term of the glossary has 1 to 80 characters and does not begin with “#”.",
        ),
        "glossary.long": (
            "Le glossaire est plein (350 caractères en tout) : retirez des termes pour en ajouter d’autres.",
            "The glossary is full (350 characters in all): remove terms to add others.",
        ),
        "ask.too_fast": (
            "Attendez quelques secondes avant de redemander.",
            "Wait a few seconds before you ask again.",
        ),
        "ask.nobody": (
            "Personne ne peut répondre : celle ou celui qui a parlé n’est plus là, et personne ne corrige.",
            "Nobody can answer: whoever spoke is not here any more, and nobody corrects.",
        ),
        "ask.gone": (
            "On a déjà répondu à cette question, ou ces mots ont été retirés.",
            "This question is answered already, or the words were withdrawn.",
        ),
        "typing.too_long": (
            "Votre ligne est trop longue : terminez-la, et continuez sur la suivante.",
            "Your line is too long: end it, and go on with the next.",
        ),
        "voice.busy": (
            "Trop de phrases attendent d’être dites : la vôtre est affichée, mais ne sera pas lue à voix haute.",
            "Too many sentences wait to be spoken: yours is shown, but will not be read aloud.",
        ),
        "voice.failed": (
            "Votre phrase est affichée, mais n’a pas pu être lue à voix haute.",
            "Your sentence is shown, but could not be read aloud.",
        ),
        "live.too_many": (
            "Trop de messages en trop peu de temps : la connexion est fermée.",
            "Too many messages in too short a time: the connection is closed.",
        ),
        "live.replaced": (
            "Vous avez rejoint cette réunion depuis une autre fenêtre.",
            "You have joined this meeting from another window.",
        ),
        "room.bad_name": (
            "Nom de salle incorrect : 3 à 64 lettres minuscules sans accent, chiffres ou tirets.",
            "Bad room name: 3 to 64 lower-case letters without accents, digits or hyphens.",
        ),
        "room.full": (
            "La salle est complète. Réessayez plus tard, ou suivez la réunion en lecture seule.",
            "The room is full. Try again later, or follow the meeting as a reader.",
        ),
        "room.readers_full": (
            "Trop de personnes lisent déjà les sous-titres de cette salle.",
            "Too many people read the captions of this room already.",
        ),
        "room.listeners_full": (
            "Trop d’appareils écoutent déjà cette salle.",
            "Too many devices listen to this room already.",
        ),
        "room.not_open": (
            "Personne n’est dans cette salle.",
            "Nobody is in this room.",
        ),
        "room.closed": ("La réunion est terminée.", "The meeting is over."),
        "room.locked": (
            "La salle est verrouillée : plus personne ne peut y entrer. Prévenez la personne qui organise la réunion.",
            "The room is locked: nobody else can come in. Tell the host of the meeting.",
        ),
        "room.lobby_full": (
            "Trop de personnes attendent déjà devant cette salle. Réessayez dans un moment.",
            "Too many people wait in front of this room already. Try again in a moment.",
        ),
        "room.refused": (
            "La personne qui anime la réunion ne vous a pas fait entrer.",
            "The host of the meeting did not let you in.",
        ),
        "room.removed": (
            "La personne qui anime la réunion vous en a fait sortir.",
            "The host of the meeting removed you from it.",
        ),
        "room.unknown": (
            "Cette réunion n’existe pas, ou elle est terminée. Demandez le lien à la personne qui l’organise.",
            "There is no such meeting, or it is over. Ask whoever organises it for the link.",
        ),
        "access.needed": (
            "Cette réunion demande une invitation : ouvrez le lien complet que vous a donné la personne qui "
            "l’organise. Si c’est vous, connectez-vous.",
            "This meeting needs an invitation: open the whole link that its host gave you. If you are the host, "
            "sign in.",
        ),
        "access.expired": (
            "Votre invitation n’est plus valable. Demandez un nouveau lien à la personne qui organise la réunion.",
            "Your invitation has expired. Ask the host of the meeting for a new link.",
        ),
        "access.other_room": (
            "Cette invitation est celle d’une autre réunion.",
            "This invitation is for another meeting.",
        ),
        "access.revoked": (
            "Les liens de cette réunion ont été remplacés : demandez le nouveau à la personne qui l’organise.",
            "The links of this meeting were replaced: ask its host for the new one.",
        ),
        "access.bad": (
            "Cette invitation est incomplète ou fausse : ouvrez le lien tel que vous l’avez reçu, en entier.",
            "This invitation is incomplete or forged: open the link as you received it, all of it.",
        ),
        "access.cross_site": (
            "Cette demande ne vient pas d’une page de ce serveur : rouvrez la page et recommencez.",
            "This request does not come from a page of this server: open the page again and start anew.",
        ),
        "access.signed_out": (
            "Connectez-vous pour cela.",
            "Sign in to do this.",
        ),
        "sign_in.wrong": (
            "Nom ou mot de passe incorrect.",
            "Wrong name or password.",
        ),
        "sign_in.later": (
            "Trop d’essais manqués. Attendez un moment avant de recommencer.",
            "Too many failed attempts. Wait a moment before you try again.",
        ),
        "sign_in.busy": (
            "Trop de personnes se connectent à la fois. Recommencez dans un instant.",
            "Too many people are signing in at once. Try again in a moment.",
        ),
        "rooms.too_many": (
            "Vous avez déjà 500 réunions : fermez-en pour en créer d’autres.",
            "You have 500 meetings already: close some to create more.",
        ),
        "rooms.bad_title": (
            "Donnez un titre de 1 à 60 caractères.",
            "Give a title of 1 to 60 characters.",
        ),
        "rooms.full": (
            "Le serveur a atteint son nombre maximal de salles. Réessayez plus tard.",
            "The server has reached its number of rooms. Try again later.",
        ),
        "captions.full": (
            "Ce serveur sous-titre déjà autant de personnes qui parlent qu’il le peut. Réessayez dans un moment ; les "
            "réunions déjà sous-titrées le restent.",
            "This server captions as many people who speak as it can already. Try again in a moment; meetings that "
            "have captions keep them.",
        ),
        "rooms.closing": (
            "Le serveur s’arrête. Réessayez dans un instant.",
            "The server is stopping. Try again in a moment.",
        ),
        "media.no_audio": (
            "Aucun son à publier dans cette offre.",
            "There is no sound to publish in this offer.",
        ),
        "media.not_listening": (
            "Cette offre ne demande pas de son.",
            "This offer asks for no sound.",
        ),
        "media.bad_sdp": ("Négociation du son illisible.", "Unreadable sound negotiation."),
        "media.bad_state": (
            "La négociation du son a échoué ; recommencez.",
            "Sound negotiation failed; start again.",
        ),
        "media.unreachable": (
            "Votre micro n’atteint pas le serveur : le réseau bloque peut-être le son (UDP).",
            "Your microphone does not reach the server: the network may block sound (UDP).",
        ),
        "media.too_many": (
            "Trop de sons ou d’images dans cette offre.",
            "Too many sounds or pictures in this offer.",
        ),
        "media.no_picture": (
            "Aucun écran à partager dans cette offre.",
            "There is no screen to share in this offer.",
        ),
        "media.no_screen": (
            "Ce serveur de réunion ne transmet que le son : l’écran ne peut pas être partagé.",
            "This meeting server carries sound only: screens cannot be shared.",
        ),
        **dict.fromkeys(
            ("media.down", "media.janus_silent", "media.janus_refused"),
            (
                "Le serveur de réunion redémarre. Réessayez dans un instant.",
                "The meeting server is restarting. Try again in a moment.",
            ),
        ),
        **dict.fromkeys(
            ("data.locked", "data.damaged", "data.unwritable", "data.disk", "data.failed"),
            (
                "Le serveur n’arrive pas à ses données. Prévenez la personne qui le gère.",
                "The server cannot get at its data. Tell whoever runs it.",
            ),
        ),
        "internal": (
            "Défaut inattendu du serveur. Rechargez la page.",
            "Unexpected server error. Reload the page.",
        ),
        **keeping_refusals.TEXTS,
        **sharing_refusals.TEXTS,
    }
)


class Refusal(VoixlaError):
    """One that tells a page more: ``about`` are further fields of the ``error`` message."""

    def __init__(self, error: VoixlaError, about: Mapping[str, object]) -> None:
        super().__init__(error.code, error.message, retryable=error.retryable)
        self.about = about


def with_fields(error: VoixlaError, **about: object) -> Refusal:
    """``error`` with ``about`` beside what it says already."""
    return Refusal(error, {**(error.about if isinstance(error, Refusal) else {}), **about})


def refusal(code: str) -> VoixlaError:
    """The error for ``code``, which must be known."""
    return VoixlaError(code, TEXTS[code][0])


def in_both(error: VoixlaError) -> tuple[str, str]:
    """French and English for ``error``; an unlisted one speaks French twice."""
    return TEXTS.get(error.code, (error.message, error.message))
