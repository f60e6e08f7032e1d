"""The few changes to session descriptions (RFC 8866) that keep the media library out of trouble. Pure text.

* ``.local`` candidates (mDNS) cost a second each to resolve, and with the end-of-candidates mark gone the library
  waits for the browser's own checks instead of giving up.
* Only the first audio section is negotiated. Programs that send pictures too (OBS) get them refused as RFC 3264 §6
  says, with port 0, without the library ever seeing them.
"""

import re
from dataclasses import dataclass

from captions.errors import VoixlaError

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
        head, (audio,) = _split(sdp)
        refused = [section.split("\n") if section else audio for section in self.sections]
        return _join([head, *refused])


def without_local_candidates(sdp: str) -> str:
    """``sdp`` without mDNS candidates and without the mark that ends the candidates."""
    return _join([[line for line in _lines(sdp) if not _is_unwanted(line)]])


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
    head, sections = _split(without_local_candidates(sdp))
    chosen = next((section for section in sections if section[0].startswith("m=audio ")), None)
    if chosen is None or not any(_OPUS.match(line) for line in chosen) or any(n in chosen for n in useless):
        return None
    mid = _attribute(chosen, "mid")
    candidates = [line for section in sections for line in section if line.startswith("a=candidate:")]
    body = [line for line in chosen if not line.startswith(("a=candidate:", "a=bundle-only"))]
    body[0] = re.sub(r"^m=audio 0 ", "m=audio 9 ", body[0])
    bundle = f"a=group:BUNDLE {mid}"
    kept = [bundle if mid and line.startswith("a=group:BUNDLE") else line for line in head]
    return AudioOffer(
        sdp=_join([kept, body + candidates]),
        sections=tuple("" if section is chosen else _refusal(section) for section in sections),
    )


def ice_user(sdp: str) -> str | None:
    """The first ``ice-ufrag`` of ``sdp``: descriptions that share it belong to one connection."""
    return next((line[12:] for line in _lines(sdp) if line.startswith("a=ice-ufrag:")), None)


def _refusal(section: list[str]) -> str:
    match = _MEDIA.match(section[0])
    if match is None:
        raise VoixlaError("media.bad_sdp", "L’offre de média est illisible.")
    kind, _, protocol, formats = match.groups()
    mid = _attribute(section, "mid")
    lines = [f"m={kind} 0 {protocol} {formats}", "c=IN IP4 0.0.0.0", "a=inactive"]
    return "\n".join(lines + ([f"a=mid:{mid}"] if mid else []))


def _attribute(section: list[str], name: str) -> str | None:
    start = f"a={name}:"
    return next((line[len(start) :] for line in section if line.startswith(start)), None)


def _is_unwanted(line: str) -> bool:
    if line.startswith("a=candidate:"):
        fields = line.split()
        return len(fields) > 4 and fields[4].lower().endswith(".local")
    return line == "a=end-of-candidates"


def _lines(sdp: str) -> list[str]:
    return [line for line in sdp.replace("\r\n", "\n").split("\n") if line]


def _split(sdp: str) -> tuple[list[str], list[list[str]]]:
    head: list[str] = []
    sections: list[list[str]] = []
    for line in _lines(sdp):
        if line.startswith("m="):
            sections.append([])
        (sections[-1] if sections else head).append(line)
    return head, sections


def _join(parts: list[list[str]]) -> str:
    return "".join(f"{line}\r\n" for part in parts for line in part)
