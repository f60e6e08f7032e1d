"""Every page of the product in the states that people meet, for walks through all of them.

A scene leads its page from state to state; each is complete when its name is given.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Page, expect

from captions.events import Cause, Status
from tests.e2e.page.bench import PageBench
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.script import ANNE, MEETING, PAUL, Script
from tests.e2e.page.test_meeting_looks import prepare, six
from tests.fakes.hosts import PASSWORD

State = tuple[str, Page]


@dataclass(frozen=True)
class Stage:
    """Where scenes are played; ``context`` is how the browser is set."""

    bench: PageBench
    open_page: OpenPage
    hosted: Callable[[], str]
    """The address of a server of hosts, where « Anne » is one."""
    context: dict[str, Any] = field(default_factory=dict)

    def open(self, path: str) -> Page:
        return self.open_page(path, **self.context)


Scene = Callable[[Stage], Iterator[State]]


def start(stage: Stage) -> Iterator[State]:
    page = stage.open("/")
    yield "start", page


def sign_in(stage: Stage) -> Iterator[State]:
    page = stage.open("/")
    page.goto(f"{stage.hosted()}/connexion")
    yield "sign-in", page
    page.get_by_label("Nom").fill("Anne")
    page.get_by_label("Mot de passe").fill("pas le bon mot")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    page.wait_for_load_state()  # its style sheet too
    yield "sign-in, refused", page


def rooms(stage: Stage) -> Iterator[State]:
    page = stage.open("/")
    page.goto(f"{stage.hosted()}/salles")
    page.get_by_label("Nom").fill("Anne")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Mes réunions")).to_be_visible()
    yield "rooms, none", page
    page.get_by_label("Titre", exact=True).fill("Commission d’aménagement du territoire et de la voirie")
    page.get_by_role("button", name="Créer la réunion").click()
    page.get_by_text("Remplacer les liens, fermer").first.click()
    yield "rooms", page


def door(stage: Stage) -> Iterator[State]:
    stage.bench.extra = {"video": True}
    page = stage.open("/room/essai")
    expect(page.get_by_role("button", name="Lecture seule")).to_be_visible()
    yield "door", page
    page.get_by_role("button", name="Participer sans micro").click()
    yield "door, name missing", page


def waiting(stage: Stage) -> Iterator[State]:
    stage.bench.lobby = True
    page = stage.open("/room/essai")
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.get_by_role("button", name="Renoncer")).to_be_visible()
    yield "lobby", page
    stage.bench.lobby = False


def meeting(stage: Stage) -> Iterator[State]:
    script = prepare(stage.bench)
    page = stage.open("/room/essai")
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#chip")).to_have_text("En direct")
    stage.bench.show_people(*six(signer=True))
    expect(page.locator(".tile").first).to_be_visible()
    yield "meeting", page
    for panel in ("settings", "chat", "people"):
        page.locator(f"#toggle-{panel}").click()
        expect(page.locator(f"#{panel}")).to_be_visible()
        unfold(page, panel)
        yield f"meeting, {panel}", page
    page.locator("#toggle-people").click()
    page.locator("#toggle-typing").click()
    expect(page.locator("#typing-text")).to_be_visible()
    yield "meeting, typing", page
    page.locator("#toggle-typing").click()
    stage.bench.tell(script.state(Status.INTERRUPTED, Cause.ENGINE))
    expect(page.locator("#banner[data-status=interrupted]")).to_be_visible()
    yield "meeting, interrupted", page
    page.get_by_role("button", name="Quitter").click()
    expect(page.locator("#room")).to_be_hidden()
    yield "meeting, left", page


def reading(stage: Stage) -> Iterator[State]:
    script = Script(stage.bench)
    for speaker, text in MEETING * 3:
        script.say(speaker, text)
    stage.bench.tell(script.gap(PAUL, Cause.OVERLOAD, 4))
    page = stage.open("/read/essai")
    page.locator("#chip[data-status=live]").wait_for()
    expect(page.locator("#log .line").last).to_be_visible()
    yield "reader", page
    page.locator("#toggle-settings").click()
    expect(page.locator("#settings")).to_be_visible()
    unfold(page, "settings")
    yield "reader, settings", page
    page.keyboard.press("Escape")
    page.locator("#show-qr").click()
    expect(page.locator("#qr")).to_be_visible()
    yield "reader, on a telephone", page
    page.locator("#qr button").click()
    page.locator("#mark").click()
    page.locator("#pause").click()
    for speaker, text in MEETING:
        script.say(speaker, text)
    expect(page.locator("#waiting")).to_contain_text(str(len(MEETING)))
    yield "reader, marked and paused", page
    stage.bench.tell(script.state(Status.LATE, Cause.OVERLOAD, lag_ms=5000))
    expect(page.locator("#banner[data-status=late]")).to_be_visible()
    yield "reader, late", page


def desk(stage: Stage) -> Iterator[State]:
    script = Script(stage.bench)
    for speaker, text in MEETING:
        script.say(speaker, text)
    stage.bench.extra = {
        "role": "corrector", "correction": {"open": False, "may": True}, "terms": ["Voixlà", "PLU"],
        "off_record": False, "voice": False,
    }  # fmt: skip
    page = stage.open("/correct/essai")
    expect(page.get_by_role("button", name="Entrer au poste de correction")).to_be_visible()
    yield "desk, door", page
    page.get_by_role("textbox", name="Votre nom").fill("Chloé")
    page.get_by_role("button", name="Entrer au poste de correction").click()
    expect(
        page.get_by_text("passons au vote", exact=False).or_(page.get_by_text("vote")).first
    ).to_be_visible()
    stage.bench.send(
        {"type": "asked", "id": "q1", "segment": 1, "first": 0, "last": 2, "text": "Mesdames et", "by": None}
    )
    expect(page.locator("#asks-list")).to_be_visible()
    page.locator(".desk-help > summary").click()
    script.say(ANNE, "Le vote est clos.")
    expect(page.get_by_text("clos.")).to_be_visible()
    yield "desk", page


def unfold(page: Page, panel: str) -> None:
    page.evaluate(f"document.querySelectorAll('#{panel} details').forEach((part) => (part.open = true))")


SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        "start": start,
        "sign-in": sign_in,
        "rooms": rooms,
        "door": door,
        "lobby": waiting,
        "meeting": meeting,
        "reader": reading,
        "desk": desk,
    }
)
