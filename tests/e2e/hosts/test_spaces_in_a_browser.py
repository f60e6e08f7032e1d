"""The pages of spaces in a real Chromium: hundreds of them, who is in one, what goes; partners by their link."""

import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from captions.archive.ports import SYSTEM
from captions.archive.records import Member, Moment, RecordId, Space, SpaceId, SpaceRole, SpaceType
from captions.archive.spaces import DAY_MS
from captions.archive.sql.archive import unix_ms
from gateway.archive.keeping import Keeping
from tests.e2e.flaws import overflows, violations
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import new_record
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.kept_tone import keep_tone
from tests.fakes.threaded import in_a_thread

pytestmark = pytest.mark.e2e

FLAGS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
DESKTOP, PHONE = [{"width": w, "height": h} for w, h in ((1440, 900), (390, 844))]
TEXTS = ("le quorum est atteint", "le marché public de la voirie", "les élus demandent le report")
MANY = 450
SPACE = "Conseil de la voirie"
OpenPage = Callable[..., Page]


class Kept:
    """A server, its archive, and a space of Anne's with a record."""

    def __init__(
        self, address: str, keeping: Keeping, space: SpaceId, record: RecordId, clock: UnixClock
    ) -> None:
        self.address = address
        self.keeping = keeping
        self.space = space
        self.record = record
        self.clock = clock


