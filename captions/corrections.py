"""What people change in the text of a session, and how changes of several people at once all stand. Pure.

Every word has an identity that it keeps from revision to revision. A change names words of the revision in which it was
read; it is made in the newest one wherever those very words still stand, and refused only when somebody changed them
meanwhile. A change that was taken back gives its words their former identity again.

Events are made here and published by the caller, who tells ``apply`` of all that are published.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from captions.changes import Change, Move, Naming, Wording
from captions.errors import VoixlaError
from captions.events import Amended, Author, CaptionEvent, Named, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.transcript import Segment, Transcript
from captions.word_tokens import Tokens, between, matched, place, shared_out, trimmed

KEPT_REVISIONS = 200
"""Of one segment; a change to words that were read earlier is refused."""
KEPT_CHANGES = 500
"""Of one person; what they changed earlier cannot be taken back."""
_MS_PER_CHARACTER = 70
"""Of brisk speech: how long a line that was missed is taken to last."""


class Corrections:
    """Of one session. Refuses with ``correct.gone``, ``.conflict``, ``.nothing``; then nothing happened."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self._revisions: dict[SegmentId, dict[int, Tokens]] = {}
        self._changes: dict[SpeakerId, deque[Change]] = {}
        self._shown: dict[SpeakerId, Speaker] = {}

    def apply(self, event: CaptionEvent) -> None:
        """Every event of the session, in order."""
        if isinstance(event, Amended) and self.transcript.segment(event.segment) is not None:
            self._newest(event.segment)
        elif isinstance(event, Named):
            self._shown[event.speaker] = event.shown
        self.transcript.apply(event)

    def forget(self, author: SpeakerId) -> None:
        """They have left: nobody takes back what they changed."""
        self._changes.pop(author, None)

    def read(self, segment: SegmentId) -> Segment:
        """As it stands. Its words can be changed later on, though others change some of them meanwhile."""
        return self._newest(segment)[0]

    def amend(
        self,
        author: Author,
        segment: SegmentId,
        base: int,
        span: tuple[int, int],
        texts: Sequence[str],
        *,
        at_ms: Milliseconds,
    ) -> list[Amended]:
        """``texts`` instead of words ``span`` of revision ``base``; nothing when they stand there already."""
        now, tokens = self._newest(segment)
        read = self._revisions[segment].get(base)
        if read is None:
            raise _conflict()
        first, last = span
        if last > len(read):
            raise _gone()
        same = tuple(texts) == tuple(token.word.text for token in read[first:last])
        first, last, texts = trimmed(read, first, last, texts)
        if same:
            return self._confirm(author, now, tokens, read[first:last], at_ms)
        if between(read, first, last, tokens) == list(texts):
            return []
        found = place(read, first, last, tokens)
        if found is None:
            raise _conflict()
        begin, end = found
        new = shared_out(now, tokens, begin, end, texts)
        self._remember(
            author,
            Wording(
                segment=segment,
                before=tokens[begin:end],
                after=new,
                left=tokens[:begin][-1:],
                right=tokens[end:][:1],
            ),
        )
        return [self._written(author, now, (*tokens[:begin], *new, *tokens[end:]), at_ms)]

    def insert(
        self,
        author: Author,
        ids: tuple[LineId, SegmentId],
        speaker: Speaker,
        after: LineId | None,
        texts: Sequence[str],
        *,
        at_ms: Milliseconds,
    ) -> Amended:
        """A line that was missed, where ``after`` ends; ``ids`` are new ones."""
        start, free_until = self._room_after(after)
        spoken = start + _MS_PER_CHARACTER * sum(map(len, texts))
        end = Milliseconds(max(start, int(min(free_until, spoken, at_ms))))
        line, segment = ids
        event = Amended(
            seq=0,
            at_ms=at_ms,
            author=author,
            track=TrackId(f"{author.id}-inserted"),
            speaker=speaker,
            segment=segment,
            line=line,
            revision=1,
            start_ms=start,
            end_ms=end,
            words=(),
        )
        tokens = shared_out(event, (), 0, 0, texts)
        self._keep(segment, 1, tokens)
        self._remember(author, Wording(segment=segment, before=(), after=tokens, left=(), right=()))
        return replace(event, words=tuple(token.word for token in tokens))

    def to_move(self, line: LineId, start: SegmentId | None) -> tuple[tuple[Segment, ...], bool]:
        """The segments of ``line`` from ``start`` on, and whether they are all of it."""
        segments = self.transcript.line(line)
        found = [index for index, segment in enumerate(segments) if start in (None, segment.id)]
        if not found:
            raise _gone()
        return segments[found[0] :], found[0] == 0

    def reassign(
        self,
        author: Author,
        segments: Sequence[Segment],
        line: LineId,
        speaker: Speaker,
        *,
        at_ms: Milliseconds,
    ) -> list[Amended]:
        """``segments`` are ``speaker``'s and in ``line`` from now on."""
        moved = [segment for segment in segments if (segment.line, segment.speaker) != (line, speaker)]
        if moved:
            former = tuple((segment.id, segment.line, segment.speaker) for segment in moved)
            self._remember(author, Move(former=former, line=line, speaker=speaker))
        return [self._moved(author, segment, line, speaker, at_ms) for segment in moved]

    def name(self, author: Author, speaker: Speaker, shown: Speaker, *, at_ms: Milliseconds) -> list[Named]:
        """``speaker`` is shown as ``shown`` from now on; nothing when that is so already."""
        before = self._shown.get(speaker.id, speaker)
        if before == shown:
            return []
        self._remember(author, Naming(speaker=speaker.id, before=before, after=shown))
        return [Named(seq=0, at_ms=at_ms, author=author, speaker=speaker.id, shown=shown)]

    def undo(self, author: Author, *, at_ms: Milliseconds) -> Sequence[Amended | Named]:
        """Takes back the newest change of ``author`` of which something still stands."""
        changes = self._changes.get(author.id, deque())
        for change in reversed(changes):
            if events := self._undone(author, change, at_ms):
                changes.remove(change)
                return events
        raise VoixlaError("correct.nothing", "Plus rien à annuler.")

    def _undone(
        self, author: Author, change: Change, at_ms: Milliseconds
    ) -> Sequence[Amended] | Sequence[Named]:
        if isinstance(change, Move):
            return self._unmove(author, change, at_ms)
        if isinstance(change, Wording):
            return self._unwrite(author, change, at_ms)
        if self._shown.get(change.speaker) != change.after:
            return []
        return [Named(seq=0, at_ms=at_ms, author=author, speaker=change.speaker, shown=change.before)]

    def _unwrite(self, author: Author, change: Wording, at_ms: Milliseconds) -> list[Amended]:
        now, tokens = self._newest(change.segment)
        read = (*change.left, *change.after, *change.right)
        first = len(change.left)
        found = place(read, first, first + len(change.after), tokens)
        if found is None:
            return []
        begin, end = found
        return [self._written(author, now, (*tokens[:begin], *change.before, *tokens[end:]), at_ms)]

    def _unmove(self, author: Author, change: Move, at_ms: Milliseconds) -> list[Amended]:
        events = []
        for segment, line, speaker in change.former:
            now, _ = self._newest(segment)
            if (now.line, now.speaker) == (change.line, change.speaker):
                events.append(self._moved(author, now, line, speaker, at_ms))
        return events

    def _confirm(
        self, author: Author, now: Segment, tokens: Tokens, confirmed: Tokens, at_ms: Milliseconds
    ) -> list[Amended]:
        if any(token not in tokens for token in confirmed):
            raise _conflict()
        return [self._written(author, now, tokens, at_ms)]

    def _written(self, author: Author, now: Segment, tokens: Tokens, at_ms: Milliseconds) -> Amended:
        words = tuple(token.word for token in tokens)
        self._keep(now.id, now.revision + 1, tokens)
        return replace(_amended(author, now, at_ms), words=words)

    def _moved(
        self, author: Author, now: Segment, line: LineId, speaker: Speaker, at_ms: Milliseconds
    ) -> Amended:
        _, tokens = self._newest(now.id)
        self._keep(now.id, now.revision + 1, tokens)
        return replace(_amended(author, now, at_ms), line=line, speaker=speaker)

    def _newest(self, segment: SegmentId) -> tuple[Segment, Tokens]:
        """What stands, and the identities of its words."""
        now = self.transcript.segment(segment)
        if now is None:
            raise _gone()
        known = self._revisions.get(segment, {})
        tokens = known.get(now.revision)
        if tokens is None:
            before = known[max(known)] if known else ()
            tokens = matched(before, now.words)
            self._keep(segment, now.revision, tokens)
        return now, tokens

    def _keep(self, segment: SegmentId, revision: int, tokens: Tokens) -> None:
        known = self._revisions.setdefault(segment, {})
        known[revision] = tokens
        if len(known) > KEPT_REVISIONS:
            del known[min(known)]

    def _remember(self, author: Author, change: Change) -> None:
        self._changes.setdefault(author.id, deque(maxlen=KEPT_CHANGES)).append(change)

    def _room_after(self, line: LineId | None) -> tuple[Milliseconds, float]:
        """From where ``line`` ends, or just before a line that begins while it is said, to what begins next."""
        if line is None:
            return Milliseconds(0), self._next_start(0)
        segments = self.transcript.line(line)
        if not segments:
            raise _gone()
        begin = min(segment.start_ms for segment in segments)
        others = (other.start_ms for other in self.transcript if other.line != line and other.words)
        following = min((start for start in others if start > begin), default=math.inf)
        start = int(min(max(segment.end_ms for segment in segments), following - 1))
        return Milliseconds(start), self._next_start(start)

    def _next_start(self, at_ms: int) -> float:
        return min((later.start_ms for later in self.transcript if later.start_ms >= at_ms), default=math.inf)


def _amended(author: Author, now: Segment, at_ms: Milliseconds) -> Amended:
    return Amended(
        seq=0,
        at_ms=at_ms,
        author=author,
        track=now.track,
        speaker=now.speaker,
        segment=now.id,
        line=now.line,
        revision=now.revision + 1,
        start_ms=now.start_ms,
        end_ms=now.end_ms,
        words=now.words,
    )


def _gone() -> VoixlaError:
    return VoixlaError("correct.gone", "Cette phrase n’existe plus.")


def _conflict() -> VoixlaError:
    return VoixlaError("correct.conflict", "Quelqu’un vient de changer ces mots : c’est son texte qui reste.")
