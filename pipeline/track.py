"""The captioner of one track: what to decode next and what follows from the answer. Pure: no I/O, no clock.

Theory of operation. Sound and the starts and ends of speech go in; the captioner lays *marks* on the time axis
of the sound: speech opens, an update is due, speech closes, sound is missing. Marks are worked off in order, one
inference call at a time. The window of a call ends at its mark, not at the newest sound, so the captions follow
from the sound alone: a slow machine is late, but says the same.

| Mark | Window decoded | Then |
|---|---|---|
| open | none | the window begins ``preroll`` before the speech |
| update | window start to the mark, committed words forced | words commit by the stability rule, the rest is shown |
| close | window start to the end of speech | all words commit, or none if the evidence says noise |
| hole | none | a ``Gap`` says what is missing |

A window longer than ``buffer_ms`` is cut after committed words, with ``keep_ms`` of them left as context.
"""

from collections import deque
from dataclasses import dataclass, replace

from captions.events import CaptionEvent, Cause, Speaker
from captions.ids import Milliseconds, TrackId
from captions.stabilise import split
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, AudioGap, Loss, Samples, SpeechWindow, to_ms, to_samples
from pipeline.announcer import Announcer
from pipeline.evidence import is_invention, is_quiet
from pipeline.lines import Numbering
from pipeline.policy import Policy
from pipeline.segmenter import SpeechEnd, SpeechStart
from pipeline.sound import Sound

