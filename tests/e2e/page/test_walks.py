"""Through every page of the product: by Tab alone, by ear, and enlarged. Each page in the states that people meet."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from captions.events import Cause, Status
from tests.e2e.flaws import violations
from tests.e2e.hosts.running import hosted_server
from tests.e2e.page.bench import PageBench
from tests.e2e.page.built import misbuilt
from tests.e2e.page.conftest import DESKTOP, FLAGS, OpenPage
from tests.e2e.page.edges import pale
from tests.e2e.page.focus import walked
from tests.e2e.page.geometry import covered, cut
from tests.e2e.page.scenes import SCENES, Stage
from tests.e2e.page.script import ANNE, Script
from tests.e2e.page.spoken import said, told, unsayable
from tests.fakes.hosts import PASSWORD, hosting_in

USUAL: dict[str, Any] = {"forced_colors": "none", "reduced_motion": "no-preference"}
WINDOWS: dict[str, tuple[int, int]] = {
    "as it is": (1440, 900),
    "200 %": (720, 450),
    "320": (320, 640),
    "320x256": (320, 256),
}
"""Zooming makes the window smaller in CSS pixels: 1440 × 900 at 200 % is 720 × 450 (WCAG 1.4.4 and 1.4.10)."""
MEDIA: dict[str, dict[str, Any]] = {
    "forced colours": {"forced_colors": "active"},
    "no motion": {"reduced_motion": "reduce"},
}
SPACING = (
    "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }"
)
"""As a style sheet of one's own would ask (WCAG 1.4.12)."""
STYLE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Pages place some things in the frame after the one in which they changed."""
LOOKS = """() => {
  const looks = { on: new Set(), off: new Set() };
  for (const node of document.querySelectorAll("button:is([aria-pressed], [aria-expanded])")) {
    if (!node.checkVisibility() || node.disabled) continue;
    const on = [node.ariaPressed, node.ariaExpanded].includes("true");
    looks[on ? "on" : "off"].add(getComputedStyle(node).backgroundColor);
  }
  return { on: [...looks.on], off: [...looks.off] };
}"""
FLAWED = """() => {
  const add = (tag, text, style) => {
    const node = document.createElement(tag);
    node.textContent = text;
    Object.assign(node.style, style);
    document.querySelector("main").append(node);
    return node;
  };
  add("button", "Invisible", { outline: "none" });
  add("div", "À cliquer", { cursor: "pointer" });
  add("button", "Dessous", { position: "fixed", top: "200px", left: "200px", zIndex: "1" });
  add("div", "", { position: "fixed", top: "190px", left: "190px", width: "300px", height: "90px", zIndex: "2" });
  add("button", "", {});
  add("button", "Leave", {});
  add("button", "chat.send", {});
  add("table", "", {});
  add("input", "", { border: "1px solid #eee", background: "#fff" }).id = "pale";
  add("input", "", {}).id = "pale";
  add("p", "Trop long pour tenir ici", { width: "3em", overflow: "hidden", whiteSpace: "nowrap" });
}"""


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Starts a server of hosts when somebody goes there."""
    with ExitStack() as stack:
        started: list[str] = []

        def address() -> str:
            if not started:
                with hosting_in(tmp_path) as hosting:
                    hosting.accounts.add("Anne", PASSWORD)
                started.append(stack.enter_context(hosted_server(tmp_path)))
            return started[0]

        yield address


@pytest.fixture
def stage(bench: PageBench, open_page: OpenPage, hosted: Callable[[], str]) -> Stage:
    return Stage(bench, open_page, hosted)


