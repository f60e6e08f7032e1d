"""Partners come by their link, read, search and hear one space, and are told when it is over."""

import pytest
from playwright.sync_api import Page, expect

from captions.archive.spaces import DAY_MS
from tests.e2e.hosts.spaces.kept import SPACE, Kept, OpenPage, invite

pytestmark = pytest.mark.e2e


def check_carried(partner: Page, kept: Kept) -> None:
    """By the API alone, until the end of the invitation."""
    carried = {cookie["name"]: cookie for cookie in partner.context.cookies(f"{kept.address}/api/v1/me")}
    secret = carried["voixla_invitation"]
    assert (secret["path"], secret["httpOnly"], secret["sameSite"]) == ("/api/v1", True, "Strict")
    assert abs(secret["expires"] * 1000 - (kept.clock.now + 5 * DAY_MS)) < 120_000
    elsewhere = partner.context.cookies(f"{kept.address}/room/salle")
    assert [(cookie["name"], cookie["value"]) for cookie in elsewhere] == [("voixla_invited", "1")]


def test_a_partner_comes_by_their_link_reads_searches_hears(open_page: OpenPage, kept: Kept) -> None:
    anne = open_page(f"espaces/{kept.space}")
    link = invite(anne)
    assert link.startswith(f"{kept.address}/invitation#s1.")
    partner = open_page(link.removeprefix(f"{kept.address}/"), None)
    expect(partner.get_by_role("heading", name=f"Anne vous invite dans l’espace « {SPACE} »")).to_be_visible()
    expect(partner.locator("#until")).to_contain_text("Invitation pour Ville voisine, jusqu’au")
    assert partner.context.cookies() == [], "to look is not to accept"
    partner.get_by_role("button", name="Lire les comptes rendus").click()
    expect(partner.locator(".found-record")).to_have_count(1)
    expect(partner.locator("#guest-text")).to_contain_text(f"Vous lisez par invitation l’espace « {SPACE} »")
    expect(partner.get_by_role("link", name="Mes réunions")).to_be_hidden()
    assert partner.evaluate("document.cookie") == ""
    check_carried(partner, kept)
    partner.get_by_label("Mots à chercher").fill("élu")
    partner.get_by_role("button", name="Rechercher").click()
    expect(partner.locator(".snippet mark")).to_have_text("élus")
    partner.get_by_role("link", name="Séance du 12 mars").click()
    expect(partner.locator(".replay-line")).to_have_count(3)
    partner.get_by_role("button", name="Écouter", exact=True).click()
    expect(partner.get_by_role("button", name="Pause")).to_be_visible()
    expect(partner.locator("#clock")).to_contain_text("0:")
    for name in ("Corriger", "Renommer", "Ajouter la note", "Changer l’état"):
        expect(partner.get_by_role("button", name=name)).to_have_count(0)
    partner.goto(f"{kept.address}/espaces/{kept.space}")
    expect(partner.locator("#role")).to_have_text("Lit (partenaire)")
    expect(partner.locator("#content-of button:visible")).to_have_count(0)

    anne.get_by_role("button", name="Retirer l’invitation de Ville voisine").click()
    anne.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(anne.locator("#invited-list")).to_contain_text("Retirée le")
    for path in ("comptes-rendus", f"comptes-rendus/{kept.record}", f"espaces/{kept.space}"):
        partner.goto(f"{kept.address}/{path}")
        expect(partner.get_by_role("alert")).to_contain_text("Votre invitation a été retirée")
        expect(partner.locator(".found-record, .replay-line")).to_have_count(0)
    partner.goto(link)
    expect(partner.get_by_role("alert")).to_contain_text("Votre invitation a été retirée")
    expect(partner.get_by_role("button", name="Lire les comptes rendus")).to_be_hidden()


def test_the_end_of_an_invitation_is_told_and_it_can_be_left(open_page: OpenPage, kept: Kept) -> None:
    link = invite(open_page(f"espaces/{kept.space}"))
    partner = open_page(link.removeprefix(f"{kept.address}/"), None)
    partner.get_by_role("button", name="Lire les comptes rendus").click()
    partner.get_by_role("button", name="Quitter l’espace").click()
    expect(partner.locator("#nothing")).to_contain_text("Vous avez quitté l’espace")
    assert partner.context.cookies() == []
    partner.goto(f"{kept.address}/comptes-rendus")
    expect(partner.get_by_label("Mot de passe")).to_be_visible()
    partner.goto(link)
    partner.get_by_role("button", name="Lire les comptes rendus").click()
    expect(partner.locator(".found-record")).to_have_count(1)
    kept.clock.now += 5 * DAY_MS
    partner.reload()
    expect(partner.get_by_role("alert")).to_contain_text("Votre invitation est arrivée à son terme")
    partner.goto(f"{kept.address}/invitation#s1.faux")
    expect(partner.get_by_role("alert")).to_contain_text("incomplet ou faux")


def test_an_agent_keeps_their_account_or_signs_out_for_the_invitation(
    open_page: OpenPage, kept: Kept
) -> None:
    link = invite(open_page(f"espaces/{kept.space}"))
    agent = open_page("comptes-rendus", "Zoé Archiviste")
    expect(agent.locator("#state")).to_contain_text("Aucun compte rendu pour l’instant")
    agent.goto(link)
    expect(agent.locator("#account")).to_contain_text("Zoé Archiviste")
    expect(agent.get_by_role("button", name="Lire les comptes rendus")).to_be_hidden()
    agent.get_by_role("link", name="Continuer avec mon compte").click()
    expect(agent.locator("#state")).to_contain_text("Aucun compte rendu pour l’instant")
    agent.goto(link)
    agent.get_by_role("button", name="Me déconnecter et utiliser l’invitation").click()
    expect(agent.locator(".found-record")).to_have_count(1)
    expect(agent.locator("#guest-text")).to_contain_text("par invitation")
