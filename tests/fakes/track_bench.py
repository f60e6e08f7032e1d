"""One track without an event loop: sound in, a recogniser that is called at once or late, events out."""

from collections.abc import Callable, Iterable

from captions.events import CaptionEvent, Cause, Final, Gap, Interim, Speaker
from captions.ids import SpeakerId
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, AudioGap, SpeechWindow
from pipeline.framing import Framing
from pipeline.lines import Numbering
from pipeline.policy import ACCURATE, Policy
from pipeline.segmenter import Segmenter, SpeechEnd, SpeechStart
from pipeline.track import TrackCaptioner
from tests.fakes.speech import TRACK, loudness

ANN = Speaker(id=SpeakerId("s1"), name="Anne")

Listener = Callable[[SpeechWindow], Hypothesis | Cause]


class TrackBench:
    """``recognise`` answers with a hypothesis, or with the cause for which there is none."""

    def __init__(
        self, recognise: Listener, policy: Policy = ACCURATE, numbering: Numbering | None = None
    ) -> None:
        self.captioner = TrackCaptioner(TRACK, ANN, policy, numbering or Numbering())
        self.events: list[CaptionEvent] = []
        self.calls = 0
        self.spoken: list[tuple[int, int]] = []
        """Speech as the segmenter marked it, in samples."""
        self._recognise = recognise
        self._framing = Framing(TRACK)
        self._segmenter = Segmenter(policy.voice)

    def hear(self, item: AudioFrame | AudioGap) -> None:
        for part in self._framing.add(item):
            self._hear(part)

    def finish(self) -> None:
        for part in self._framing.flush():
            self._hear(part)
        marks = self._segmenter.cut(self.captioner.heard_until)
        self._note(marks)
        self.captioner.finish(marks)

    def work(self, most: int = 10_000) -> None:
        """Make the calls that are due, at most ``most`` of them."""
        for _ in range(most):
            window = self.captioner.next_window()
            self.events += self.captioner.drain()
            if window is None:
                return
            self.calls += 1
            answer = self._recognise(window)
            if isinstance(answer, Cause):
                self.captioner.give_up(answer)
            else:
                self.captioner.accept(answer)
            self.events += self.captioner.drain()
        assert most < 10_000, "the captioner asks for ever"

    def play(self, items: Iterable[AudioFrame | AudioGap], *, every: int = 1) -> None:
        """Hear ``items``, working after each ``every`` of them, to the end."""
        for number, item in enumerate(items):
            self.hear(item)
            if number % every == every - 1:
                self.work()
        self.finish()
        self.work()

    def _hear(self, part: AudioFrame | AudioGap) -> None:
        if isinstance(part, AudioGap):
            marks = self._segmenter.cut(part.start)
            self._note(marks)
            self.captioner.lose(part, marks)
        else:
            marks = self._segmenter.feed(part.start, loudness(part.pcm))
            self._note(marks)
            self.captioner.hear(part, marks)

    def _note(self, marks: list[SpeechStart | SpeechEnd]) -> None:
        for mark in marks:
            if isinstance(mark, SpeechStart):
                self.spoken.append((mark.start, mark.start))
            else:
                self.spoken[-1] = (self.spoken[-1][0], mark.end)

    @property
    def finals(self) -> list[Final]:
        return [event for event in self.events if isinstance(event, Final)]

    @property
    def interims(self) -> list[Interim]:
        return [event for event in self.events if isinstance(event, Interim)]

    @property
    def gaps(self) -> list[Gap]:
        return [event for event in self.events if isinstance(event, Gap)]

    @property
    def said(self) -> list[Word]:
        """Every final word, in order."""
        return [word for final in self.finals for word in final.words]
