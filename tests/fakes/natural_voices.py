"""Two people who take turns at one microphone: natural voices, and what each of them says."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from captions.events import Final
from captions.ids import SpeakerId
from captions.normalise import score_words
from pipeline.voices import label_of

_FOLDER = Path(__file__).parents[1] / "data" / "voices"
_RATE = 48_000
_PAUSE_S = 0.4
_TURNS = (
    ("article-1", 300, 5200, "Tous les êtres humains naissent libres et égaux en dignité et en droits."),
    ("article-24", 300, 5930, "Toute personne a droit au repos et aux loisirs"),
    ("article-1", 5200, 8340, "Ils sont doués de raison et de conscience,"),
    (
        "article-24",
        5930,
        9900,
        "et notamment à une limitation raisonnable de la durée du travail et à des congés payés périodiques.",
    ),
    ("article-1", 8340, 12_800, "ils doivent agir les uns envers les autres dans un esprit de fraternité."),
)
"""Who, from when until when in their file (ms), and the words."""


def dialogue() -> npt.NDArray[np.float32]:
    """(n,) at 48 kHz."""
    files = {name: _decoded(_FOLDER / f"{name}.flac") for name, *_ in _TURNS}
    pause = np.zeros(round(_PAUSE_S * _RATE), dtype=np.float32)
    parts = [pause]
    for name, start_ms, end_ms, _ in _TURNS:
        parts += [files[name][start_ms * _RATE // 1000 : end_ms * _RATE // 1000], pause]
    return np.concatenate(parts)


def spans() -> list[tuple[str, int, int]]:
    """Who speaks in ``dialogue``, from when until when (ms)."""
    found, at = [], round(_PAUSE_S * 1000)
    for name, start_ms, end_ms, _ in _TURNS:
        found.append((name, at, at + end_ms - start_ms))
        at += end_ms - start_ms + round(_PAUSE_S * 1000)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Of the words that were understood, each voice being whoever it suits best."""

    understood: float
    """Their share of all that was said."""
    right: float
    """Share of them that is the right person's; what is nobody's in particular is wrong."""
    right_of_told: float
    """The same of those that were told apart."""
    people: dict[SpeakerId, str]
    """Which voices are whose."""


def attribution(finals: Sequence[Final]) -> Attribution:
    said = [(word, name) for name, _, _, text in _TURNS for word in score_words(text)]
    heard = [
        (word, final.speaker.id)
        for final in sorted(finals, key=lambda final: final.start_ms)
        for word in score_words(final.text)
    ]
    matcher = SequenceMatcher(None, [word for word, _ in said], [word for word, _ in heard], autojunk=False)
    pairs = [
        (said[block.a + n][1], heard[block.b + n][1])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]
    told = [(name, speaker) for name, speaker in pairs if label_of(speaker) is not None]
    people = {
        voice: max(("article-1", "article-24"), key=lambda name: told.count((name, voice)))
        for voice in dict.fromkeys(speaker for _, speaker in told)
    }
    right = sum(people[speaker] == name for name, speaker in told)
    return Attribution(
        understood=len(pairs) / len(said),
        right=right / max(1, len(pairs)),
        right_of_told=right / max(1, len(told)),
        people=people,
    )


def _decoded(path: Path) -> npt.NDArray[np.float32]:
    resampler = av.AudioResampler("flt", "mono", _RATE)
    with av.open(str(path)) as container:
        parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate([part.to_ndarray().reshape(-1) for part in parts]).astype(np.float32)
