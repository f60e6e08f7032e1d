"""The libraries that some exports need, asked for when one is made: whoever exports none needs none."""

from importlib import import_module
from types import ModuleType

from captions.errors import VoixlaError


def library(name: str, format: str) -> ModuleType:
    """The module ``name``. Raises ``export.library`` with what to install."""
    try:
        return import_module(name)
    except (ImportError, OSError):  # WeasyPrint says so when Pango is missing
        pango = (
            " (et Pango : sudo apt install libpango-1.0-0 libpangoft2-1.0-0)" if name == "weasyprint" else ""
        )
        raise VoixlaError(
            "export.library",
            f"L'export {format} demande le module « {name.partition('.')[0]} »{pango} : relancez la commande ou le "
            "serveur avec VOIXLA_EXTRAS=exports devant ./run, qui l'installe.",
        ) from None
