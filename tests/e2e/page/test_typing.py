"""Writing in the captions, letter by letter (EN 301 549, 6.2)."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from captions.events import Origin, Speaker
from captions.ids import SpeakerId
from tests.e2e.page.bench import PageBench, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.desk_script import sent
from tests.e2e.page.script import Script
from tests.e2e.page.test_asking import enter

ME = Speaker(id=SpeakerId("you"), name="Sofia")

SENT_AT = """
window.keys = []; window.messages = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (data.includes('"typing"')) messages.push([performance.now(), JSON.parse(data).text.length]);
  return send.call(this, data);
};
addEventListener("input", ({ target }) => target.id === "typing-text" && keys.push(performance.now()), true);
"""


def typed(bench: PageBench) -> list[tuple[str, bool]]:
    return [(message["text"], message["done"]) for message in sent(bench, "typing")]


def write(page: Page, text: str) -> None:
    page.locator("body").press("x")
    expect(page.get_by_role("textbox", name="Écrire dans les sous-titres")).to_be_focused()
    page.keyboard.type(text, delay=40)


def test_letters_are_on_their_way_within_500_ms_and_not_oftener_than_300(
    open_page: OpenPage, bench: PageBench
) -> None:
    page = enter(open_page, init=SENT_AT)
    write(page, "Bonjour, je suis sourde et je préfère écrire.")
    until(lambda: bool(typed(bench)) and typed(bench)[-1][0].endswith("écrire."))
    keys: list[float] = page.evaluate("keys")
    messages: list[tuple[float, int]] = page.evaluate("messages")
    apart = [b[0] - a[0] for a, b in zip(messages, messages[1:], strict=False)]
    assert min(apart) > 290
    late = [next(at for at, length in messages if length > i) - pressed for i, pressed in enumerate(keys)]
    assert max(late) <= 500
    assert all(not done for _, done in typed(bench))


def test_enter_ends_the_line_and_the_voice_is_asked_for(open_page: OpenPage, bench: PageBench) -> None:
    bench.extra = {"voice": True}
    page = enter(open_page)
    write(page, "Je suis pour.")
    page.get_by_role("checkbox", name="Dire à voix haute").check()
    page.get_by_role("textbox", name="Écrire dans les sous-titres").press("Enter")
    until(lambda: ("Je suis pour.", True) in typed(bench))
    assert sent(bench, "typing")[-1] == {
        "type": "typing",
        "text": "Je suis pour.",
        "done": True,
        "voice": True,
    }
    expect(page.locator("#typing-text")).to_have_value("")
    expect(page.locator("#typing-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#log")).to_be_focused()


def test_without_a_synthesiser_no_voice_is_offered(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    write(page, "Oui")
    expect(page.get_by_role("checkbox", name="Dire à voix haute")).to_be_hidden()


def test_what_i_sent_is_told_apart_from_what_i_received(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = enter(open_page)
    paul = Speaker(id=SpeakerId("p2"), name="Paul")
    for speaker, text in ((ME, "Je suis pour."), (paul, "Moi aussi.")):
        final = script.final(speaker, text, script.next_segment(), script.next_line())
        bench.tell(replace(final, origin=Origin.TYPED))
    mine = page.locator(".line", has_text="Je suis pour.")
    expect(mine.locator(".line-sign")).to_have_text("écrit par vous")
    expect(page.locator(".line", has_text="Moi aussi.").locator(".line-sign")).to_have_text("écrit")


def test_a_cut_loses_nothing(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    write(page, "Première ligne")
    page.keyboard.press("Enter")
    until(lambda: ("Première ligne", True) in typed(bench))
    bench.stop()
    expect(page.locator("#chip")).to_have_text("Interrompus")
    page.keyboard.type("Deuxième ligne")
    page.keyboard.press("Enter")
    page.keyboard.type("Troi")
    expect(page.locator(".typing-state")).to_have_text("Pas de connexion : envoyé dès son retour.")
    bench.received.clear()
    bench.start()
    until(lambda: ("Troi", False) in typed(bench), 20)
    assert typed(bench) == [("Première ligne", True), ("Deuxième ligne", True), ("Troi", False)]
    expect(page.locator(".typing-state")).to_be_hidden()


def test_readers_are_not_offered_to_write(reader: Page) -> None:
    expect(reader.locator("#toggle-typing")).to_be_hidden()
    reader.locator("body").press("x")
    expect(reader.locator("#typing")).to_be_hidden()