@pytest.fixture(scope="module")
def large_browser(requires: Callable[[str, str], Path], browser: Browser) -> Iterator[Browser]:
    """Set by its user to letters of twice the usual size."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=32"]
    large = browser.browser_type.launch(executable_path=requires("chromium", "chromium"), args=flags)
    yield large
    large.close()


@pytest.fixture
def large_stage(bench: PageBench, large_browser: Browser, hosted: Callable[[], str]) -> Iterator[Stage]:
    with ExitStack() as stack:

        def open_page(path: str, **context: Any) -> Page:
            opened = large_browser.new_context(viewport=DESKTOP, locale="fr-FR", **context)
            stack.callback(opened.close)
            page = opened.new_page()
            page.goto(bench.url + path)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            return page

        yield Stage(bench, open_page, hosted)


@pytest.mark.parametrize("scene", SCENES)
def test_every_page_by_keyboard_by_ear_and_by_axe(stage: Stage, scene: str) -> None:
    """Tab reaches everything, is seen everywhere and held nowhere; everything has a role and a French name."""
    # Without transitions: axe would measure colours half-way.
    stage.context["reduced_motion"] = "reduce"
    found: dict[str, list[str]] = {}
    for state, page in SCENES[scene](stage):
        walk = walked(page)
        found[state] = violations(page) + unsayable(page) + misbuilt(page) + walk.wrong
        assert walk.stops
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_or_covered_whatever_the_window_and_the_text(stage: Stage, scene: str) -> None:
    found: dict[str, list[str]] = {}
    for state, page in SCENES[scene](stage):
        for window, (width, height) in WINDOWS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(SETTLED)
            found[f"{state}, {window}"] = cut(page) + covered(page)
        page.set_viewport_size(DESKTOP)
        for medium, options in MEDIA.items():
            page.emulate_media(**options)
            found[f"{state}, {medium}"] = cut(page) + covered(page)
            page.emulate_media(**USUAL)
        page.evaluate(STYLE, SPACING)
        found[f"{state}, spacing"] = cut(page) + covered(page)
        page.evaluate("document.adoptedStyleSheets = []")
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_or_covered_in_text_of_twice_the_size(large_stage: Stage, scene: str) -> None:
    """The letters of the browser are twice as large, the window is the same (WCAG 1.4.4, text alone)."""
    found = {state: cut(page) + covered(page) for state, page in SCENES[scene](large_stage)}
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scene", SCENES)
def test_the_focus_is_never_covered_in_a_small_window(stage: Stage, scene: str) -> None:
    stage.context["viewport"] = {"width": 320, "height": 640}
    found = {state: walked(page).wrong for state, page in SCENES[scene](stage)}
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_captions_of_four_times_the_size_are_whole_at_320_pixels(stage: Stage) -> None:
    stage.context["viewport"] = {"width": 320, "height": 640}
    stage.context["init"] = "localStorage.setItem('voixla.settings', '{\"size\":400}')"
    found = {state: cut(page) for state, page in SCENES["reader"](stage)}
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_the_walks_find_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(FLAWED)
    wrong = walked(page).wrong
    assert "no mark: button Invisible" in wrong
    assert "for the mouse only: div À cliquer" in wrong
    assert any(what.startswith("out of sight: button Dessous") for what in wrong)
    assert {"no name: button", "not French: button Leave", "a key for a name: chat.send"} <= set(
        unsayable(page)
    )
    assert {"5 tables", "8.2 an id twice"} <= set(misbuilt(page))
    assert any(what.startswith("edge: input pale") for what in pale(page))
    assert any(what.startswith("label: ") for what in violations(page))
    assert any("Trop long" in what for what in cut(page))
    assert any("Dessous" in what for what in covered(page))


@pytest.mark.parametrize("theme", ["light", "dark", "yellow"])
@pytest.mark.parametrize("scene", SCENES)
def test_edges_signs_and_the_focus_stand_out(stage: Stage, scene: str, theme: str) -> None:
    keep = f"localStorage.setItem('voixla.settings', '{{\"theme\":\"{theme}\"}}');"
    scheme = "light" if theme == "light" else "dark"
    stage.context.update(init=keep, color_scheme=scheme, reduced_motion="reduce")
    found = {state: pale(page) for state, page in SCENES[scene](stage)}
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scene", ["meeting", "reader"])
def test_what_is_on_or_open_looks_so_in_forced_colours(stage: Stage, scene: str) -> None:
    stage.context.update(forced_colors="active", reduced_motion="reduce")
    for _, page in SCENES[scene](stage):
        looks = page.evaluate(LOOKS)
        assert not set(looks["on"]) & set(looks["off"]), looks


@pytest.mark.parametrize("path", ["/read/essai", "/room/essai?role=reader"])
def test_guesses_are_told_to_nobody_and_finals_stand_in_a_log(
    bench: PageBench, script: Script, open_page: OpenPage, path: str
) -> None:
    script.say(ANNE, "La séance est ouverte.")
    page = open_page(path)
    page.locator("#chip[data-status=live]").wait_for()
    segment, line = script.next_segment(), script.next_line()
    bench.tell(script.interim(ANNE, "peut-être provisoire", segment, line))
    expect(page.get_by_text("provisoire")).to_be_visible()
    assert "provisoire" not in said(page)
    bench.tell(script.final(ANNE, "C’est définitif.", segment, line))
    expect(page.locator("#log").get_by_text("définitif")).to_be_visible()
    assert "définitif" in said(page)
    (log,) = [node for node in told(page) if node.role == "log"]
    assert log.name == "Sous-titres"
    assert log.live not in ("polite", "assertive")


@pytest.mark.parametrize("path", ["/read/essai", "/room/essai?role=reader"])
def test_what_befalls_the_captions_is_told_as_a_status(
    bench: PageBench, script: Script, open_page: OpenPage, path: str
) -> None:
    script.say(ANNE, "Bonjour.")
    page = open_page(path)
    page.locator("#chip[data-status=live]").wait_for()
    bench.tell(script.state(Status.INTERRUPTED, Cause.ENGINE))
    expect(page.locator("#banner[data-status=interrupted]")).to_be_visible()
    assert live(page, "interrompus")


def live(page: Page, words: str) -> list[str]:
    """Where ``words`` are, if they are announced."""
    return [node.role for node in told(page) if words in node.name and node.live in ("polite", "assertive")]
