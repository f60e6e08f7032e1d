"""Captions beside a live stream (HLS, RFC 8216): segments of WebVTT and the playlist that slides over them. Pure.

Segment *n* holds what is on screen between *n* × ``SEGMENT_MS`` and the next; a cue that is on screen in two is in
both, with its own times. A segment is listed when no caption can come into it any more but by somebody's correction,
which those who ask later get.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final as Constant

from captions.cues import Cue
from captions.events import Amended, CaptionEvent, Final, Gap, Named, OffRecord
from captions.formats.webvtt import WebVtt

SEGMENT_MS: Constant = 6000
SETTLED_MS: Constant = 15_000
"""After that long, words are final (6 s at most) and the cue they belong to is cut (7 s at most)."""
WINDOW: Constant = 10
"""Segments in the playlist: a minute, of which a player that stalls can still pick up the beginning."""
_REACH_MS: Constant = 20_000
"""Longer than a cue stays on screen after its words, for the sake of being read."""


def settled(now_ms: int, *, ended: bool = False) -> int:
    """How many segments there are at ``now_ms``; ``ended``: nothing comes any more, and the last may be short."""
    return -(-max(0, now_ms) // SEGMENT_MS) if ended else max(0, now_ms - SETTLED_MS) // SEGMENT_MS


def playlist(now_ms: int, *, query: str = "", ended: bool = False) -> str:
    """What players ask for again and again; ``query`` goes behind the address of each segment."""
    count = settled(now_ms, ended=ended)
    first = 0 if ended else max(0, count - WINDOW)
    length = f"{SEGMENT_MS / 1000:.3f}"
    rows = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{-(-SEGMENT_MS // 1000)}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        *(row for number in range(first, count) for row in (f"#EXTINF:{length},", f"{number}.vtt{query}")),
    ]
    return "\n".join([*rows, *(["#EXT-X-ENDLIST"] if ended else []), ""])


def around(events: Sequence[CaptionEvent], number: int) -> list[CaptionEvent]:
    """Those of ``events`` that decide what is in segment ``number``: a few of a long meeting.

    Lines are taken whole: their cues are then cut in the same places for every segment.
    """
    begin, end = number * SEGMENT_MS - _REACH_MS, (number + 1) * SEGMENT_MS + _REACH_MS
    said = [event for event in events if isinstance(event, Final | Amended)]
    lines = {event.line for event in said if event.start_ms < end and event.end_ms > begin}
    segments = {event.segment for event in said if event.line in lines}
    return [
        event
        for event in events
        if isinstance(event, OffRecord | Named)
        or (isinstance(event, Final | Amended) and event.segment in segments)
        or (isinstance(event, Gap) and event.start_ms < end and event.end_ms > begin)
    ]


def segment(cues: Iterable[Cue], number: int, *, mpegts: int = 0) -> Iterator[str]:
    """Segment ``number``, in pieces. ``mpegts``: the time of the stream, in 90 kHz, at the session's zero."""
    begin, end = number * SEGMENT_MS, (number + 1) * SEGMENT_MS
    form = WebVtt(language="")
    yield f"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{mpegts % 2**33},LOCAL:00:00:00.000\n"
    for cue in cues:
        if cue.start_ms >= end:
            break  # they come in the order of their starts
        if cue.end_ms > begin:
            yield form.block(cue)
