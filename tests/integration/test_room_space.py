"""The page on which a host chooses where the records of a room are kept, as HTTP; others choose nothing there."""

import re
from dataclasses import replace
from html import unescape

import httpx
import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, SpaceId, SpaceRole
from captions.errors import VoixlaError
from gateway.archive.personal import personal_space, space_of_room
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import NOW
from tests.fakes.keepings import space_of

pytestmark = pytest.mark.integration

OPTION = re.compile(r'<option value="([^"]*)"( selected)?>([^<]*)</option>')


class Owned:
    def __init__(self, server: ArchiveServer, anne: Visitor, room: str) -> None:
        self.server = server
        self.anne = anne
        self.path = f"/salles/{room}/espace"
        self.room = room

    async def post(self, space: str, who: Visitor | None = None, origin: str | None = None) -> httpx.Response:
        headers = {"origin": self.server.address if origin is None else origin}
        return await (who or self.anne).client.post(self.path, data={"espace": space}, headers=headers)

    @property
    def kept_in(self) -> SpaceId:
        anne = self.server.hosting.accounts.find("Anne")
        assert anne is not None
        return space_of_room(self.server.keeping, self.room, anne)


@pytest.fixture
async def owned(server: ArchiveServer) -> Owned:
    """Anne's room; she runs one space, corrects another, reads a third, and runs one that is closed."""
    anne = await server.host("Anne")
    account, archive = server.account("Anne"), server.keeping.archive
    space_of(archive, "conseil <b>", {account: SpaceRole.OWNER})
    space_of(archive, "projet", {account: SpaceRole.EDITOR})
    space_of(archive, "lecture", {account: SpaceRole.READER})
    closed = archive.space(space_of(archive, "ancien", {account: SpaceRole.OWNER}), SYSTEM)
    archive.change_space(replace(closed, closed=Moment(NOW)))
    return Owned(server, anne, server.hosting.register.create("Bureau <i>", account).name)


async def test_those_in_which_the_host_may_record_are_offered(owned: Owned) -> None:
    page = await owned.anne.client.get(owned.path)
    assert page.status_code == 200
    assert "Bureau &lt;i&gt;" in page.text
    assert 'href="../../web/style.css"' in page.text
    offered = [(unescape(name), bool(now)) for _, now, name in OPTION.findall(page.text)]
    assert offered == [("Réunions de Anne", True), ("conseil <b>", False), ("projet", False)]


async def test_a_choice_is_kept_shown_and_taken_back(owned: Owned) -> None:
    rooms = (await owned.anne.client.get("/salles")).text
    assert "Comptes rendus gardés dans\u202f: votre espace." in rooms
    assert f'href="salles/{owned.room}/espace"' in rooms
    chosen = await owned.post("id-of-conseil <b>")
    assert (chosen.status_code, chosen.headers["location"]) == (303, f"../../salles#{owned.room}")
    assert owned.kept_in == "id-of-conseil <b>"
    assert "gardés dans\u202f: conseil &lt;b&gt;." in (await owned.anne.client.get("/salles")).text
    anne = owned.server.hosting.accounts.find("Anne")
    assert anne is not None
    own = personal_space(owned.server.keeping, anne)
    assert (await owned.post(own)).status_code == 303
    assert owned.kept_in == own
    assert owned.server.keeping.shelves.of(owned.room) is None


async def test_whose_own_space_is_closed_keeps_records_in_another(owned: Owned) -> None:
    anne, keeping = owned.server.hosting.accounts.find("Anne"), owned.server.keeping
    assert anne is not None
    own = keeping.archive.space(personal_space(keeping, anne), SYSTEM)
    keeping.archive.change_space(replace(own, closed=Moment(NOW)))
    page = await owned.anne.client.get(owned.path)
    assert [unescape(name) for _, _, name in OPTION.findall(page.text)] == ["conseil <b>", "projet"]
    assert (await owned.post("id-of-conseil <b>")).status_code == 303
    assert owned.kept_in == "id-of-conseil <b>"


@pytest.mark.parametrize("space", ["id-of-lecture", "id-of-ancien", "id-of-nothing", "", "' OR 1=1 --"])
async def test_no_other_is_taken(owned: Owned, space: str) -> None:
    before = owned.kept_in
    refused = await owned.post(space)
    assert refused.status_code == 422
    assert "choisissez-en un autre" in refused.text
    assert owned.kept_in == before


async def test_nobody_else_chooses(owned: Owned) -> None:
    paul = await owned.server.host("Paul")
    before = owned.kept_in
    assert (await paul.client.get(owned.path)).status_code == 404
    assert (await owned.post("id-of-projet", paul)).status_code == 404
    assert (await owned.post("id-of-projet", origin="https://evil.example")).status_code == 403
    stranger = await owned.server.bearer(None)
    for answer in (await stranger.client.get(owned.path), await owned.post("id-of-projet", stranger)):
        assert (answer.status_code, answer.headers["location"]) == (303, "../../connexion?vers=salles")
    assert owned.kept_in == before


async def test_rooms_are_listed_though_the_archive_is_away(
    owned: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise VoixlaError("archive.unreachable", "La base ne répond pas.", retryable=True)

    monkeypatch.setattr(type(owned.server.keeping.archive), "spaces_of", away)
    listed = await owned.anne.client.get("/salles")
    assert listed.status_code == 200
    assert "Bureau" in listed.text
    assert "gardés dans" not in listed.text
