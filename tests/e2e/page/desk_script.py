"""What happens at the corrector's desk on the page bench: a text with doubtful words, edits that stand or do not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page

from captions.events import Amended, Author, AuthorKind, Final, OffRecord, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.script import ANNE, MEETING, MINH, PAUL, Script

DOUBTFUL = ("quorum", "Tanneurs", "voirie")
LUC = Author(kind=AuthorKind.PERSON, id=SpeakerId("luc"), name="Luc Moreau")
MARIE = Author(kind=AuthorKind.PERSON, id=SpeakerId("you"), name="Marie")
MAY = {"correction": {"open": False, "may": True}, "terms": ["Kerguelen"], "role": "corrector"}


def write(script: Script) -> list[Final]:
    """The council's meeting, of which the recogniser doubts three words."""
    finals = []
    for i, (speaker, text) in enumerate(MEETING):
        final = script.final(speaker, text, script.next_segment(), script.next_line())
        when: dict[str, Any] = {"start_ms": Milliseconds(i * 100), "end_ms": Milliseconds(i * 100 + 90)}
        words = tuple(replace(w, probability=0.4 if w.text in DOUBTFUL else 0.9) for w in final.words)
        finals.append(replace(final, words=words, **when))
    script.bench.tell(*finals)
    return finals


def amended(bench: PageBench, final: Final, text: str, author: Author = LUC, **changed: Any) -> Amended:
    """``final`` as it stands after somebody wrote ``text``."""
    words = tuple(
        Word(text=w, start_ms=final.start_ms, end_ms=final.end_ms, probability=1.0) for w in text.split()
    )
    event = Amended(
        seq=bench.next_seq(), at_ms=Milliseconds(bench.now_ms()), author=author, track=final.track,
        speaker=final.speaker, segment=final.segment, line=final.line, revision=1,
        start_ms=final.start_ms, end_ms=final.end_ms, words=words,
    )  # fmt: skip
    return replace(event, **changed)


def inserted(bench: PageBench, after: Final, text: str, speaker: Speaker, segment: int, line: int) -> Amended:
    given: dict[str, Any] = {
        "track": TrackId("desk"),
        "speaker": speaker,
        "segment": SegmentId(segment),
        "line": LineId(line),
    }
    return amended(bench, replace(after, start_ms=after.end_ms), text, **given)


def open_desk(bench: PageBench, open_page: OpenPage, **context: Any) -> Page:
    """Marie's desk, welcomed, with the text there."""
    bench.extra = {**MAY, **bench.extra}
    page = open_page("/correct/essai", **context)
    page.get_by_role("textbox", name="Votre nom").fill("Marie")
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    present = [person("p1", ANNE.name, role="host"), person("p2", PAUL.name), person("p3", MINH.name)]
    me = person("you", "Marie", role="corrector", publishing=False, corrects=True)
    bench.show_people(*present, me, person("luc", "Luc Moreau", role="corrector", publishing=False))
    return page


def off_record(bench: PageBench, on: bool = True) -> None:
    bench.tell(OffRecord(seq=bench.next_seq(), at_ms=Milliseconds(bench.now_ms()), on=on))


def word(page: Page, text: str) -> Any:
    return page.locator(".word", has_text=text).first


def sent(bench: PageBench, kind: str) -> list[Mapping[str, Any]]:
    return [message for message in bench.received if message["type"] == kind]


def next_sent(bench: PageBench, kind: str, count: int = 1) -> Mapping[str, Any]:
    """The ``count``-th message of that kind."""
    until(lambda: len(sent(bench, kind)) >= count)
    return sent(bench, kind)[count - 1]


def change(segment: int, first: int, last: int, text: str, base: int = 0) -> dict[str, Any]:
    """What an ``amend`` says, but for its id."""
    return {"segment": segment, "base": base, "first": first, "last": last, "text": text}


def without_id(message: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key not in ("id", "type")}
