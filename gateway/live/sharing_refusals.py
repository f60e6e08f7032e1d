"""What the live protocol says when a microphone cannot be shared, in French and English. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "voices.none": (
            "Ce serveur ne distingue pas les voix d’un micro partagé.",
            "This server does not tell the voices of a shared microphone apart.",
        ),
        "voices.weights": (
            "Les voix ne peuvent pas être distinguées : il manque des modèles à ce serveur. La personne qui le gère "
            "les obtient par : ./run weights fetch speakers",
            "Voices cannot be told apart: this server lacks models for it. Whoever runs it gets them by: "
            "./run weights fetch speakers",
        ),
    }
)
