"""Passages of a record hidden and brought back on its page, and copies published without them."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from captions.archive.ports import SYSTEM, Facets
from captions.archive.query import parse
from captions.archive.records import RecordId
from captions.archive.redaction import Reason
from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.conftest import DESKTOP, PHONE
from tests.e2e.hosts.replay.conftest import TEXTS, Kept, OpenReplay, photograph
from tests.fakes.archives import STARTED

pytestmark = pytest.mark.e2e

BOX = "[occulté\u202f: secret médical]"


def texts(kept: Kept, record: RecordId | None = None) -> list[str]:
    """As anybody gets them."""
    return [entry.text for entry in kept.archive.entries(record or kept.record, SYSTEM).items]


def select(page: Page, line: int, first: int, last: int) -> None:
    """As a mouse or a finger does: words of a line."""
    page.evaluate(
        """([line, first, last]) => {
          const words = document.querySelectorAll(".replay-line")[line].querySelectorAll(".word");
          const [from, to] = [words[first].firstChild, words[last].firstChild];
          getSelection().setBaseAndExtent(from, 0, to, to.length);
        }""",
        [line, first, last],
    )


def hide(page: Page, reason: str = "health") -> None:
    page.get_by_label("Motif (tout le monde le verra)").select_option(reason)
    page.get_by_role("button", name="Occulter ce passage").click()


def test_selected_words_are_hidden_and_brought_back(open_replay: OpenReplay, kept: Kept) -> None:
    kept.keep_sound()
    kept.end()
    page = open_replay()
    page.get_by_role("button", name="Écouter", exact=True).click()
    page.get_by_role("button", name="Pause").click()
    select(page, 1, 1, 2)
    page.get_by_role("button", name="Occulter la sélection…").click()
    dialog = page.get_by_role("dialog", name="Occulter un passage")
    expect(dialog).to_contain_text("marché public")
    expect(dialog).to_contain_text("lire, entendre ni trouver")
    page.get_by_role("button", name="Occulter ce passage").click()
    expect(dialog.get_by_role("alert")).to_have_text("Choisissez un motif.")
    hide(page, "other")
    expect(dialog.get_by_role("alert")).to_contain_text("Dites dans la remarque")
    assert texts(kept)[1] == TEXTS[1]
    hide(page)
    expect(page.get_by_text("Passage occulté.")).to_be_visible()
    line = page.locator(".replay-line").nth(1)
    expect(line.locator(".replay-words")).to_have_text(
        f"le {BOX} de la voirie a été attribué en juin dernier"
    )
    assert texts(kept)[1] == "le [occulté] de la voirie a été attribué en juin dernier"
    (kept_now,) = kept.archive.redactions(kept.record, SYSTEM)
    assert (kept_now.start, kept_now.end) == (STARTED + 20_300, STARTED + 20_850)
    assert kept_now.reason is Reason.HEALTH
    found = kept.archive.search(parse("marché"), SYSTEM, Facets(record=kept.record))
    assert found.items == ()
    expect(page.locator("#audio")).to_have_attribute("src", re.compile(r"sound/\d+\?v=\d+$"))

    line.get_by_role("button", name="Autres actions").click()
    page.get_by_role("button", name="Lever l’occultation…").click()
    expect(page.get_by_role("dialog")).to_contain_text("reviennent pour toutes les personnes")
    page.get_by_role("dialog").get_by_role("button", name="Lever l’occultation").click()
    expect(page.get_by_text("Occultation levée.")).to_be_visible()
    expect(line.locator(".replay-words")).to_have_text(TEXTS[1])
    assert texts(kept)[1] == TEXTS[1]


def test_a_line_by_keyboard_alone(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    page.get_by_role("button", name="Corriger la ligne de").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Occulter…")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Motif (tout le monde le verra)")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Au mot")).to_be_focused()
    page.keyboard.type("public")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#redact-goes")).to_have_text("Émile : marché public")
    # Nothing behind the dialog can be reached.
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main, header, #player')") is None
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Autres actions sur la ligne de").nth(1)).to_be_focused()
    assert texts(kept)[1] == TEXTS[1]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Motif (tout le monde le verra)")).to_be_focused()
    page.keyboard.type("autre")
    page.keyboard.press("Tab")
    page.keyboard.type("à la demande de l’intéressée")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".replay-line").nth(1).locator(".replay-words")).to_have_text(
        "[occulté\u202f: autre motif]"
    )
    assert texts(kept)[1] == "[occulté]"


def test_sound_that_may_not_be_heard_keeps_nobody_from_reading(open_replay: OpenReplay, kept: Kept) -> None:
    kept.keep_sound()
    kept.end()
    page = open_replay()
    said = {"code": "redaction.sound", "fr": "Le son est en cours de traitement."}
    page.route(
        re.compile("/sound$"),
        lambda route: route.fulfill(status=503, body=json.dumps(said), content_type="application/json"),
    )
    page.reload()
    expect(page.get_by_text("Le son est en cours de traitement.")).to_be_visible()
    expect(page.locator(".replay-line")).to_have_count(3)
    expect(page.get_by_text("n’a pas été gardé")).to_be_hidden()


def test_a_line_with_hidden_words_is_corrected_around_them(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    select(page, 1, 1, 2)
    page.get_by_role("button", name="Occulter la sélection…").click()
    hide(page)
    expect(page.locator(".hidden-word")).to_have_count(1)
    page.get_by_role("button", name="Corriger la ligne de").nth(1).click()
    field = page.get_by_label("Texte corrigé")
    expect(field).to_have_value("le [occulté] de la voirie a été attribué en juin dernier")
    expect(page.locator(".versions")).not_to_contain_text("marché")
    field.fill("le [occulté] de la voirie a été attribué en juillet dernier")
    page.get_by_role("button", name="Enregistrer").click()
    words = page.locator(".replay-line").nth(1).locator(".replay-words")
    expect(words).to_have_text(f"le {BOX} de la voirie a été attribué en juillet dernier")
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_role("button", name="Lever l’occultation de").click()
    page.get_by_role("dialog").get_by_role("button", name="Lever l’occultation").click()
    expect(words).to_have_text("le marché public de la voirie a été attribué en juillet dernier")


def test_by_touch_across_lines(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.evaluate(
        """() => {
          const words = [...document.querySelectorAll(".replay-line")].map((line) => line.querySelectorAll(".word"));
          const [from, to] = [words[0][11].firstChild, words[1][2].firstChild];
          getSelection().setBaseAndExtent(from, 0, to, 3);
        }"""
    )
    page.get_by_role("button", name="Occulter la sélection…").tap()
    page.get_by_label("Motif (tout le monde le verra)").select_option("privacy")
    page.get_by_role("button", name="Occulter ce passage").tap()
    expect(page.locator(".hidden-word")).to_have_count(2)
    assert texts(kept)[0].endswith("ce [occulté]")
    assert texts(kept)[1].startswith("[occulté] de la voirie")


def test_readers_see_that_it_is_hidden_and_why(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    owner = open_replay()
    select(owner, 1, 1, 2)
    owner.get_by_role("button", name="Occulter la sélection…").click()
    owner.get_by_label("Remarque").fill("rien que pour nous")
    hide(owner)
    expect(owner.locator(".hidden-word")).to_have_count(1)
    page = open_replay("Paul")
    expect(page.locator(".hidden-word")).to_have_text(BOX)
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    expect(page.locator("#hidden")).to_contain_text("secret médical")
    expect(page.locator("#hidden")).not_to_contain_text("rien que pour nous")
    expect(page.get_by_role("button", name="Lever l’occultation")).to_have_count(0)
    expect(page.get_by_role("button", name="Publier une copie…")).to_be_hidden()
    select(page, 0, 1, 2)
    expect(page.get_by_role("button", name="Occulter la sélection…")).to_be_hidden()


def test_a_running_meeting_hides_nothing(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    select(page, 0, 1, 2)
    expect(page.get_by_role("button", name="Occulter la sélection…")).to_be_hidden()
    page.get_by_role("button", name="Autres actions sur la ligne de").first.click()
    expect(page.get_by_role("button", name="Occulter…")).to_have_count(0)


def test_a_published_copy_says_so_and_keeps_its_secrets(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    select(page, 1, 1, 2)
    page.get_by_role("button", name="Occulter la sélection…").click()
    hide(page)
    expect(page.locator(".hidden-word")).to_have_count(1)
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_role("button", name="Publier une copie…").click()
    dialog = page.get_by_role("dialog", name="Publier une copie")
    expect(dialog.get_by_label("Dans l’espace")).to_have_value(kept.space)
    dialog.get_by_label("Titre").fill("Séance publique")
    dialog.get_by_role("button", name="Publier la copie").click()
    link = page.get_by_role("link", name="Ouvrir la copie")
    expect(link).to_be_focused()
    link.click()
    expect(page.get_by_role("heading", name="Séance publique")).to_be_visible()
    expect(page.locator("#published")).to_contain_text("Copie publiée le")
    expect(page.locator(".hidden-word")).to_have_text(BOX)
    page.get_by_role("button", name="Autres actions sur la ligne de").nth(1).click()
    expect(page.get_by_role("button", name="Lever l’occultation…")).to_have_count(0)
    copy = RecordId(page.url.rsplit("/", 1)[-1])
    assert texts(kept, copy)[1] == "le [occulté] de la voirie a été attribué en juin dernier"
    assert texts(kept)[0] == TEXTS[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_replay: OpenReplay, kept: Kept, viewport: dict[str, int], scheme: str
) -> None:
    kept.keep_sound()
    kept.end()
    page = open_replay(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    name = f"{viewport['width']}-{scheme}"
    select(page, 1, 1, 2)
    expect(page.locator("#selection-bar")).to_be_visible()
    found = {"selected": violations(page) + overflows(page)}
    photograph(page, f"selected-{name}")
    page.get_by_role("button", name="Occulter la sélection…").click()
    page.get_by_label("Motif (tout le monde le verra)").select_option("other")
    found["dialog"] = violations(page) + overflows(page)
    photograph(page, f"redact-{name}")
    hide(page)
    expect(page.locator(".hidden-word")).to_have_count(1)
    page.locator(".replay-line").nth(1).scroll_into_view_if_needed()
    found["hidden"] = violations(page) + overflows(page)
    photograph(page, f"hidden-{name}")
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_role("button", name="Publier une copie…").click()
    expect(page.get_by_role("dialog", name="Publier une copie")).to_be_visible()
    found["publishing"] = violations(page) + overflows(page)
    photograph(page, f"publish-{name}")
    assert {state: what for state, what in found.items() if what} == {}


def test_a_server_that_leaves_after_something_was_hidden_is_told(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    page.route(
        re.compile("/api/v1/records/"),
        lambda route: route.abort() if route.request.method == "GET" else route.continue_(),
    )
    page.locator(".replay-line").nth(1).locator(".word").first.dblclick()
    page.get_by_role("button", name="Occulter la sélection…").click()
    page.get_by_label("Motif (tout le monde le verra)").select_option("privacy")
    page.get_by_role("button", name="Occulter ce passage").click()
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute_all()
    page.locator("#trouble").get_by_role("button").click()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator(".replay-line").nth(1)).to_contain_text("occulté")
