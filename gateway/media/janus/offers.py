"""What people offer to publish, checked before Janus sees it: sections, codecs, directions. Pure text."""

import re
from dataclasses import dataclass

from captions.errors import VoixlaError
from gateway.media.ports import Feed
from gateway.media.sdp import attribute, split_sections, without_local_candidates

_CODEC = re.compile(r"^a=rtpmap:\d+ ([\w.-]+)/", re.IGNORECASE)
_PICTURES = frozenset({"vp8", "h264"})
_UNSENT = ("a=recvonly", "a=inactive")
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An offer that can be passed on; ``audio`` is the section (mid) with the sound, if there is any."""

    sdp: str
    audio: str | None


def published(sdp: str, feed: Feed) -> Published:
    """The offer ``sdp`` for ``feed``. Raises ``VoixlaError`` when it is not what the feed consists of."""
    if len(sdp) > _LARGEST or not sdp.startswith("v=0"):
        raise VoixlaError("media.bad_sdp", "L’offre de média est illisible.")
    clean = without_local_candidates(sdp)
    kinds = {"audio": list[str](), "video": list[str]()}
    for number, section in enumerate(split_sections(clean)[1]):
        kind = section[0].partition(" ")[0].removeprefix("m=")
        if kind not in kinds:
            raise VoixlaError(
                "media.bad_sdp", "L’offre de média contient autre chose que du son et des images."
            )
        if not any(line in _UNSENT for line in section) and _has_codec(kind, section):
            # Janus numbers sections that have no identification.
            kinds[kind].append(attribute(section, "mid") or str(number))
    sounds, pictures = kinds["audio"], kinds["video"]
    if feed is Feed.SCREEN and (len(pictures) != 1 or sounds):
        raise VoixlaError(
            "media.no_picture", "L’offre de partage d’écran doit contenir une image et rien d’autre."
        )
    if feed is Feed.MAIN and not sounds:
        raise VoixlaError("media.no_audio", "L’offre de média ne contient pas de son Opus à envoyer.")
    if len(sounds) > 1 or len(pictures) > 1:
        raise VoixlaError("media.too_many", "L’offre de média contient plusieurs sons ou plusieurs images.")
    return Published(sdp=clean, audio=sounds[0] if sounds else None)


def _has_codec(kind: str, section: list[str]) -> bool:
    codecs = {match[1].lower() for line in section if (match := _CODEC.match(line))}
    return "opus" in codecs if kind == "audio" else bool(codecs & _PICTURES)
