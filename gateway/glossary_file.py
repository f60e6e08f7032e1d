"""The glossary that somebody wrote with a text editor. What counts in it is ``captions.glossary``'s business."""

from pathlib import Path

from captions.errors import VoixlaError
from captions.glossary import NO_GLOSSARY, Glossary, read_glossary

_LARGEST = 100_000


def read_glossary_file(path: str | Path | None) -> Glossary:
    """Empty without a path. Raises ``VoixlaError`` that says what to do when it cannot be read or is too long."""
    if path is None:
        return NO_GLOSSARY
    try:
        with open(path, "rb") as file:
            text = file.read(_LARGEST).decode("utf-8")
    except FileNotFoundError:
        raise VoixlaError(
            "glossary.unreadable", f"Le glossaire {path} n'existe pas : vérifiez le nom et le dossier."
        ) from None
    except OSError:
        raise VoixlaError(
            "glossary.unreadable",
            f"Le glossaire {path} ne peut pas être lu : est-ce un fichier, et le vôtre ?",
        ) from None
    except UnicodeDecodeError:
        raise VoixlaError(
            "glossary.encoding", f"Le glossaire {path} n'est pas en UTF-8 : enregistrez-le en UTF-8."
        ) from None
    return read_glossary(text.splitlines())