@pytest.fixture(scope="module")
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    path = requires("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    # The page reckons with the clock of the browser.
    clock = UnixClock(unix_ms())
    with hosting_in(tmp_path) as hosting, keeping_in(tmp_path, clock) as keeping:
        anne = hosting.accounts.add("Anne", PASSWORD)
        paul = hosting.accounts.add("Paul", PASSWORD)
        hosting.accounts.add("Zoé Archiviste", PASSWORD)
        started = Moment(clock.now - DAY_MS)
        space = SpaceId("voirie")
        keeping.archive.found(Space(id=space, name=SPACE, type=SpaceType.PROJECT, created=started))
        for host, role in ((anne, SpaceRole.OWNER), (paul, SpaceRole.READER)):
            keeping.archive.put_member(Member(space=space, account=host.id, role=role, since=started))
        record = new_record(keeping.archive, space, *TEXTS, title="Séance du 12 mars", started=started)
        keeping.archive.describe(record, audio=True)
        keeping.archive.close(record, Moment(started + 40_000))
        keep_tone(keeping.folder_of(record), started, 20)

        @asynccontextmanager
        async def serve() -> AsyncIterator[str]:
            async with archive_server(hosting, keeping) as server:
                yield server.address

        with in_a_thread(serve) as address:
            yield Kept(address, keeping, space, record, clock)


@pytest.fixture
def open_page(browser: Browser, kept: Kept) -> Iterator[OpenPage]:
    """A page, signed in unless ``name`` is None; an error in its scripts or its policy fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, name: str | None = "Anne", **context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(8000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security" in message.text else None,
        )
        page.goto(f"{kept.address}/{path}")
        if name is not None:
            page.get_by_label("Nom").fill(name)
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot(full_page=True))


def wrong(page: Page) -> list[str]:
    return violations(page) + overflows(page)


def add_many(kept: Kept) -> None:
    """As many spaces as a departmental council has, of all types; Anne runs some and reads the others."""
    archive, types = kept.keeping.archive, list(SpaceType)
    anne = archive.members(kept.space, SYSTEM)[0].account
    for number in range(MANY - 1):
        space = SpaceId(f"many-{number}")
        name = f"{'Éducation' if number % 9 == 0 else 'Service'} {number}"
        closed = Moment(kept.clock.now) if number % 50 == 49 else None
        archive.found(
            Space(id=space, name=name, type=types[number % 4], created=Moment(kept.clock.now), closed=closed)
        )
        role = SpaceRole.OWNER if number % 10 == 0 else SpaceRole.READER
        archive.put_member(Member(space=space, account=anne, role=role, since=Moment(kept.clock.now)))


def invite(page: Page, name: str = "Ville voisine") -> str:
    """The link, made in the page of the space."""
    page.locator("#invited summary").click()
    page.get_by_label("Pour qui").fill(name)
    page.get_by_label("Nombre de jours (1 à 90)").fill("5")
    page.get_by_role("button", name="Créer le lien").click()
    field = page.get_by_label("Lien d’invitation")
    expect(field).to_be_visible()
    return field.input_value()


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
    expect(page.locator("#toast")).to_contain_text("Personne n'a de compte sous ce nom")
    page.get_by_label("Nom de son compte").fill("zoé archiviste")
    page.get_by_label("Rôle", exact=True).select_option("reader")
    page.get_by_label("Jusqu’au, compris").fill("2099-03-12")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_label("Fin pour Zoé Archiviste")).to_have_value("2099-03-12")
    page.get_by_label("Rôle de Paul").select_option("editor")
    page.get_by_role("button", name="Enregistrer Paul").click()
    expect(page.locator("#toast")).to_have_text("Paul est enregistré.")
    roles = {member.account: member.role for member in kept.keeping.archive.members(kept.space, SYSTEM)}
    assert list(roles.values()) == [SpaceRole.OWNER, SpaceRole.EDITOR, SpaceRole.READER]
    page.get_by_role("button", name="Retirer Anne").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.locator("#toast")).to_contain_text("dernière personne qui gère")
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
    expect(page.locator("#own-state")).to_have_text("3 passages, dans 1 comptes rendus.")
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


def test_the_whole_path_by_keyboard(open_page: OpenPage, kept: Kept) -> None:
    page = open_page("espaces")
    keys = page.keyboard
    expect(page.locator(".found-space")).to_have_count(2)
    page.locator("#founding summary").focus()
    keys.press("Enter")
    keys.press("Tab")
    keys.type("Projet du clavier")
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.get_by_label("Équipe", exact=True)).to_be_checked()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Projet du clavier")).to_be_visible()
    page.goto(f"{kept.address}/espaces/{kept.space}")
    expect(page.locator("#records li")).to_have_count(1)
    page.get_by_role("button", name="Supprimer Séance du 12 mars").focus()
    keys.press("Enter")
    expect(page.get_by_label("Motif")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("button", name="Supprimer Séance du 12 mars")).to_be_focused()
    page.locator("#invited summary").focus()
    keys.press("Space")
    keys.press("Tab")
    expect(page.get_by_label("Pour qui")).to_be_focused()
    keys.type("Clavier")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Copier le lien")).to_be_focused()
    link = page.get_by_label("Lien d’invitation").input_value()
    for _ in range(2):
        keys.press("Tab")
    revoke = page.get_by_role("button", name="Retirer l’invitation de Clavier")
    revoke.focus()
    guest = open_page(link.removeprefix(f"{kept.address}/"), None)
    expect(guest.get_by_role("button", name="Lire les comptes rendus")).to_be_visible()
    for _ in range(4):
        guest.keyboard.press("Tab")
    expect(guest.get_by_role("button", name="Lire les comptes rendus")).to_be_focused()
    guest.keyboard.press("Enter")
    expect(guest.locator(".found-record")).to_have_count(1)
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Pour qui")).to_be_focused()
    expect(page.locator("#invited-list")).to_contain_text("Retirée le")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_page: OpenPage, kept: Kept, viewport: dict[str, int], scheme: str
) -> None:
    add_many(kept)
    look: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = open_page("espaces", **look)
    name = f"{viewport['width']}-{scheme}"
    expect(page.locator(".found-space")).to_have_count(50)
    page.get_by_label("Nom contient").fill("conseil")
    found = {"found": wrong(page)}
    page.get_by_text("Créer un espace").click()
    found["founding"] = wrong(page)
    photograph(page, f"spaces-{name}")
    page.goto(f"{kept.address}/espaces/{kept.space}")
    expect(page.locator("#records li")).to_have_count(1)
    found["space"] = wrong(page)
    link = invite(page)
    for part in ("people", "rules", "own", "log"):
        page.locator(f"#{part} summary").click()
    expect(page.locator("#people-list li")).to_have_count(2)
    expect(page.locator("#log-list li")).not_to_have_count(0)
    found["all parts"] = wrong(page)
    photograph(page, f"space-{name}")
    page.get_by_role("button", name="Supprimer Séance du 12 mars").click()
    found["asked"] = wrong(page)
    photograph(page, f"deletion-{name}")
    page.get_by_role("dialog").get_by_label("Motif").fill("Fin du projet")
    page.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.locator("#certificate-text")).to_contain_text("CERTIFICAT")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#people summary")).to_have_text("Members")
    found["English"] = wrong(page)
    photograph(page, f"certificate-{name}")
    guest = open_page(link.removeprefix(f"{kept.address}/"), None, **look)
    expect(guest.get_by_role("button", name="Lire les comptes rendus")).to_be_visible()
    found["invitation"] = wrong(guest)
    photograph(guest, f"invitation-{name}")
    guest.get_by_role("button", name="Lire les comptes rendus").click()
    expect(guest.locator("#guest-text")).to_have_text(re.compile("par invitation"))
    found["guest"] = wrong(guest)
    photograph(guest, f"guest-{name}")
    assert {state: what for state, what in found.items() if what} == {}
