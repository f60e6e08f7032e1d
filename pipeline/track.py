"""The captioner of one track: what to decode next and what follows from the answer. Pure: no I/O, no clock.

Theory of operation. Sound and the starts and ends of speech go in; the captioner lays *marks* on the time axis
of the sound: speech opens, an update is due, speech closes, sound is missing. Marks are worked off in order, one
inference call at a time. The window of a call ends at its mark, not at the newest sound, so the captions follow
from the sound alone: a slow machine is late, but says the same. Live, a machine that cannot keep the pace moves
the marks (``catch_up``) instead of falling behind.

| Mark | Window decoded | Then |
|---|---|---|
| open | none | the window begins ``preroll`` before the speech |
| update | window start to the mark, committed words forced | words commit by the stability rule, the rest is shown |
| close | window start to the end of speech | all words commit, or none if the evidence says noise |
| hole | none | a ``Gap`` says what is missing |

A window longer than ``buffer_ms`` is cut after committed words, with ``keep_ms`` of them left as context.
"""

from dataclasses import replace

from captions.events import CaptionEvent, Cause, Speaker
from captions.glossary import NO_GLOSSARY, Glossary
from captions.ids import Milliseconds, TrackId
from captions.stabilise import letters, split
from captions.words import Hypothesis, Word
from models.audio import AudioFrame, AudioGap, Loss, Samples, SpeechWindow, to_ms, to_samples
from pipeline.agenda import SHORTEST, Agenda, Update
from pipeline.announcer import Announcer, Teller
from pipeline.evidence import is_invention, is_quiet
from pipeline.lines import Numbering
from pipeline.policy import Policy
from pipeline.segmenter import SpeechEnd, SpeechStart
from pipeline.sound import Sound

_CAUSES = {Loss.NETWORK: Cause.NETWORK, Loss.OVERFLOW: Cause.OVERLOAD, Loss.DECODER: Cause.MEDIA}
_EMPTY = to_samples(12_000)
_LONGEST = to_samples(20_000)


