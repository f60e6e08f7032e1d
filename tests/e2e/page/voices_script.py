"""What happens at a microphone that several people share, on the page bench."""

from dataclasses import replace
from typing import Any, TypeVar

from playwright.sync_api import Page

from captions.events import Author, AuthorKind, Final, Interim, Named, Speaker
from captions.ids import Milliseconds, SpeakerId, TrackId
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.script import PAUL, Script
from tests.e2e.page.test_asking import enter

Said = TypeVar("Said", Interim, Final)

ROOM = Speaker(id=SpeakerId("m"), name="Salle du conseil")
UNSURE = replace(ROOM, name="Salle du conseil ?")
ONE, TWO = (Speaker(id=SpeakerId(f"m#{n}"), name=f"Intervenant {n}") for n in (1, 2))
DURAND = Speaker(id=ONE.id, name="Mme Durand")
PRESENT = (person("m", ROOM.name, shared=True), person("p2", PAUL.name))
MAY = {"correction": {"open": True, "may": True}, "terms": []}
REFUSED = {
    "type": "error",
    "code": "correct.not_allowed",
    "fr": "Vous ne pouvez pas.",
    "en": "No.",
    "fatal": False,
}


def at_microphone(event: Said) -> Said:
    return replace(event, track=TrackId("m"))


def named(bench: PageBench, speaker: Speaker, shown: Speaker) -> Named:
    author = Author(kind=AuthorKind.PERSON, id=SpeakerId("you"), name="Sofia")
    at_ms = Milliseconds(bench.now_ms())
    return Named(seq=bench.next_seq(), at_ms=at_ms, author=author, speaker=speaker.id, shown=shown)


def say(script: Script, *said: tuple[Speaker, str]) -> None:
    for speaker, text in said:
        script.bench.tell(
            at_microphone(script.final(speaker, text, script.next_segment(), script.next_line()))
        )


def open_session(script: Script) -> None:
    """Two voices, three lines."""
    say(script, (ONE, "La séance est ouverte."), (TWO, "Je demande la parole."), (ONE, "Vous l’avez."))


def corrector(bench: PageBench, open_page: OpenPage, **context: Any) -> Page:
    bench.extra = {**MAY, **bench.extra}
    page = enter(open_page, **{"reduced_motion": "reduce", **context})
    bench.show_people(*PRESENT, person("you", "Sofia", publishing=False))
    return page


def names(page: Page) -> Any:
    return page.locator("#log .line .name")
