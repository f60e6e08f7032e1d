"""Word errors on recordings with a reference: offline, streamed by Voixlà, streamed the peers' way.

| System | Hears |
|---|---|
| ``offline`` | each recording by itself, padded, beam 5 |
| ``accurate``, ``fast`` | all recordings of a set as one stream, with gaps, through a caption session |
| ``baseline`` | the same stream, an update a second, computing time counted as nothing |

Errors are counted over the whole set, and pooled over all sets: small sets are not worth a comparison of their own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final, Gap, Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from captions.normalise import score_words, word_errors
from captions.word_errors import WordErrors
from captions.words import Word, joined
from gateway.bench.agreement import AgreementCaptioner
from gateway.bench.conditions import Condition, under
from gateway.bench.phrases import Phrase, RecordedSet
from gateway.bench.talker import one_stream
from models.audio import SAMPLE_RATE, AudioFrame, Pcm, Samples
from pipeline.session import CaptionSession

_GAP_MS = (400, 1200)
_TRACK = TrackId("bench")
_FRAME = 1600

OpenSession = Callable[[SessionId, Callable[[CaptionEvent], None]], CaptionSession]
Transcribe = Callable[[Pcm], Awaitable[str]]


class Yardstick(Protocol):
    """The engine as its makers run it; ``models.engines.padded.PaddedWhisper``."""

    def words(self, pcm: Pcm, prompt: str = "") -> list[Word]: ...

    def text(self, pcm: Pcm) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetErrors:
    """The errors of each system on one set under one condition."""

    name: str
    condition: Condition
    by_system: Mapping[str, WordErrors]


def streamed(open_session: OpenSession) -> Transcribe:
    """A stream as fast as the engine takes it, through a session that sheds nothing.

    Speech that is marked as a ``Gap``, such as noise that makes the model repeat itself, counts as wrong words.
    """

    async def transcribe(pcm: Pcm) -> str:
        finals: list[str] = []
        gaps: list[Gap] = []

        def note(event: CaptionEvent) -> None:
            if isinstance(event, Final):
                finals.append(event.text)
            elif isinstance(event, Gap):
                gaps.append(event)

        async with open_session(SessionId("bench"), note) as session:
            track = session.open_track(_TRACK, Speaker(id=SpeakerId("bench"), name=""))
            for at in range(0, len(pcm), _FRAME):
                await track.feed(AudioFrame(track=_TRACK, start=Samples(at), pcm=pcm[at : at + _FRAME]))
            await track.close()
        if gaps and not finals:
            raise VoixlaError(
                "bench.incomplete", "La reconnaissance a échoué : les erreurs ne se comptent pas."
            )
        return " ".join(finals)

    return transcribe


def agreed(yardstick: Yardstick) -> Transcribe:
    """A stream the way of the peers, an update a second."""

    def transcribe(pcm: Pcm) -> str:
        captioner = AgreementCaptioner()
        words: list[Word] = []
        for at in range(0, len(pcm), SAMPLE_RATE):
            captioner.hear(pcm[at : at + SAMPLE_RATE])
            window = captioner.window()
            words += captioner.accept(yardstick.words(window.pcm, window.prompt))[0]
        return joined((*words, *captioner.finish()))

    async def off_the_loop(pcm: Pcm) -> str:
        return await asyncio.to_thread(transcribe, pcm)

    return off_the_loop


async def measure_set(
    recorded: RecordedSet,
    others: Sequence[Phrase],
    condition: Condition,
    *,
    yardstick: Yardstick,
    systems: Mapping[str, Transcribe],
) -> SetErrors:
    """``systems`` get one stream, all at once, the yardstick one recording at a time; ``others`` talk in between."""
    other = one_stream(others, seed=1, gap_ms=_GAP_MS)
    heard = [
        Phrase(pcm=under(condition, phrase.pcm, other, seed=index), text=phrase.text)
        for index, phrase in enumerate(recorded.phrases)
    ]
    reference = score_words(" ".join(phrase.text for phrase in heard))
    stream = one_stream(heard, seed=0, gap_ms=_GAP_MS)
    listening = asyncio.gather(*(transcribe(stream) for transcribe in systems.values()))
    offline, texts = await asyncio.gather(asyncio.to_thread(_offline, yardstick, heard), listening)
    errors = [word_errors(reference, score_words(text)) for text in texts]
    by_system = {"offline": offline, **dict(zip(systems, errors, strict=True))}
    return SetErrors(name=recorded.name, condition=condition, by_system=by_system)


def table(measured: Sequence[SetErrors]) -> dict[str, object]:
    """By condition: each set, and all of them pooled."""
    return {
        condition.value: {
            **{one.name: _row([one]) for one in measured if one.condition is condition},
            "pooled": _row([one for one in measured if one.condition is condition]),
        }
        for condition in Condition
        if any(one.condition is condition for one in measured)
    }


def _row(parts: Sequence[SetErrors]) -> dict[str, object]:
    words = sum(part.by_system["offline"].reference_words for part in parts)
    rates = {
        name: round(sum(part.by_system[name].errors for part in parts) / max(1, words), 4)
        for name in parts[0].by_system
    }
    return {"words": words, **rates}


def _offline(yardstick: Yardstick, phrases: Sequence[Phrase]) -> WordErrors:
    parts = [
        word_errors(score_words(phrase.text), score_words(yardstick.text(phrase.pcm))) for phrase in phrases
    ]
    return WordErrors(
        substitutions=sum(part.substitutions for part in parts),
        deletions=sum(part.deletions for part in parts),
        insertions=sum(part.insertions for part in parts),
        reference_words=sum(part.reference_words for part in parts),
        pairs=(),
    )
