"""Live talkers side by side, each in a session of its own, at the pace of speech; and what their readers got.

A session that is refused (``VoixlaError`` while it is opened) is counted with its reason and says nothing.
Frames are pushed when a microphone would have finished recording them, on the event loop's clock; events are
stamped by the same clock. Sessions begin spread over one second: people do not start on a beat.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from captions.errors import VoixlaError
from captions.events import CaptionEvent, Final, Gap, Interim, Named, OffRecord, Speaker, State, Status
from captions.ids import SessionId, SpeakerId, TrackId
from captions.quality import Observed, Quality, SpokenWord, measure
from gateway.bench.figures import pooled, spread
from gateway.bench.phrases import Phrase
from gateway.bench.talker import Talker
from gateway.bench.usage import Usage, UsageMeter
from gateway.captioner import CaptionerFactory
from models.audio import SAMPLE_RATE

_NAME = "orateur"
_HEAD_START_S = 0.2
_RECOVERY_S = 10.0
"""How soon captions are to be as good as ever when an overload is over."""
_TRACK = TrackId("bench")


@dataclass(slots=True, kw_only=True)
class Heard:
    """What the reader of one session got, in milliseconds since its talker began."""

    talker: Talker
    seconds: float
    observed: list[Observed] = field(default_factory=list)
    refused: str = ""
    """The code of the refusal."""

    @property
    def gaps(self) -> list[Gap]:
        return [item.event for item in self.observed if isinstance(item.event, Gap)]

    @property
    def finals(self) -> list[Final]:
        return [item.event for item in self.observed if isinstance(item.event, Final)]

    def spoken(self) -> list[SpokenWord]:
        """The reference; what was captioned itself where nobody knows what was said."""
        if self.talker.timed:
            return self.talker.said(int(self.seconds * 1000))
        return [
            SpokenWord(text=word.text, start_ms=word.start_ms, end_ms=word.end_ms)
            for final in self.finals
            for word in final.words
        ]

    def quality(self, since_ms: int = 0) -> Quality:
        """Of what was said from ``since_ms`` on."""
        spoken = [word for word in self.spoken() if word.start_ms >= since_ms]
        observed = [item for item in self.observed if _ends_ms(item.event) > since_ms]
        return measure({_NAME: spoken}, observed)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamsReport:
    """One run. ``referenced`` is False when only delays against the captions' own times are known."""

    sessions: int
    seconds: float
    referenced: bool
    heard: Sequence[Heard]
    parts: Sequence[Quality]
    """Of each session that was admitted."""
    usage: Usage
    after: Quality | None = None
    """Of those who talked on when the others had stopped, from 10 s later on."""

    @property
    def quality(self) -> Quality:
        return pooled(self.parts)

    @property
    def worst_uncaptioned_ms(self) -> int:
        """Of one session."""
        return max((part.uncaptioned_ms for part in self.parts), default=0)

    @property
    def admitted(self) -> int:
        return sum(1 for one in self.heard if not one.refused)

    @property
    def lost_s(self) -> dict[str, float]:
        """Seconds in gaps, by cause."""
        lost: Counter[str] = Counter()
        for one in self.heard:
            for gap in one.gaps:
                lost[gap.cause.value] += gap.end_ms - gap.start_ms
        return {cause: round(ms / 1000, 2) for cause, ms in sorted(lost.items())}

    def as_json(self) -> dict[str, object]:
        quality, usage = self.quality, self.usage
        known = self.referenced
        return {
            "sessions": self.sessions,
            "seconds": self.seconds,
            "refused": dict(Counter(one.refused for one in self.heard if one.refused)),
            "reference": "spoken" if known else "captions",
            "words": quality.words,
            "wer": round(quality.wer, 4) if known else None,
            "first_ms": spread(quality.first_ms),
            "final_ms": spread(quality.final_ms),
            "changed_ratio": round(quality.changed_ratio, 4),
            "uncaptioned_s": round(quality.uncaptioned_ms / 1000, 2) if known else None,
            "invented_words": quality.invented if known else None,
            "gaps_s": self.lost_s,
            "late_ms": max((_lag(one) for one in self.heard), default=0),
            **usage_json(usage, self.admitted),
            **({} if self.after is None else {"after": _after_json(self.after)}),
        }