_CAUSES = {Loss.NETWORK: Cause.NETWORK, Loss.OVERFLOW: Cause.OVERLOAD, Loss.DECODER: Cause.MEDIA}
_CUT_SEARCH = to_samples(80)
_EMPTY_WINDOW_MS = 12_000
_LONGEST = to_samples(20_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Update:
    at: Samples
    final: bool = False
    noticed: Samples


_Mark = SpeechStart | _Update | AudioGap


class TrackCaptioner:
    """Feed it sound; ask it for windows; give it hypotheses; take its events."""

    def __init__(self, track: TrackId, speaker: Speaker, policy: Policy, numbering: Numbering) -> None:
        self._track = track
        self._policy = policy
        self._announcer = Announcer(track, speaker, numbering)
        self._sound = Sound()
        self._marks: deque[_Mark] = deque()
        self._next_update: Samples | None = None
        self._begin = Samples(0)
        self._closed_at = Samples(0)
        self._open = False
        self._committed: list[Word] = []
        self._tail: list[Word] = []

    def hear(self, frame: AudioFrame, marks: list[SpeechStart | SpeechEnd]) -> None:
        """Sound arrived, with the starts and ends of speech noticed in it, in order."""
        self._sound.append(frame)
        for mark in marks:
            self._lay_updates(mark.noticed)
            self._lay(mark)
        self._lay_updates(frame.end)
        if not self._open and not self._marks:
            self._sound.release(Samples(frame.end - to_samples(self._policy.preroll_ms)))

    def lose(self, gap: AudioGap, marks: list[SpeechStart | SpeechEnd]) -> None:
        """Sound is missing; ``marks`` ends the speech that was open before the hole."""
        for mark in marks:
            self._lay(mark)
        self._marks.append(gap)

    def finish(self, marks: list[SpeechStart | SpeechEnd]) -> None:
        """No more sound; ``marks`` ends the speech that is open."""
        for mark in marks:
            self._lay(mark)

    def next_window(self) -> SpeechWindow | None:
        """The call that is due, or None. The same window comes again until ``accept`` or ``give_up``."""
        while self._marks:
            mark = self._marks[0]
            if isinstance(mark, _Update):
                if mark.at - self._begin > _LONGEST:
                    mark = _Update(at=Samples(self._begin + _LONGEST), noticed=mark.noticed)
                    self._marks.appendleft(mark)
                start, pcm = self._sound.cut(self._begin, mark.at)
                if len(pcm) >= to_samples(100):
                    self._begin = start
                    return SpeechWindow(
                        track=self._track,
                        start=start,
                        pcm=pcm,
                        prefix=tuple(self._committed),
                        final=mark.final,
                    )
                if mark.final:
                    self._close(mark)
            elif isinstance(mark, SpeechStart):
                self._begin_speech(mark)
            else:
                self._report_gap(mark)
            self._marks.popleft()
        return None

    def accept(self, hypothesis: Hypothesis) -> None:
        """The answer to the window given last."""
        mark = self._marks[0]
        assert isinstance(mark, _Update)
        now = to_ms(mark.at)
        self._renew_committed(hypothesis)
        new = [self._tidy(word) for word in hypothesis.words[len(self._committed) :]]
        if self._is_stuck(new, now):
            self._begin = self._sound.quietest(
                to_samples(self._committed[-1].end_ms), before=to_samples(50), after=to_samples(150)
            )
            self._committed = []
            return
        if mark.final:
            self._finish(mark, hypothesis, new)
        else:
            if not self._is_quiet(hypothesis):
                self._update(new, now)
            if not self._committed and now - to_ms(self._begin) > _EMPTY_WINDOW_MS:
                self._restart(Samples(mark.at - to_samples(self._policy.keep_ms)))
        self._marks.popleft()

    def give_up(self, cause: Cause) -> None:
        """The window given last will get no answer: what it held beyond the committed words is a gap."""
        mark = self._marks.popleft()
        assert isinstance(mark, _Update)
        begin = to_samples(self._committed[-1].end_ms) if self._committed else self._begin
        self._announcer.show([], to_ms(self._begin))
        self._announcer.gap(begin, mark.at, cause)
        if mark.final:
            self._close(mark)
        else:
            self._restart(mark.at)

    def abandon(self, cause: Cause) -> None:
        """Nothing more will be decoded: everything heard and not captioned is a gap."""
        begin = self._committed[-1].end_ms if self._committed else to_ms(self._begin)
        self._announcer.show([], to_ms(self._begin))
        if self._open or self._marks:
            self._announcer.gap(to_samples(begin), self._sound.end, cause)
        self._marks.clear()
        self._open = False

    def drain(self) -> list[CaptionEvent]:
        """Events since the last call, in order, with ``seq`` 0: the session numbers them."""
        return self._announcer.drain()

    @property
    def heard_until(self) -> Samples:
        """The end of the newest sound."""
        return self._sound.end

    @property
    def backlog_ms(self) -> Milliseconds:
        """How far the oldest work that waits lies behind the newest sound."""
        due = next((mark for mark in self._marks if isinstance(mark, _Update)), None)
        return Milliseconds(to_ms(self._sound.end) - to_ms(due.at)) if due else Milliseconds(0)

    def skip_updates(self) -> int:
        """Drop updates that a later mark makes superfluous; closes are never dropped. Returns how many."""
        kept = [
            mark
            for index, mark in enumerate(self._marks)
            if not (isinstance(mark, _Update) and not mark.final and index + 1 < len(self._marks))
        ]
        dropped = len(self._marks) - len(kept)
        self._marks = deque(kept)
        return dropped

    def _lay(self, mark: SpeechStart | SpeechEnd) -> None:
        if isinstance(mark, SpeechStart):
            self._marks.append(mark)
            self._next_update = Samples(mark.noticed + to_samples(self._policy.first_update_ms))
        else:
            at = Samples(min(mark.end + to_samples(self._policy.tail_ms), mark.noticed))
            self._marks.append(_Update(at=at, final=True, noticed=mark.noticed))
            self._next_update = None

    def _lay_updates(self, until: Samples) -> None:
        while self._next_update is not None and self._next_update <= until:
            self._marks.append(_Update(at=self._next_update, noticed=self._next_update))
            self._next_update = Samples(self._next_update + to_samples(self._policy.interval_ms))

    def _begin_speech(self, mark: SpeechStart) -> None:
        self._open = True
        self._begin = Samples(max(self._closed_at, mark.start - to_samples(self._policy.preroll_ms)))
        self._sound.release(self._begin)
        self._announcer.speech_begins(to_ms(mark.start))

    def _renew_committed(self, hypothesis: Hypothesis) -> None:
        """Forced words keep their text and take the times measured in this window."""
        self._committed = [
            replace(old, start_ms=new.start_ms, end_ms=new.end_ms)
            for old, new in zip(self._committed, hypothesis.words, strict=False)
        ]

    def _is_stuck(self, new: list[Word], now: int) -> bool:
        """A forced sentence end can make the model stop while somebody goes on talking."""
        return bool(self._committed) and not new and now - self._committed[-1].end_ms > self._policy.stuck_ms

    def _is_quiet(self, hypothesis: Hypothesis) -> bool:
        return is_quiet(
            hypothesis, no_speech=self._policy.no_speech, least_logprob=self._policy.least_logprob
        )

    def _update(self, new: list[Word], now: int) -> None:
        decision = split(new, self._tail, now, self._policy.stability)
        self._commit(new[: decision.final])
        self._tail = new[decision.final :]
        self._announcer.show(new[decision.final : decision.shown], Milliseconds(now))
        self._trim(now)

    def _finish(self, mark: _Update, hypothesis: Hypothesis, new: list[Word]) -> None:
        if new and not self._is_quiet(hypothesis) and not is_invention(tuple(new), hypothesis):
            self._commit(new)
        self._announcer.show([], to_ms(self._begin))
        self._close(mark)

    def _close(self, mark: _Update) -> None:
        self._open = False
        self._restart(mark.at)
        self._closed_at = mark.at

    def _restart(self, at: Samples) -> None:
        self._begin = at
        self._committed = []
        self._tail = []
        self._sound.release(at)

    def _trim(self, now: int) -> None:
        policy = self._policy
        if not self._committed or now - to_ms(self._begin) <= policy.buffer_ms:
            return
        limit = self._committed[-1].end_ms - policy.keep_ms
        drop = sum(1 for word in self._committed if word.start_ms < limit)
        if drop:
            edge = to_samples(self._committed[drop - 1].end_ms)
            self._begin = self._sound.quietest(edge, before=_CUT_SEARCH, after=_CUT_SEARCH)
            del self._committed[:drop]
            self._sound.release(self._begin)

    def _commit(self, words: list[Word]) -> None:
        self._committed += words
        self._announcer.commit(words)

    def _report_gap(self, gap: AudioGap) -> None:
        self._closed_at = gap.end
        self._announcer.gap(gap.start, gap.end, _CAUSES[gap.loss])

    @staticmethod
    def _tidy(word: Word) -> Word:
        """A window that ends in mid-speech makes the model add dots that nobody said."""
        return replace(word, text=word.text.rstrip(".…")) if word.text.endswith(("...", "…")) else word
