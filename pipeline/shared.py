"""Turns decisions about a track that several people share into caption events: a line for each voice. Pure.

Takes the place of ``announcer``. Words are shown as soon as they are heard, also when it is not known yet who says
them:

| Words | Are shown |
|---|---|
| of a known voice | in the line of that voice |
| not decided yet, right after a word | in the line of that word: they may still change |
| not decided yet, after a pause | in a new line, under the name of the microphone, which takes the voice's name later |
| decided, of no voice | in a line of their own, under the name of the microphone with a "?" |

Words become final when they are both recognised for good and decided; so a final is given to somebody else only by a
later look at the voices, which comes out as ``Repair``, at most once for each line.
"""

from collections.abc import Iterator

from captions.events import CaptionEvent, Cause, Final, Gap, Interim, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, TrackId
from captions.typeset import typeset
from captions.words import Word
from models.audio import Samples, to_ms
from models.speakers import Heard, Relabelled
from pipeline.attribution import Attribution
from pipeline.guesses import Guess, Key, OpenLine, match, stranger_at, voice_of
from pipeline.lines import PAUSE_MS, Numbering, ends_line, ends_sentence
from pipeline.repairs import Repair, SaidLines
from pipeline.voices import VoiceNames

_BREATH_MS = 600
_CONTEXT = 8
_FOR_EVER = Samples(2**62)


