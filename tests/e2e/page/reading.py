"""What tests of the reader do and have happen: corrections, looking away and back."""

from playwright.sync_api import Page

from captions.events import Amended, Author, AuthorKind
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from tests.e2e.page.script import ANNE, Script

SOFIA = Author(kind=AuthorKind.PERSON, id=SpeakerId("c1"), name="Sofia")


def amended(script: Script, segment: int, line: int, text: str, revision: int = 1) -> Amended:
    now = Milliseconds(script.bench.now_ms())
    words = tuple(Word(text=word, start_ms=now, end_ms=now, probability=1) for word in text.split())
    return Amended(
        seq=script.bench.next_seq(), at_ms=now, author=SOFIA, track=TrackId("p1"), speaker=ANNE,
        segment=SegmentId(segment), line=LineId(line), revision=revision, start_ms=now, end_ms=now, words=words,
    )  # fmt: skip


def look_elsewhere(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('blur'))")


def look_back(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('focus'))")
