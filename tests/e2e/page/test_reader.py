"""What somebody who reads can do: mark their place, catch up, pause, choose what they see, go through phrases."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from captions.events import Origin
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.reading import look_back, look_elsewhere
from tests.e2e.page.script import ANNE, MEETING, PAUL, Script

ROWS = """() => {
  const log = document.getElementById("log").getBoundingClientRect();
  const rows = new Set();
  for (const text of document.querySelectorAll("#log :is(.final, .tail, .name)")) {
    for (const { top, bottom, width } of text.getClientRects()) {
      const middle = (top + bottom) / 2;
      if (width > 0 && bottom > log.top + 1 && top < log.bottom - 1) rows.add(Math.round(middle));
    }
  }
  const all = [...rows].sort((a, b) => a - b);
  const row = parseFloat(getComputedStyle(document.getElementById("log")).lineHeight);
  // A name and the words beside it are of different heights, in one row.
  const middles = all.filter((middle, index) => index === 0 || middle - all[index - 1] > 0.4 * row);
  return { middles: middles.map((middle) => middle - log.top), height: log.height, row };
}"""


@pytest.mark.parametrize("size", [60, 100, 240])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_newest_lines_are_whole_rows_whatever_their_size(
    script: Script, open_page: OpenPage, viewport: dict[str, int], size: int
) -> None:
    settings = f'localStorage.setItem("voixla.settings", JSON.stringify({{size: {size}}}))'
    page = open_page("/read/conseil", init=settings, viewport=viewport, reduced_motion="reduce")
    for speaker, text in MEETING:
        script.say(speaker, text)
    expect(page.locator("#log .line")).to_have_count(len(MEETING))
    expect(page.locator("#log .final").last).to_be_in_viewport()
    rows = page.evaluate(ROWS)
    assert rows["height"] == pytest.approx(3 * rows["row"], abs=1)
    assert len(rows["middles"]) == 3, rows
    for number, middle in enumerate(rows["middles"]):
        assert middle == pytest.approx((number + 0.5) * rows["row"], abs=0.22 * rows["row"]), rows


def test_a_name_that_scrolled_away_still_stands_above_the_newest_lines(
    script: Script, open_page: OpenPage
) -> None:
    page = open_page("/read/conseil", viewport=PHONE, reduced_motion="reduce")
    script.say(PAUL, "Bonjour.")
    expect(page.locator("#whose")).to_be_empty()
    script.say(ANNE, " ".join(text for _, text in MEETING[:4]))
    expect(page.locator("#whose")).to_have_text(ANNE.name)


def test_a_key_marks_the_place_and_the_way_back_to_it(script: Script, alone: Page) -> None:
    for _, text in MEETING:
        script.say(ANNE, text)
    expect(alone.locator("#log .line")).to_have_count(len(MEETING))
    alone.keyboard.press("r")
    expect(alone.locator("#log .marked")).to_contain_text("Passons au vote.")
    expect(alone.locator("#mark-text")).to_have_text("Votre place est marquée.")
    for number in range(12):
        script.say(PAUL, f"Ligne {number}.")
    expect(alone.locator("#mark-text")).to_have_text("12 lignes depuis votre repère")
    expect(alone.get_by_text("Passons au vote.")).not_to_be_in_viewport()
    alone.get_by_role("button", name="Reprendre ici").click()
    expect(alone.get_by_text("Passons au vote.")).to_be_in_viewport()
    expect(alone.get_by_text("Ligne 0.")).to_be_in_viewport()
    assert alone.evaluate("document.activeElement.id") == "log"
    # What comes meanwhile moves nothing.
    above = alone.evaluate("document.getElementById('log').scrollTop")
    script.say(PAUL, "Encore une.")
    expect(alone.locator("#back")).to_contain_text("13 nouvelles lignes")
    assert alone.evaluate("document.getElementById('log').scrollTop") == above
    alone.keyboard.press("End")
    expect(alone.get_by_text("Encore une.")).to_be_in_viewport()
    expect(alone.locator("#mark-bar")).to_be_hidden()
    expect(alone.locator("#log .marked")).to_have_count(0)


def test_looking_away_marks_the_place_by_itself(script: Script, alone: Page) -> None:
    script.say(ANNE, "La dernière ligne lue.")
    expect(alone.locator("#log .final")).to_have_count(1)
    look_elsewhere(alone)
    look_back(alone)
    expect(alone.locator("#log .marked")).to_have_count(0)
    look_elsewhere(alone)
    for number in range(5):
        script.say(PAUL, f"Pendant ce temps {number}.")
    expect(alone.locator("#log .final")).to_have_count(6)
    expect(alone.locator("#mark-bar")).to_be_hidden()
    look_back(alone)
    expect(alone.locator("#mark-text")).to_have_text("5 lignes depuis votre repère")
    expect(alone.locator("#log .marked")).to_contain_text("La dernière ligne lue.")
    # Whoever reads on without an answer, and looks away again, has read that far.
    look_elsewhere(alone)
    script.say(ANNE, "Une de plus.")
    expect(alone.locator("#log .final")).to_have_count(7)
    look_back(alone)
    expect(alone.locator("#mark-text")).to_have_text("1 ligne depuis votre repère")
    expect(alone.locator("#log .marked")).to_contain_text("Pendant ce temps 4.")
    alone.get_by_role("button", name="Aller au direct").click()
    expect(alone.locator("#mark-bar")).to_be_hidden()
    expect(alone.get_by_text("Une de plus.")).to_be_in_viewport()


def test_a_tap_marks_a_line_and_a_second_one_takes_the_mark_away(script: Script, open_page: OpenPage) -> None:
    page = open_page("/read/conseil", viewport=PHONE, has_touch=True, reduced_motion="reduce")
    script.say(ANNE, "Une ligne.")
    expect(page.locator("#log .final")).to_have_count(1)
    beside = page.locator("#log .line").evaluate("(node) => [node.clientWidth - 4, node.clientHeight / 2]")
    for pressed, count in (("true", 1), ("false", 0)):
        page.locator("#log .line").tap(position={"x": beside[0], "y": beside[1]})
        expect(page.locator("#log .marked")).to_have_count(count)
        expect(page.locator("#mark")).to_have_attribute("aria-pressed", pressed)
    # A tap on a word asks what to do with it.
    page.get_by_text("Une ligne.").tap()
    page.get_by_role("button", name="Marquer ma place ici").tap()
    expect(page.locator("#log .marked")).to_have_count(1)


def test_a_pause_stops_everything_and_loses_nothing(script: Script, alone: Page) -> None:
    script.say(ANNE, "Avant la pause.")
    expect(alone.locator("#log .final")).to_have_count(1)
    alone.keyboard.press("Space")
    expect(alone.locator("#pause")).to_have_attribute("aria-pressed", "true")
    for number in range(3):
        script.say(PAUL, f"Pendant {number}.")
    expect(alone.locator("#back")).to_contain_text("3 nouvelles lignes")
    expect(alone.locator("#log .final")).to_have_count(1)
    alone.keyboard.press("Space")
    expect(alone.locator("#log .final")).to_have_text(
        ["Avant la pause.", "Pendant 0.", "Pendant 1.", "Pendant 2."]
    )
    expect(alone.locator("#pause")).to_have_attribute("aria-pressed", "false")
    expect(alone.locator("#mark-text")).to_have_text("3 lignes depuis votre repère")
    expect(alone.locator("#back")).to_be_hidden()


def test_single_keys_can_be_switched_off_and_never_act_where_one_writes(script: Script, alone: Page) -> None:
    script.say(ANNE, "Bonjour.")
    expect(alone.locator("#log .final")).to_have_count(1)
    alone.get_by_role("button", name="Réglages").click()
    alone.get_by_text("Profils", exact=True).click()
    alone.get_by_label("Nom du profil").type("r s a")
    expect(alone.locator("#log .marked")).to_have_count(0)
    expect(alone.locator("#pause")).to_have_attribute("aria-pressed", "false")
    alone.get_by_label("Raccourcis clavier").uncheck()
    alone.locator("#log").focus()
    alone.keyboard.press("r")
    alone.keyboard.press("Space")
    expect(alone.locator("#log .marked")).to_have_count(0)
    expect(alone.locator("#pause")).to_have_attribute("aria-pressed", "false")


def test_stable_reading_shows_no_guess_but_text_as_it_is_typed(script: Script, open_page: OpenPage) -> None:
    settings = 'localStorage.setItem("voixla.settings", JSON.stringify({pace: "stable"}))'
    page = open_page("/read/conseil", init=settings, reduced_motion="reduce")
    page.locator("#chip[data-status=live]").wait_for()
    guess = script.interim(ANNE, "je propose", script.next_segment(), script.next_line())
    typed = script.interim(PAUL, "bonj", script.next_segment(), script.next_line())
    script.bench.tell(guess, replace(typed, origin=Origin.TYPED))
    expect(page.locator("#log .tail:not(:empty)")).to_have_text(["bonj"])
    # Guesses come as soon as they are wanted.
    page.keyboard.press("v")
    expect(page.locator("#log .tail:not(:empty)")).to_have_text(["je propose", "bonj"])


def test_a_screen_reader_goes_from_phrase_to_phrase(script: Script, alone: Page) -> None:
    for speaker, text in MEETING[:3]:
        script.say(speaker, text)
    expect(alone.locator("#log .final")).to_have_count(3)
    focused = "document.activeElement.innerText.replace(/\\s+/g, ' ')"
    alone.keyboard.press("s")
    assert MEETING[2][1].split(" ")[0] in alone.evaluate(focused)
    alone.keyboard.press("s")
    expect(alone.locator("#reader-says")).to_have_text("Rien de nouveau.")
    line = script.next_line()
    script.bench.tell(script.final(ANNE, "Première phrase.", script.next_segment(), line))
    script.bench.tell(script.final(ANNE, "Deuxième phrase.", script.next_segment(), line))
    expect(alone.locator("#log .final")).to_have_count(5)
    alone.keyboard.press("s")
    assert alone.evaluate(focused).endswith("Première phrase. Deuxième phrase.")
    assert ANNE.name in alone.evaluate(focused)
    script.bench.tell(script.final(ANNE, "Troisième.", script.next_segment(), line))
    expect(alone.locator("#log .final")).to_have_count(6)
    alone.keyboard.press("q")
    expect(alone.locator("#reader-says")).to_have_text(
        f"Personne ne parle. En dernier\u202f: {ANNE.name}. 1 phrase à lire."
    )
    alone.keyboard.press("s")
    assert alone.evaluate(focused) == "Troisième."
    alone.locator("#log").focus()
    alone.keyboard.press("a")
    assert alone.evaluate(focused) == "Troisième."


def test_lines_are_cut_for_a_braille_display(script: Script, alone: Page) -> None:
    alone.get_by_role("button", name="Réglages").click()
    alone.get_by_text("Lecteur d’écran et braille").click()
    alone.get_by_label("Couper les lignes").check()
    alone.get_by_label("Nombre de cellules").fill("20")
    script.say(ANNE, MEETING[2][1])
    final = alone.locator("#log .final")
    expect(final).to_have_count(1)
    rows = final.evaluate("(node) => [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data)")
    assert " ".join(rows) == MEETING[2][1]
    assert all(len(row) <= 20 for row in rows)


def test_words_can_be_pointed_at_by_mouse_and_by_keyboard(script: Script, alone: Page) -> None:
    script.say(ANNE, "La part de l’État baisse.")
    script.say(PAUL, "Merci.")
    expect(alone.locator("#log .final")).to_have_count(2)
    alone.evaluate("""() => {
      const log = document.getElementById("log");
      window.picks = [];
      log.dataset.pick = "on";
      log.addEventListener("reader:pick", ({ detail: { segment, line, first, last, text, keyboard } }) =>
        picks.push({ segment, line, first, last, text, keyboard }));
    }""")
    box = alone.evaluate("""() => {
      const text = document.querySelector(".final").firstChild, range = document.createRange();
      range.setStart(text, 12); range.setEnd(text, 16);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }""")
    alone.mouse.click(box["x"], box["y"])
    pick = {"segment": 1, "line": 1, "first": 3, "last": 4, "text": "l’État", "keyboard": False}
    assert alone.evaluate("picks.pop()") == pick
    expect(alone.locator("#log .marked")).to_have_count(0)
    alone.locator("#log .name").first.click()
    assert alone.evaluate("picks.pop()") == {
        **pick, "first": 0, "last": 0, "text": "La part de l’État baisse."
    }  # fmt: skip
    alone.locator("#log").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "Enter"):
        alone.keyboard.press(key)
    assert alone.evaluate("picks.pop()") == {
        **pick, "first": 3, "last": 5, "text": "l’État baisse.", "keyboard": True
    }  # fmt: skip
