"""Offers reduced to what the media library negotiates: their first audio section. Pure text.

Programs that send pictures too (OBS) get them refused as RFC 3264 §6 says, with port 0, without the library ever
seeing them.
"""

import re
from dataclasses import dataclass

from captions.errors import VoixlaError
from gateway.media.sdp import attribute, join_sections, split_sections, without_local_candidates

_MEDIA = re.compile(r"^m=(\w+) (\d+) (\S+) (.+)$")
_OPUS = re.compile(r"^a=rtpmap:\d+ opus/48000", re.IGNORECASE)
_UNSENT = ("a=recvonly", "a=inactive")
_UNWANTED = ("a=sendonly", "a=inactive")


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioOffer:
    """An offer reduced to one audio section, and what the answer needs to be put back in shape."""

    sdp: str
    sections: tuple[str, ...]
    """The first line of every section of the offer, with its identification; empty for the audio section."""

    def answer(self, sdp: str) -> str:
        """``sdp``, the answer to the reduced offer, with the refused sections in their places."""
        head, (audio,) = split_sections(sdp)
        refused = [section.split("\n") if section else audio for section in self.sections]
        return join_sections([head, *refused])


def audio_offer(sdp: str) -> AudioOffer:
    """The first audio section of the offer ``sdp``. Raises ``VoixlaError`` when it can send no Opus."""
    audio = _first_audio(sdp, _UNSENT)
    if audio is None:
        raise VoixlaError("media.no_audio", "L’offre de média ne contient pas de son Opus à envoyer.")
    return audio


def listening_offer(sdp: str) -> AudioOffer:
    """The same for somebody who listens. Raises ``VoixlaError`` when the offer can receive no Opus."""
    audio = _first_audio(sdp, _UNWANTED)
    if audio is None:
        raise VoixlaError("media.not_listening", "L’offre de média ne demande pas de son Opus.")
    return audio


def _first_audio(sdp: str, useless: tuple[str, ...]) -> AudioOffer | None:
    head, sections = split_sections(without_local_candidates(sdp))
    chosen = next((section for section in sections if section[0].startswith("m=audio ")), None)
    if chosen is None or not any(_OPUS.match(line) for line in chosen) or any(n in chosen for n in useless):
        return None
    mid = attribute(chosen, "mid")
    candidates = [line for section in sections for line in section if line.startswith("a=candidate:")]
    body = [line for line in chosen if not line.startswith(("a=candidate:", "a=bundle-only"))]
    body[0] = re.sub(r"^m=audio 0 ", "m=audio 9 ", body[0])
    bundle = f"a=group:BUNDLE {mid}"
    kept = [bundle if mid and line.startswith("a=group:BUNDLE") else line for line in head]
    return AudioOffer(
        sdp=join_sections([kept, body + candidates]),
        sections=tuple("" if section is chosen else _refusal(section) for section in sections),
    )


def _refusal(section: list[str]) -> str:
    match = _MEDIA.match(section[0])
    if match is None:
        raise VoixlaError("media.bad_sdp", "L’offre de média est illisible.")
    kind, _, protocol, formats = match.groups()
    mid = attribute(section, "mid")
    lines = [f"m={kind} 0 {protocol} {formats}", "c=IN IP4 0.0.0.0", "a=inactive"]
    return "\n".join(lines + ([f"a=mid:{mid}"] if mid else []))
