"""The words of the hosts' pages, in French and English. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "skip": ("Aller au contenu", "Skip to content"),
        "home": ("Voixlà, accueil", "Voixlà, home"),
        "other_language": ("English", "Français"),
        "error_prefix": ("Erreur", "Error"),
        "sign_in.title": ("Connexion", "Sign in"),
        "sign_in.lead": (
            "Pour ouvrir des réunions. Pour participer, le lien que l’on vous a donné suffit.",
            "To open meetings. To take part, the link that you were given is enough.",
        ),
        "sign_in.name": ("Nom (obligatoire)", "Name (required)"),
        "sign_in.password": ("Mot de passe (obligatoire)", "Password (required)"),
        "sign_in.button": ("Se connecter", "Sign in"),
        "sign_in.hint": (
            "Les comptes sont créés par la personne qui gère ce serveur.",
            "Accounts are made by whoever runs this server.",
        ),
        "rooms.title": ("Mes réunions", "My meetings"),
        "rooms.records": ("Comptes rendus et recherche", "Records and search"),
        "rooms.spaces": ("Espaces", "Spaces"),
        "rooms.space": ("Comptes rendus gardés dans\u202f: {space}.", "Records are kept in: {space}."),
        "rooms.space.own": ("votre espace", "your own space"),
        "rooms.space.choose": ("Choisir un autre espace", "Choose another space"),
        "shelf.title": ("Où garder les comptes rendus", "Where to keep the records"),
        "shelf.label": ("Espace", "Space"),
        "shelf.hint": (
            "Vaut pour les prochaines transcriptions de cette réunion\u202f; celles d’avant restent où elles sont. "
            "Seuls les espaces que vous gérez ou corrigez sont proposés.",
            "For the transcripts of this meeting to come; earlier ones stay where they are. Only spaces that you run "
            "or correct are offered.",
        ),
        "shelf.save": ("Enregistrer", "Save"),
        "shelf.gone": (
            "Vous ne pouvez plus garder de réunions dans cet espace\u202f: choisissez-en un autre.",
            "You cannot keep meetings in this space any more: choose another.",
        ),
        "rooms.as": ("Compte\u202f:", "Account:"),
        "rooms.sign_out": ("Se déconnecter", "Sign out"),
        "rooms.new": ("Nouvelle réunion", "New meeting"),
        "rooms.name": ("Titre", "Title"),
        "rooms.default": ("Réunion du {date}", "Meeting of {date}"),
        "rooms.name_hint": (
            "Les participants ne le voient pas\u202f; les comptes rendus le portent. L’adresse de la "
            "réunion, elle, ne se devine pas.",
            "Participants do not see it; records bear it. The address of the meeting cannot be guessed.",
        ),
        "rooms.create": ("Créer la réunion", "Create the meeting"),
        "rooms.none": ("Aucune réunion pour l’instant.", "No meetings yet."),
        "rooms.created": ("Créée le {date}", "Created on {date}"),
        "rooms.present": ("en cours, {count} dans la salle", "going on, {count} in the room"),
        "rooms.enter": ("Ouvrir la réunion", "Open the meeting"),
        "rooms.links": ("Liens à donner, valables jusqu’au {date}", "Links to give, good until {date}"),
        "rooms.copy": ("Copier", "Copy"),
        "rooms.copied": ("Lien copié.", "Link copied."),
        "rooms.more": ("Remplacer les liens, fermer la réunion", "Replace the links, close the meeting"),
        "rooms.revoke": ("Remplacer les liens", "Replace the links"),
        "rooms.revoke_hint": (
            "Les liens donnés jusqu’ici ne marchent plus, et qui est entré par eux sort.",
            "The links given so far stop working, and whoever came in by them is shown out.",
        ),
        "rooms.close": ("Fermer la réunion", "Close the meeting"),
        "rooms.close_hint": (
            "Tout le monde sort et l’adresse ne mène plus nulle part.",
            "Everybody is shown out and the address leads nowhere any more.",
        ),
        "link.participant": ("Pour participer", "To take part"),
        "link.corrector": ("Pour corriger les sous-titres", "To correct the captions"),
        "link.reader": ("Pour lire seulement", "To read only"),
    }
)

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def words(key: str, language: str, **values: object) -> str:
    """The text of ``key``, with its blanks filled in."""
    text = TEXTS[key][1 if language == "en" else 0]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def day(year: int, month: int, number: int, language: str) -> str:
    if language == "en":
        return f"{number} {_ENGLISH_MONTHS[month - 1]} {year}"
    return f"{'1er' if number == 1 else number} {_MONTHS[month - 1]} {year}"