class SharedAnnouncer:
    """Events carry ``seq`` 0: the session numbers them."""

    def __init__(self, track: TrackId, speaker: Speaker, numbering: Numbering, names: VoiceNames) -> None:
        """``speaker``: whose microphone it is."""
        self.speaker = speaker
        self._track = track
        self._numbering = numbering
        self._names = names
        self._attribution = Attribution()
        self._events: list[CaptionEvent] = []
        self._waiting: list[Word] = []
        """Recognised for good, not decided yet or behind such a word."""
        self._tail: list[Word] = []
        self._ended = False
        self._last: tuple[Key, int] = (None, -PAUSE_MS)
        """Of the word that became final last: whose, and its end."""
        self._lines: dict[Key, OpenLine] = {}
        self._guesses: list[Guess] = []
        self._strangers = 0
        self._said = SaidLines()

    def speech_begins(self, start_ms: Milliseconds) -> None:
        """Speech opens; the next words may begin new lines."""
        self._ended = False
        for key, line in list(self._lines.items()):
            paused = start_ms - line.end_ms >= PAUSE_MS
            if paused or self._numbering.line != line.id or ends_sentence(line.text):
                del self._lines[key]

    def commit(self, words: list[Word], *, ended: bool = False) -> None:
        """``words`` are recognised for good. ``ended``: speech closes with them, so a number at their end is whole."""
        self._waiting += [word for word in words if word.text]
        self._tail = []
        self._ended = ended
        self._release()

    def show(self, words: list[Word], at: Milliseconds) -> None:
        """``words`` replace what was shown after those that were committed."""
        self._tail = [word for word in words if word.text]
        self._guess()

    def hear(self, heard: Heard) -> None:
        """Who speaks was decided further on."""
        self._attribution.hear(heard)
        self._release()
        self._guess()

    def relabel(self, change: Relabelled) -> list[Repair]:
        """A later look: what it changes of lines that are final, each once at most."""
        self._attribution.relabel(change)
        was, now = (self._names.speaker(self.speaker, voice) for voice in (change.was, change.now))
        repairs = [
            Repair(track=self._track, line=line, segments=segments, was=was, speaker=now)
            for line, segments in self._said.relabel(change)
        ]
        # A line that was repaired does not go on: its next words would be repaired again.
        self._lines.pop(change.was, None)
        self._guess()
        return repairs

    def gap(self, start: Samples, end: Samples, cause: Cause) -> None:
        """Sound from ``start`` to ``end`` has no caption and gets none."""
        if end > start:
            self._events.append(
                Gap(
                    seq=0,
                    track=self._track,
                    speaker=self.speaker,
                    start_ms=to_ms(start),
                    end_ms=to_ms(end),
                    cause=cause,
                )
            )

    def wait_no_more(self) -> None:
        """No more will be decided: words are whose they are known to be, or nobody's in particular."""
        self.hear(Heard(until=_FOR_EVER))

    def drain(self) -> list[CaptionEvent]:
        """Events since the last call, in order."""
        events, self._events = self._events, []
        return events

    # --- what is final ----------------------------------------------------------------------------------------------

    def _release(self) -> None:
        ready: dict[Key, list[Word]] = {}
        while self._waiting and self._attribution.decided(self._waiting[0]):
            word = self._waiting.pop(0)
            voice = self._attribution.whose(word, voice_of(self._last[0]))
            ready.setdefault(voice, []).append(word)
            self._last = (voice, word.end_ms)
        whole = self._ended and not self._waiting
        for key, words in ready.items():
            self._finish(key, words, whole=whole or key != self._last[0])

    def _finish(self, key: Key, words: list[Word], *, whole: bool) -> None:
        guess = self._taken(key, words[0].start_ms)
        line = guess.line if guess is not None else self._line_of(key, words[0].start_ms)
        segment, revision = (guess.segment, guess.revision) if guess is not None else (None, 0)
        for line_of_part, part, ends in self._cut(line, words):
            self._put(key, line_of_part, part, segment, revision, goes_on=not (whole or ends))
            segment, revision = None, 0

    def _cut(self, line: OpenLine, words: list[Word]) -> Iterator[tuple[OpenLine, list[Word], bool]]:
        """``words`` where a line ends."""
        part: list[Word] = []
        for word in words:
            part.append(word)
            line.length += len(word.text) + 1
            if ends_line(word, line.length):
                yield line, part, True
                line, part = OpenLine(), []
        if part:
            yield line, part, False

    def _put(
        self,
        key: Key,
        line: OpenLine,
        part: list[Word],
        segment: SegmentId | None,
        revision: int,
        *,
        goes_on: bool,
    ) -> None:
        written = typeset(part, before=line.said, goes_on=goes_on)
        line.said = (*line.said, *(word.text for word in part))[-_CONTEXT:]
        line.end_ms = part[-1].end_ms
        segment = self._numbering.segment() if segment is None else segment
        self._said.add(self._id(line), segment, voice_of(key), part[0].start_ms)
        if ends_line(part[-1], line.length):
            self._lines.pop(key, None)
        else:
            self._lines[key] = line
        self._events.append(
            Final(
                seq=0,
                track=self._track,
                speaker=self._names.speaker(self.speaker, voice_of(key)),
                segment=segment,
                line=self._id(line),
                revision=revision + 1,
                start_ms=part[0].start_ms,
                end_ms=part[-1].end_ms,
                words=written,
            )
        )

    # --- what may still change --------------------------------------------------------------------------------------

    def _guess(self) -> None:
        groups = self._groups()
        left, self._guesses = self._guesses, []
        told: list[tuple[Guess, list[Word]]] = []
        for key, words in groups.items():
            guess = match(left, key, words[0].start_ms)
            if guess is None:
                guess = self._begun(key, words[0].start_ms)
            else:
                left.remove(guess)
                if guess.key != key and voice_of(key) is not None:
                    self._lines[key] = guess.line
                guess.key = key
            self._guesses.append(guess)
            told.append((guess, words))
        for guess in left:
            if guess.texts:
                self._interim(guess, [])
        for guess, words in told:
            self._interim(guess, words)

    def _groups(self) -> dict[Key, list[Word]]:
        """The words that are not final, by whose they are or seem to be."""
        groups: dict[Key, list[Word]] = {}
        key, end_ms = self._last
        for word in (*self._waiting, *self._tail):
            if self._attribution.decided(word):
                key = self._attribution.whose(word, voice_of(key))
            elif word.start_ms - end_ms >= _BREATH_MS:
                key = self._stranger(word.start_ms)
            groups.setdefault(key, []).append(word)
            end_ms = word.end_ms
        return groups

    def _stranger(self, start_ms: int) -> int:
        """Somebody who is not known yet; the same as before when these words were shown already."""
        known = stranger_at(self._guesses, start_ms)
        if known is not None and known.key is not None:
            return known.key
        self._strangers -= 1
        return self._strangers

    def _begun(self, key: Key, start_ms: int) -> Guess:
        line = self._line_of(key, start_ms)
        return Guess(
            key=key,
            line=line,
            segment=self._numbering.segment(),
            start_ms=start_ms,
            speaker=self._names.speaker(self.speaker, voice_of(key)),
        )

    def _interim(self, guess: Guess, words: list[Word]) -> None:
        texts = tuple(word.text for word in words)
        speaker = self._names.speaker(self.speaker, voice_of(guess.key)) if words else guess.speaker
        if (texts, speaker) == (guess.texts, guess.speaker):
            return
        guess.texts, guess.speaker = texts, speaker
        guess.revision += 1
        start_ms = words[0].start_ms if words else Milliseconds(guess.start_ms)
        guess.start_ms = start_ms
        self._events.append(
            Interim(
                seq=0,
                track=self._track,
                speaker=speaker,
                segment=guess.segment,
                line=self._id(guess.line),
                revision=guess.revision,
                start_ms=start_ms,
                end_ms=words[-1].end_ms if words else start_ms,
                words=tuple(words),
            )
        )

    def _taken(self, key: Key, start_ms: int) -> Guess | None:
        """The guess that becomes final with words of ``key`` from ``start_ms`` on."""
        guess = match(self._guesses, key, start_ms)
        if guess is not None:
            self._guesses.remove(guess)
        return guess

    def _id(self, line: OpenLine) -> LineId:
        if line.id is None:
            line.id = self._numbering.next_line()
        return line.id

    def _line_of(self, key: Key, start_ms: int) -> OpenLine:
        line = self._lines.get(key)
        if line is None or start_ms - line.end_ms >= PAUSE_MS:
            return OpenLine()
        return line