class TrackCaptioner:
    """Feed it sound; ask it for windows; give it hypotheses; take its events."""

    def __init__(self, track: TrackId, speaker: Speaker, policy: Policy, numbering: Numbering) -> None:
        self._track = track
        self._policy = policy
        self._own = Announcer(track, speaker, numbering)
        self._announcer: Teller = self._own
        self._told: list[CaptionEvent] = []
        self._sound = Sound()
        self._agenda = Agenda(policy)
        self._begin = Samples(0)
        self._closed_at = Samples(0)
        self._open = False
        self._glossary = NO_GLOSSARY
        """What the window given last was told."""
        self._committed: list[Word] = []
        self._tail: list[Word] = []

    def hear(self, frame: AudioFrame, marks: list[SpeechStart | SpeechEnd]) -> None:
        """Sound arrived, with the starts and ends of speech noticed in it, in order."""
        self._sound.append(frame)
        for mark in marks:
            self._agenda.lay_updates(mark.noticed)
            self._agenda.lay([mark])
        self._agenda.lay_updates(frame.end)
        if not self._open and not self._agenda:
            self._sound.release(Samples(frame.end - to_samples(self._policy.preroll_ms)))

    def lose(self, gap: AudioGap, marks: list[SpeechStart | SpeechEnd]) -> None:
        """Sound is missing; ``marks`` ends the speech that was open before the hole."""
        self._agenda.lay(marks)
        self._agenda.miss(gap)

    def finish(self, marks: list[SpeechStart | SpeechEnd]) -> None:
        """No more sound; ``marks`` ends the speech that is open."""
        self._agenda.lay(marks)

    def next_window(self, glossary: Glossary = NO_GLOSSARY) -> SpeechWindow | None:
        """The call that is due, or None. The same window comes again until ``accept`` or ``give_up``."""
        self._glossary = glossary
        while mark := self._agenda.first:
            if isinstance(mark, Update):
                if mark.at - self._begin > _LONGEST:
                    mark = Update(at=Samples(self._begin + _LONGEST))
                    self._agenda.put_before(mark)
                start, pcm = self._sound.cut(self._begin, mark.at)
                if len(pcm) >= SHORTEST:
                    self._begin = start
                    return SpeechWindow(
                        track=self._track,
                        start=start,
                        pcm=pcm,
                        prefix=tuple(self._committed),
                        prompt=glossary.prompt,
                        final=mark.final,
                    )
                if mark.final:
                    self._close(mark)
            elif isinstance(mark, SpeechStart):
                self._begin_speech(mark)
            else:
                self._report_gap(mark)
            self._agenda.remove_first()
        return None

    def accept(self, hypothesis: Hypothesis) -> None:
        """The answer to the window given last."""
        mark = self._agenda.first
        assert isinstance(mark, Update)
        now = to_ms(mark.at)
        self._renew_committed(hypothesis)
        new = [self._tidy(word) for word in hypothesis.words[len(self._committed) :]]
        if self._is_stuck(new, now):
            self._begin = self._cut_near(self._done, 50, 150, mark)
            self._committed = []
            return
        noise = self._is_noise(hypothesis, new)
        if mark.final:
            self._finish(mark, hypothesis, [] if noise else new)
        else:
            if not noise and not hypothesis.run_on:
                self._update(mark, new)
            self._bound(mark, hypothesis)
        self._agenda.remove_first()

    def give_up(self, cause: Cause) -> None:
        """The window given last will get no answer: what it held beyond the committed words is a gap."""
        mark = self._agenda.remove_first()
        assert isinstance(mark, Update)
        self._announcer.show([], to_ms(self._begin))
        self._announcer.gap(self._done, mark.at, cause)
        if mark.final:
            self._close(mark)
        else:
            self._restart(mark.at)

    def abandon(self, unheard: Samples, end: Samples, cause: Cause) -> None:
        """Nothing more will be decoded: what was not captioned, and from ``unheard`` to ``end``, is a gap."""
        self._announcer.show([], to_ms(self._begin))
        first = self._agenda.first
        if self._open:
            begin = self._done
        else:
            begin = first.start if isinstance(first, SpeechStart | AudioGap) else unheard
        self._announcer.gap(begin, max(end, self._sound.end) if self._open or first else end, cause)
        self._agenda.clear()
        self._open = False

    def drain(self) -> list[CaptionEvent]:
        """Events since the last call, in order, with ``seq`` 0: the session numbers them."""
        told, self._told = self._told, []
        return told + self._announcer.drain()

    def tell_by(self, announcer: Teller | None) -> None:
        """From now on; None: as one person's. What the former one showed and is not final will be shown again."""
        self._announcer.show([], to_ms(self._begin))
        self._told += self._announcer.drain()
        self._announcer = announcer or self._own
        if self._open:
            self._announcer.speech_begins(to_ms(self._done))

    @property
    def heard_until(self) -> Samples:
        """The end of the newest sound."""
        return self._sound.end

    @property
    def backlog_ms(self) -> Milliseconds:
        """How far the oldest work that waits lies behind the newest sound."""
        begin = self._begin
        for mark in self._agenda:
            if isinstance(mark, SpeechStart):
                begin = mark.start
            elif isinstance(mark, Update):
                return to_ms(self._sound.end - min(mark.at, begin + _LONGEST))
        return Milliseconds(0)

    def catch_up(self) -> int:
        """Drop updates that a later mark makes superfluous, and let one that waited take in all that was heard.

        Closes are never dropped. Returns how many were.
        """
        return self._agenda.catch_up(self._begin, self._sound.end)

    def _begin_speech(self, mark: SpeechStart) -> None:
        self._open = True
        self._begin = Samples(max(self._closed_at, mark.start - to_samples(self._policy.preroll_ms)))
        self._sound.release(self._begin)
        self._announcer.speech_begins(to_ms(mark.start))

    def _renew_committed(self, hypothesis: Hypothesis) -> None:
        """Forced words keep their text and take the times measured in this window."""
        for index, (old, new) in enumerate(zip(self._committed, hypothesis.words, strict=False)):
            self._committed[index] = replace(old, start_ms=new.start_ms, end_ms=new.end_ms)

    def _is_stuck(self, new: list[Word], now: int) -> bool:
        """A forced sentence end can make the model stop while somebody goes on talking."""
        return bool(self._committed) and not new and now - self._committed[-1].end_ms > self._policy.stuck_ms

    def _is_noise(self, hypothesis: Hypothesis, new: list[Word]) -> bool:
        policy = self._policy
        quiet = is_quiet(hypothesis, no_speech=policy.no_speech, least_logprob=policy.least_logprob)
        return quiet or (bool(new) and is_invention(tuple(new), hypothesis, self._glossary))

    def _update(self, mark: Update, new: list[Word]) -> None:
        now = to_ms(mark.at)
        decision = split(new, self._tail, now, self._policy.stability)
        final = decision.final
        # The engine leaves punctuation at the end of a prefix open, so a prefix must not end with nothing else.
        while final and not letters(new[final - 1].text):
            final -= 1
        self._commit(new[:final])
        self._tail = new[final:]
        self._announcer.show(new[final : decision.shown], now)
        self._trim(mark)

    def _bound(self, mark: Update, hypothesis: Hypothesis) -> None:
        """A window that has become long and gives no place to cut it begins afresh, before its open words."""
        if mark.at - self._begin < (_LONGEST if self._committed else _EMPTY):
            return
        begin = mark.at - to_samples(self._policy.keep_ms)
        if self._tail:
            begin = min(begin, to_samples(self._tail[0].start_ms))
        begin = max(begin, mark.at - _EMPTY // 2)
        if self._committed:
            begin = max(begin, self._cut_near(self._done, 50, 150, mark))
        if hypothesis.run_on:
            self._announcer.gap(self._done, Samples(begin), Cause.ENGINE)
        self._restart(Samples(begin))

    def _finish(self, mark: Update, hypothesis: Hypothesis, new: list[Word]) -> None:
        if not hypothesis.run_on:
            self._commit(new, ended=True)
        self._announcer.show([], to_ms(self._begin))
        if hypothesis.run_on and new:
            self._announcer.gap(self._done, mark.at, Cause.ENGINE)
        self._close(mark)

    def _close(self, mark: Update) -> None:
        self._open = False
        # An update that was noticed before the close may lie after it: what it gave up is not decoded again.
        self._closed_at = Samples(max(mark.at, self._begin))
        self._restart(self._closed_at)

    def _restart(self, at: Samples) -> None:
        self._begin = at
        self._committed = []
        self._tail = []
        self._sound.release(at)

    def _trim(self, mark: Update) -> None:
        policy = self._policy
        if not self._committed or mark.at - self._begin <= to_samples(policy.buffer_ms):
            return
        limit = self._committed[-1].end_ms - policy.keep_ms
        drop = sum(1 for word in self._committed if word.start_ms < limit)
        if drop:
            edge = to_samples(self._committed[drop - 1].end_ms)
            self._begin = self._cut_near(edge, 80, 80, mark)
            del self._committed[:drop]
            self._sound.release(self._begin)

    def _cut_near(self, edge: Samples, before_ms: int, after_ms: int, mark: Update) -> Samples:
        """A quiet place near ``edge``; never outside the window, or it would follow from what is not yet heard."""
        start = max(self._begin, edge - to_samples(before_ms))
        end = min(mark.at, edge + to_samples(after_ms))
        return self._sound.quietest(Samples(start), Samples(max(start, end)))

    @property
    def _done(self) -> Samples:
        """Up to where the words of the window are committed."""
        return to_samples(self._committed[-1].end_ms) if self._committed else self._begin

    def _commit(self, words: list[Word], *, ended: bool = False) -> None:
        # Forced prefixes are what was heard; typography is for readers only.
        self._committed += words
        self._announcer.commit(words, ended=ended)

    def _report_gap(self, gap: AudioGap) -> None:
        self._closed_at = gap.end
        self._announcer.gap(gap.start, gap.end, _CAUSES[gap.loss])

    @staticmethod
    def _tidy(word: Word) -> Word:
        """A window that ends in mid-speech makes the model add dots that nobody said."""
        return replace(word, text=word.text.rstrip(".…")) if word.text.endswith(("...", "…")) else word
