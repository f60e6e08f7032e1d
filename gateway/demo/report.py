"""What one run of the demo measured, against the shipped text and word times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from captions.normalise import score_words, word_errors
from captions.quality import Observed, Quality, SpokenWord, measure, percentile
from gateway.demo.kept import Kept
from gateway.demo.meeting import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of ``--json``; definitions in ``captions.quality``."""

    model: str
    quality: Quality
    wer_offline: float
    events: int
    kept: Kept | None = None
    """Of the record, if one was kept."""

    def as_json(self) -> dict[str, object]:
        quality = self.quality
        return {
            "model": self.model,
            "words": quality.words,
            "wer": round(quality.wer, 4),
            "wer_offline": round(self.wer_offline, 4),
            "first_ms": _spread(quality.first_ms),
            "final_ms": _spread(quality.final_ms),
            "changed_ratio": round(quality.changed_ratio, 4),
            "uncaptioned_speech_s": round(quality.uncaptioned_ms / 1000, 2),
            "invented_words": quality.invented,
            "speakers_correct_ratio": round(quality.speakers_correct_ratio, 4),
            "events": self.events,
            **({} if self.kept is None else {"record": self.kept.as_json()}),
        }


def captions_against(meeting: Meeting, observed: Sequence[Observed]) -> Quality:
    """The captions of the whole meeting against what each participant says."""
    spoken = {
        person.name: [
            SpokenWord(text=word.text, start_ms=word.start_ms, end_ms=word.end_ms)
            for said in meeting.said_by(person)
            for word in said.words
        ]
        for person in meeting.participants
    }
    return measure(spoken, observed)


def offline_error_rate(meeting: Meeting, texts: Mapping[int, str]) -> float:
    """Word error rate of ``texts``, by index of the utterance, over all utterances."""
    results = [
        word_errors(score_words(said.text), score_words(texts[index]))
        for index, said in enumerate(meeting.utterances)
    ]
    return sum(r.errors for r in results) / max(1, sum(r.reference_words for r in results))


def _spread(ascending: Sequence[int]) -> dict[str, int]:
    return {"p50": percentile(ascending, 0.5), "p95": percentile(ascending, 0.95)}
