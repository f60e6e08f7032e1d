"""What files must stand: French typography, emoji, names from right to left, people at once, hostile text."""

from captions.cues import Cue
from captions.events import CaptionEvent
from captions.ids import Milliseconds
from tests.unit.captions.saying import final

TYPOGRAPHY = [
    final("Mesdames, l’œuvre « Cœur d’été »\u202f: 70\u202f% de oui\u00a0!", 0, name="Maëlle Łukasz"),
    final("Ÿ, ñ, ß, ½\u202f; 21ᵉ séance… – enfin — n° 3\u202f?", 9000, line=2, name="Maëlle Łukasz"),
]
EMOJI = [final("Bravo 🎉 👩🏽‍🚒 🇫🇷 à tous.", 0, name="Zoé 🎈")]
RIGHT_TO_LEFT = [
    final("مرحبا بكم", 0, name="محمد علي"),
    final("שלום לכולם", 3000, line=2, name="רות כהן", track="b"),
]
AT_ONCE = [
    final("Je propose de voter maintenant.", 0, name="Élise", track="a", line=1),
    final("Attendez, une question !", 900, name="Ali", track="b", line=2),
    final("Oui, je vous en prie.", 2600, name="Élise", track="a", line=3),
]
HOSTILE = [
    final(
        "a-->b <v Pirate> &lt; <script>alert(1)</script>\n\n2\n00:00:01,000 --> x\u2028y\u2029\x00\x1b[2J\x85 {\\an8} "
        "]]> <!-- &amp; \ufffe \uffff",
        0,
        name="E<l>i\nse-->",
    ),
    final("Suite.", 30_000, line=2, name="Ali--"),
]
AMPERSAND = [final("Oui & non, &amp; peut-être.", 0, name="Dupont & Fils")]
EMPTY: list[CaptionEvent] = []
SAMPLES: dict[str, list[CaptionEvent]] = {
    "typography": [*TYPOGRAPHY],
    "emoji": [*EMOJI],
    "right to left": [*RIGHT_TO_LEFT],
    "at once": [*AT_ONCE],
    "hostile": [*HOSTILE],
    "ampersand": [*AMPERSAND],
    "empty": EMPTY,
}


def many(count: int) -> list[Cue]:
    """``count`` cues of two rows, two seconds each, by two people in turn."""
    return [
        Cue(
            start_ms=Milliseconds(2000 * at),
            end_ms=Milliseconds(2000 * at + 1900),
            speaker=("Élise", "Ali")[at % 2],
            lines=("Voici la délibération", f"numéro {at}."),
            opens=True,
        )
        for at in range(count)
    ]
