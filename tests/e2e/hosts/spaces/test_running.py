"""Whoever runs a space: found among hundreds, made, shared, shortened, closed; others see no button for it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from captions.archive.ports import SYSTEM
from captions.archive.records import SpaceRole
from tests.e2e.hosts.spaces.kept import MANY, TEXTS, Kept, OpenPage, add_many

pytestmark = pytest.mark.e2e


def test_one_is_found_among_450(open_page: OpenPage, kept: Kept) -> None:
    add_many(kept)
    page = open_page("espaces")
    state = page.locator("#state")
    # Her own is made when she first asks; closed ones are shown on demand.
    expect(state).to_have_text(f"{MANY + 1 - 8} espaces")
    items = page.locator(".found-space")
    expect(items).to_have_count(50)
    expect(items.nth(1)).to_contain_text("Éducation 0")
    page.get_by_role("button", name="Afficher la suite").click()
    expect(items).to_have_count(100)
    expect(items.nth(50).get_by_role("link")).to_be_focused()
    page.get_by_label("Nom contient").fill("education 18")
    expect(items).to_have_count(3)
    page.get_by_label("Mon rôle").select_option("owner")
    expect(items).to_have_count(1)
    expect(state).to_have_text("1 espace")
    page.get_by_role("link", name="Éducation 180").click()
    expect(page.get_by_role("heading", name="Éducation 180")).to_be_visible()
    page.go_back()
    expect(items).to_have_count(1)
    expect(page.get_by_label("Nom contient")).to_have_value("education 18")
    page.get_by_role("button", name="Tout effacer").click()
    expect(items).to_have_count(50)
    page.get_by_label("Montrer aussi les espaces fermés").check()
    expect(state).to_have_text(f"{MANY + 1} espaces")
    page.get_by_label("Nom contient").fill("rien de tel")
    expect(state).to_have_text("Aucun espace ne répond à ces critères.")


def test_founded_from_a_template_named_and_closed(open_page: OpenPage, kept: Kept) -> None:
    page = open_page("espaces")
    page.get_by_text("Créer un espace").click()
    expect(page.locator("#hint-practice")).to_contain_text("90 jours")
    page.get_by_label("Nom de l’espace (obligatoire)").fill("Partage des médiathèques <b>")
    page.get_by_label("Partage de pratiques").check()
    page.get_by_role("button", name="Créer l’espace").click()
    expect(page.get_by_role("heading", name="Partage des médiathèques <b>")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Gère l’espace")
    expect(page.locator("#records-state")).to_contain_text("Aucun compte rendu")
    page.get_by_text("Nom, durée, fermeture").click()
    expect(page.locator("#rules-law")).to_contain_text("180 jours au plus")
    expect(page.get_by_label("Comme le modèle « Partage de pratiques » : 90 jours")).to_be_checked()
    page.get_by_label("Nombre de jours", exact=True).fill("20")
    page.get_by_role("button", name="Enregistrer la durée").click()
    expect(page.get_by_role("dialog")).to_contain_text("plus de 20 jours")
    page.get_by_role("button", name="Garder 20 jours").click()
    expect(page.locator("#facts")).to_contain_text("réunions gardées 20 jours")
    page.get_by_label("Nom de l’espace").fill("Médiathèques")
    page.get_by_role("button", name="Renommer").click()
    expect(page.get_by_role("heading", name="Médiathèques")).to_be_visible()
    page.get_by_role("button", name="Fermer l’espace").click()
    page.get_by_role("dialog").get_by_role("button", name="Fermer l’espace").click()
    expect(page.locator("#closed")).to_contain_text("Cet espace est fermé")
    page.locator("#invited summary").click()
    expect(page.get_by_label("Pour qui")).to_be_hidden()
    page.get_by_role("button", name="Rouvrir l’espace").click()
    expect(page.locator("#closed")).to_be_hidden()
    page.get_by_text("Journal de l’espace").click()
    expect(page.locator("#log-list li")).to_have_count(5)
    expect(page.locator("#log-list")).to_contain_text("Anne a créé l’espace")
    assert "Médiathèques" not in "".join(link.about for link in kept.keeping.audit.links())


def test_people_come_with_a_role_and_an_end_and_go(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}")
    page.locator("#people summary").click()
    expect(page.locator("#people-state")).to_have_text("2 membres")
    page.get_by_label("Nom de son compte").fill("Personne")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("Personne n'a de compte sous ce nom")
    page.get_by_label("Nom de son compte").fill("zoé archiviste")
    page.get_by_label("Rôle", exact=True).select_option("reader")
    page.get_by_label("Jusqu’au, compris").fill("2099-03-12")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_label("Fin pour Zoé Archiviste")).to_have_value("2099-03-12")
    expect(refused).to_have_count(0)
    page.get_by_label("Rôle de Paul").select_option("editor")
    page.get_by_role("button", name="Enregistrer Paul").click()
    expect(page.locator("#toast")).to_have_text("Paul est enregistré.")
    roles = {member.account: member.role for member in kept.keeping.archive.members(kept.space, SYSTEM)}
    assert list(roles.values()) == [SpaceRole.OWNER, SpaceRole.EDITOR, SpaceRole.READER]
    page.get_by_role("button", name="Retirer Anne").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.locator("#people-list li", has_text="Anne").get_by_role("alert")).to_contain_text(
        "dernière personne qui gère"
    )
    page.get_by_role("button", name="Retirer Paul").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Retirer Paul").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.locator("#people-state")).to_have_text("2 membres")
    page.get_by_label("Chercher parmi les membres").fill("zoe")
    expect(page.locator("#people-list li")).to_have_count(1)


def test_held_released_and_deleted_with_a_certificate(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}")
    item = page.locator("#records li")
    expect(item).to_contain_text("Sera supprimé le")
    page.get_by_role("button", name="Empêcher la suppression de Séance du 12 mars").click()
    expect(item).to_contain_text("Conservé par une mesure de protection")
    release = page.get_by_role("button", name="Lever la mesure de protection de Séance du 12 mars")
    expect(release).to_be_focused()
    expect(page.get_by_role("button", name="Supprimer Séance du 12 mars")).to_have_count(0)
    assert kept.keeping.archive.record(kept.record, SYSTEM).legal_hold
    release.click()
    page.get_by_role("dialog").get_by_role("button", name="Lever la mesure").click()
    page.get_by_role("button", name="Supprimer Séance du 12 mars").click()
    dialog = page.get_by_role("dialog", name="Supprimer « Séance du 12 mars » ?")
    expect(dialog).to_contain_text("pour de bon")
    dialog.get_by_role("button", name="Supprimer définitivement").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("Motif").fill("Demande de la personne filmée")
    dialog.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.get_by_role("heading", name="Certificat de suppression")).to_be_focused()
    expect(page.locator("#certificate-text")).to_contain_text("Demande de la personne filmée")
    expect(page.locator("#certificate-text")).to_contain_text("3 passages")
    expect(item).to_have_count(0)
    for form in ("texte", "JSON"):
        with page.expect_download() as downloaded:
            page.get_by_role("link", name=f"Télécharger le certificat ({form})").click()
        assert kept.record in Path(downloaded.value.path()).read_text("utf-8")
    assert list(kept.keeping.archive.records(SYSTEM).items) == []


def test_one_persons_own_words(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}")
    page.get_by_text("Paroles d’une personne, à sa demande").click()
    page.get_by_label("Nom sous lequel elle a parlé").fill("Quelqu’un")
    page.get_by_role("button", name="Réunir ses paroles").click()
    expect(page.locator("#own-state")).to_contain_text("Personne n’a parlé sous ce nom")
    page.get_by_label("Nom sous lequel elle a parlé").fill("emile")
    page.get_by_role("button", name="Réunir ses paroles").click()
    expect(page.locator("#own-state")).to_have_text("Passages trouvés : 3. Comptes rendus : 1.")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Télécharger (texte)").click()
    text = Path(downloaded.value.path()).read_text("utf-8")
    assert all(said in text for said in TEXTS)


def test_a_reader_sees_no_button_that_they_may_not_use(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}", "Paul")
    expect(page.get_by_role("link", name="Séance du 12 mars")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Lit et note")
    for part in ("people", "invited", "rules", "own", "log"):
        expect(page.locator(f"#{part}")).to_be_hidden()
    expect(page.locator("#records button")).to_have_count(0)