def usage_json(usage: Usage, talkers: int) -> dict[str, object]:
    others = usage.others_cores
    return {
        "cores": round(usage.cores, 3),
        "cores_per_talker": round(usage.cores / talkers, 3) if talkers else None,
        "others_cores": None if others is None else round(others, 2),
        "memory_mb": round(usage.memory_mb),
        "memory_grown_mb": round(usage.memory_grown_mb),
    }


async def run_streams(
    factory: CaptionerFactory,
    phrases: Sequence[Phrase],
    *,
    sessions: int,
    seconds: float,
    stay: int = 0,
    longer_s: float = 0.0,
) -> StreamsReport:
    """Takes ``seconds``, and until the last caption is in; the usage is that of the first ``seconds``.

    The first ``stay`` talkers go on for ``longer_s`` when the others stop: what is left of an overload shows there.
    """
    stride = max(1, len(phrases) // max(1, sessions))
    talkers = [Talker(phrases, offset=number * stride, seed=number) for number in range(sessions)]
    meter = UsageMeter()
    begin = asyncio.get_running_loop().time() + _HEAD_START_S
    tasks = [
        asyncio.create_task(
            listen(
                factory,
                talker,
                number=number,
                begin=begin + number / sessions,
                seconds=seconds + (longer_s if number < stay else 0.0),
            ),
            name=f"talker {number}",
        )
        for number, talker in enumerate(talkers)
    ]
    await asyncio.sleep(_HEAD_START_S + seconds)
    usage = meter.read()
    heard = await asyncio.gather(*tasks)
    since_ms = int((seconds + _RECOVERY_S) * 1000)
    stayed = [one.quality(since_ms) for one in heard[:stay] if not one.refused]
    return StreamsReport(
        sessions=sessions,
        seconds=seconds,
        referenced=all(talker.timed for talker in talkers),
        heard=heard,
        parts=[one.quality() for one in heard if not one.refused],
        usage=usage,
        after=pooled(stayed) if stay and longer_s > _RECOVERY_S else None,
    )


async def listen(
    factory: CaptionerFactory, talker: Talker, *, number: int, begin: float, seconds: float
) -> Heard:
    """One talker from ``begin`` on the loop's clock until the last word is final or marked."""
    loop = asyncio.get_running_loop()
    heard = Heard(talker=talker, seconds=seconds)

    def note(event: CaptionEvent) -> None:
        if isinstance(event, Interim | Final):
            # Tokens are of use to engines only, and long runs should not be measured with them in memory.
            words = tuple(replace(word, tokens=()) for word in event.words)
            event = replace(event, words=words)
        heard.observed.append(Observed(event=event, at_ms=round((loop.time() - begin) * 1000)))

    await asyncio.sleep(begin - loop.time())
    try:
        async with factory(SessionId(f"bench-{number}"), note) as session:
            track = session.open_track(_TRACK, Speaker(id=SpeakerId("bench"), name=_NAME))
            for frame in talker.frames(_TRACK, seconds):
                await asyncio.sleep(begin + frame.end / SAMPLE_RATE - loop.time())
                track.push(frame)
            await track.close()
    except* VoixlaError as errors:
        heard.refused = _codes(errors)[0]
    return heard


def _codes(errors: BaseExceptionGroup[VoixlaError]) -> list[str]:
    return [
        code
        for error in errors.exceptions
        for code in (_codes(error) if isinstance(error, BaseExceptionGroup) else [error.code])
    ]


def _ends_ms(event: CaptionEvent) -> int:
    return event.at_ms if isinstance(event, State | OffRecord | Named) else event.end_ms


def _after_json(quality: Quality) -> dict[str, object]:
    return {
        "words": quality.words,
        "wer": round(quality.wer, 4),
        "first_ms": spread(quality.first_ms),
        "final_ms": spread(quality.final_ms),
        "uncaptioned_s": round(quality.uncaptioned_ms / 1000, 2),
    }


def _lag(heard: Heard) -> int:
    states = [item.event for item in heard.observed if isinstance(item.event, State)]
    return max((state.lag_ms for state in states if state.status is Status.LATE), default=0)
