"""Pages whose loading is interrupted: they say so, ask again, and come alive by themselves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import WEB, PageBench, until
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage

FRENCH = "La page n’a pas pu être chargée en entier. Un nouvel essai se fait tout seul\u202f: vous n’avez rien à faire."
ENGLISH = (
    "The page could not be loaded whole. It is being tried again by itself: there is nothing you need to do."
)
HURRY = """const later = setTimeout;
window.setTimeout = (run, ms) => later(run, ms === 4000 ? ms : ms / 20);"""
"""Pauses are a twentieth of what they are; not the time in which a page that is slow to come must come on."""
HELD = """window.held = [];
window.later = setTimeout;
window.setTimeout = (run, ms) => ms > 300 ? held.push(run) : later(run, ms);"""
"""Pauses are over when a test says so."""
SWALLOW = "addEventListener('error', (event) => event.preventDefault());"
"""A script that misses its markup is no failure of the test."""
READER = "/room/essai?role=reader#pass=v1.secret"


class Loading:
    """A page that is about to be opened, and what it asks for: documents, and a file that may not come."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.documents = 0
        self.asked: list[int] = []
        """How often each document asked for the file."""
        self._url = url
        page.on("request", self._count)

    def fail(self, file: str, when: Callable[["Loading"], bool], status: int | None = None) -> None:
        """``file`` is cut off, or answered with ``status``, ``when`` that is so."""

        def handle(route: Route) -> None:
            self.asked[-1] += 1
            if not when(self):
                route.continue_()
            elif status is None:
                route.abort("internetdisconnected")
            else:
                route.fulfill(status=status)

        self.page.route(f"**/web/{file}", handle)

    def open(self, path: str) -> None:
        self.page.goto(self._url + path)

    def _count(self, request: Request) -> None:
        if request.is_navigation_request():
            self.documents += 1
            self.asked.append(0)


@pytest.fixture
def loading(open_page: OpenPage, bench: PageBench) -> Callable[..., Loading]:
    def loading(init: str = "", **context: object) -> Loading:
        return Loading(open_page("/web/logo.svg", init=init, **context), bench.url)

    return loading


def first_time(loading: Loading) -> bool:
    return loading.asked == [1]


def first_document(loading: Loading) -> bool:
    return loading.documents == 1


def always(loading: Loading) -> bool:
    return True


def assert_live(page: Page, bench: PageBench) -> None:
    """With the pass of its address, and not a word about what was."""
    expect(page.locator("#chip")).to_have_text("En direct")
    expect(page.locator(".starting")).to_have_count(0)
    until(lambda: bool(bench.received))
    assert bench.received[-1]["token"] == "v1.secret"
    assert page.evaluate("sessionStorage.getItem('voixla.loaded-again')") is None


def test_a_page_comes_alive_in_its_place_when_a_module_did_not_come(
    loading: Callable[..., Loading], bench: PageBench
) -> None:
    room = loading(HELD)
    gone = True
    room.fail("frames.js", lambda _: gone)
    room.open(READER)
    expect(room.page.locator(".starting")).to_have_text(FRENCH)
    gone = False
    room.page.evaluate("held.splice(0).forEach((run) => run())")
    assert_live(room.page, bench)
    assert room.documents == 1


def test_what_did_not_come_is_asked_for_again_after_a_moment(
    loading: Callable[..., Loading], bench: PageBench
) -> None:
    room = loading()
    room.fail("main.js", first_time)
    room.open(READER)
    assert_live(room.page, bench)
    assert (room.documents, room.asked) == (1, [2])


def test_a_page_that_is_not_healed_in_its_place_is_loaded_again_with_its_address(
    loading: Callable[..., Loading], bench: PageBench
) -> None:
    room = loading(HURRY)
    room.fail("frames.js", first_document)
    room.open(READER)
    assert_live(room.page, bench)
    assert room.documents == 2


def test_a_page_of_which_half_came_is_loaded_again(loading: Callable[..., Loading], bench: PageBench) -> None:
    room = loading(HURRY + SWALLOW)
    text = (WEB / "read.html").read_text("utf-8")
    bodies = [text[: text.index('id="chip"')]]

    def handle(route: Route) -> None:
        if bodies:
            route.fulfill(body=bodies.pop(), content_type="text/html")
        else:
            route.continue_()

    room.page.route("**/read/**", handle)
    room.open("/read/essai#pass=v1.secret")
    assert_live(room.page, bench)
    assert room.documents == 2


def test_a_module_that_never_comes_is_told_and_loads_nothing_in_a_loop(
    loading: Callable[..., Loading],
) -> None:
    room = loading(HURRY)
    room.fail("main.js", always, 404)
    with room.page.expect_request(lambda request: request.is_navigation_request() and room.documents == 3):
        room.open(READER)
    assert room.asked[:2] == [3, 4], "more is tried in each page before the next"
    expect(room.page.locator(".starting")).to_have_text(FRENCH)


@pytest.mark.parametrize("path", ["/room/essai", "/read/essai", "/correct/essai"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_said_meanwhile_is_for_everybody(
    loading: Callable[..., Loading], path: str, theme: str
) -> None:
    meeting = loading(HELD, color_scheme=theme, viewport=PHONE)
    meeting.fail("i18n.js", always, 404)
    meeting.open(path)
    notice = meeting.page.get_by_role("status").filter(has_text=FRENCH)
    expect(notice).to_be_visible()
    expect(notice).to_have_attribute("lang", "fr")
    meeting.page.evaluate("() => { window.setTimeout = later; }")  # axe has pauses of its own
    assert violations(meeting.page) == []
    assert overflows(meeting.page) == []


def test_what_is_said_meanwhile_is_said_in_english(loading: Callable[..., Loading]) -> None:
    room = loading(HELD + "localStorage.setItem('voixla.language', 'en')", viewport=DESKTOP)
    room.fail("main.js", always, 404)
    room.open("/room/essai")
    notice = room.page.locator(".starting")
    expect(notice).to_have_text(ENGLISH)
    expect(notice).to_have_attribute("lang", "en")


def test_a_style_sheet_that_did_not_come_comes_in_its_place(
    loading: Callable[..., Loading], bench: PageBench
) -> None:
    room = loading()
    room.fail("room.css", first_time)
    room.open(READER)
    assert_live(room.page, bench)
    rules = "[...document.styleSheets].find(({ href }) => href.endsWith('room.css')).cssRules.length > 10"
    assert room.page.evaluate(rules)
    assert room.documents == 1


def test_a_page_that_works_without_its_script_is_left_alone(loading: Callable[..., Loading]) -> None:
    start = loading(HURRY)
    start.fail("start.js", lambda loading: loading.asked[-1] < 5)
    start.open("/")
    name = start.page.get_by_role("textbox", name="Nom de la réunion")
    name.fill("conseil")
    expect(start.page.get_by_role("button", name="English")).to_be_visible()
    expect(name).to_have_value("conseil")
    assert (start.documents, start.asked) == (1, [5])
