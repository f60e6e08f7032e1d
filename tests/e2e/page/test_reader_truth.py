"""What somebody who reads is told: who made and who corrected the words, how late they are, what was lost and why."""

import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from captions.events import Cause, OffRecord, Status
from captions.ids import Milliseconds
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.reading import amended
from tests.e2e.page.script import ANNE, PAUL, Script


def test_a_correction_changes_its_words_alone_and_says_whose_it_is(script: Script, alone: Page) -> None:
    line, first, second = script.next_line(), script.next_segment(), script.next_segment()
    script.bench.tell(script.final(ANNE, "La séance est", first, line))
    script.bench.tell(script.final(ANNE, "ouvertes.", second, line))
    script.say(PAUL, "Merci.")
    expect(alone.locator("#log .final")).to_have_count(3)
    alone.evaluate("window.kept = [...document.querySelectorAll('#log .final')]")
    script.bench.tell(amended(script, second, line, "ouverte."))
    final = alone.locator(f"#log .final[data-segment='{second}']")
    expect(final).to_have_text("ouverte.")
    expect(final).to_have_attribute("title", re.compile(r"^Corrigé par Sofia à \d\d:\d\d$"))
    assert alone.evaluate("kept.every((node, i) => node === document.querySelectorAll('#log .final')[i])")
    script.bench.tell(amended(script, second, line, "", 2))
    expect(alone.locator("#log .line .text").first).to_have_text("La séance est")
    script.bench.tell(amended(script, 900, 900, "[applaudissements]"))
    expect(alone.locator("#log .line")).to_have_count(3)


def test_what_is_off_the_record_is_said_in_the_text(script: Script, alone: Page) -> None:
    at = Milliseconds(script.bench.now_ms())
    script.bench.tell(OffRecord(seq=script.bench.next_seq(), at_ms=at, on=True))
    script.say(ANNE, "Entre nous.")
    expect(alone.locator("#log p").first).to_contain_text("hors compte rendu à partir de")


def test_who_makes_the_captions_is_said(bench: PageBench, alone: Page) -> None:
    expect(alone.locator("#makers")).to_have_text("automatiques")
    bench.show_people(person("p1", "Anne"), person("c1", "Sofia", corrects=True))
    expect(alone.locator("#makers")).to_have_text("corrigés par Sofia")


def test_the_delay_that_was_measured_is_shown(bench: PageBench, script: Script, alone: Page) -> None:
    expect(alone.locator("#delay")).to_be_empty()
    alone.wait_for_timeout(1500)
    event = script.final(ANNE, "Il y a un moment.", 1, 1)
    bench.tell(
        replace(event, end_ms=Milliseconds(event.end_ms - 1200), start_ms=Milliseconds(event.start_ms - 1300))
    )
    expect(alone.locator("#delay")).to_have_text(re.compile("^retard 1,[1-6]\u00a0s$"))


def test_an_interruption_is_told_with_its_reason_and_accounted_for(script: Script, alone: Page) -> None:
    bench = script.bench
    script.say(ANNE, "Avant.")
    bench.tell(script.state(Status.INTERRUPTED, Cause.ENGINE))
    expect(alone.locator("#banner-text")).to_have_text("Sous-titres interrompus")
    expect(alone.locator("#banner-why")).to_have_text("(moteur en panne)")
    expect(alone.locator("#banner-time")).to_have_text("depuis 3\u00a0s")
    gap = script.gap(PAUL, Cause.ENGINE, 2)
    before = {"start_ms": Milliseconds(gap.start_ms - 2000), "end_ms": Milliseconds(gap.end_ms - 2000)}
    bench.tell(replace(gap, **before))
    bench.tell(script.state(Status.LIVE))
    expect(alone.locator("#banner")).to_be_hidden()
    expect(alone.locator("#repaired-text")).to_have_text(
        re.compile("^[34]\u00a0s d’interruption\u202f: [12]\u00a0s rattrapées, 2\u00a0s manquantes\\.$")
    )
    alone.get_by_role("button", name="J’ai lu").click()
    expect(alone.locator("#repaired")).to_be_hidden()


def test_a_server_that_began_anew_lost_what_was_said_meanwhile(script: Script, alone: Page) -> None:
    bench = script.bench
    script.say(ANNE, "Avant.")
    expect(alone.locator("#log .final")).to_have_count(1)
    bench.stop()
    expect(alone.locator("#banner-why")).to_have_text("(la connexion avec le serveur est coupée)")
    alone.wait_for_timeout(1200)
    bench.forget()
    bench.start()
    alone.locator("#chip[data-status=live]").wait_for()
    expect(alone.locator("#repaired-text")).to_contain_text("ce qui s’est dit pendant ce temps manque")
    expect(alone.locator("#log")).to_contain_text("Avant.")
    expect(alone.locator("#log")).to_contain_text("Serveur redémarré le")


def test_a_slow_line_is_told(bench: PageBench, alone: Page) -> None:
    bench.frozen = True
    for _ in range(2):
        bench.send({"type": "clock", "now_ms": bench.now_ms() - 3000})
    expect(alone.locator("#banner-text")).to_contain_text("La connexion est lente")
    expect(alone.locator("#banner-time")).to_have_text("3\u00a0s")
