"""The API of the record over a real server: what it does for those who may."""

from typing import Any

import pytest

from captions.archive.audit import Deed, verify
from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId, SpaceId, SpaceRole
from gateway.archive.keeping import Keeping
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import SESSION, STARTED, entry, new_record
from tests.fakes.keepings import UnixClock, end, space_of, with_sound

pytestmark = pytest.mark.integration


@pytest.fixture
async def anne(server: ArchiveServer) -> Visitor:
    return await server.host("Anne")


@pytest.fixture
async def record(server: ArchiveServer, anne: Visitor) -> RecordId:
    """In a space of Anne's."""
    space = space_of(server.keeping.archive, "equipe", {server.account("Anne"): SpaceRole.OWNER})
    made = new_record(server.keeping.archive, space, "le marché public", "la marche à pied", "un autre mot")
    end(server.keeping.archive, made)
    return made


async def items(visitor: Visitor, path: str, **parameters: Any) -> list[dict[str, Any]]:
    answer = await visitor.get(path, **parameters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_space_is_founded_shared_and_closed(server: ArchiveServer, anne: Visitor) -> None:
    paul = await server.host("Paul")
    space = (await anne.made("/spaces", {"name": "Voirie", "type": "project"}))["id"]
    assert await items(paul, "/spaces") == []
    joined = await anne.ask("PUT", f"/spaces/{space}/members/paul", {"role": "editor"})
    assert joined.json()["name"] == "Paul"
    assert [found["name"] for found in await items(paul, "/spaces")] == ["Voirie"]
    assert (await paul.ask("PATCH", f"/spaces/{space}", {"closed": True})).json()["code"] == "space.right"
    assert (await paul.get(f"/spaces/{space}/members")).status_code == 403
    for change in (("PUT", {"role": "reader"}), ("DELETE", None)):
        refused = await anne.ask(change[0], f"/spaces/{space}/members/Anne", change[1])
        assert refused.json()["code"] == "space.last_owner"
    record = new_record(server.keeping.archive, SpaceId(space), "un mot")
    chapter = {"start": 1, "title": "Ouverture"}
    assert (await paul.ask("POST", f"/records/{record}/chapters", chapter)).status_code == 201
    assert (await anne.ask("PATCH", f"/spaces/{space}", {"closed": True})).json()["closed"]
    closed = await paul.ask("POST", f"/records/{record}/chapters", chapter)
    assert (closed.status_code, closed.json()["code"]) == (409, "space.closed")
    assert len(await items(paul, f"/records/{record}/entries")) == 1
    assert (await anne.ask("DELETE", f"/spaces/{space}/members/Paul")).status_code == 204
    assert await items(paul, "/spaces") == []


async def test_a_host_has_a_space_of_their_own(server: ArchiveServer, anne: Visitor) -> None:
    told = (await anne.get("/me")).json()
    assert told["templates"]["council"]["days"] is None
    assert [found["name"] for found in await items(anne, "/spaces")] == ["Réunions de Anne"]
    await anne.get("/me")
    assert len(await items(anne, "/spaces")) == 1
    assert await items(await server.host("Paul"), "/spaces") == []


async def test_a_host_chooses_where_the_meetings_of_a_room_are_kept(
    server: ArchiveServer, anne: Visitor, keeping: Keeping
) -> None:
    room = server.hosting.register.create("Conseil", server.account("Anne")).name
    paul = await server.host("Paul")
    council = (await anne.made("/spaces", {"name": "Conseil", "type": "council"}))["id"]
    own = (await anne.get(f"/rooms/{room}/space")).json()["space"]
    assert own != council
    path = f"/rooms/{room}/space"
    assert (await anne.ask("PUT", path, {"space": council})).json()["space"] == council
    foreign = (await paul.made("/spaces", {"name": "À Paul", "type": "team"}))["id"]
    assert (await anne.ask("PUT", path, {"space": foreign})).json()["code"] == "archive.unknown"
    assert (await paul.ask("PUT", path, {"space": foreign})).json()["code"] == "room.unknown"
    await paul.ask("PUT", f"/spaces/{foreign}/members/Anne", {"role": "reader"})
    assert (await anne.ask("PUT", path, {"space": foreign})).json()["code"] == "space.right"
    assert (await anne.get(path)).json()["space"] == council
    await anne.ask("PATCH", f"/spaces/{council}", {"closed": True})
    assert (await anne.get(path)).json()["space"] == own, "a meeting is kept, if not there"
    await anne.ask("PATCH", f"/spaces/{council}", {"closed": False})
    assert (await anne.get(path)).json()["space"] == council
    assert (await anne.ask("PUT", path, {"space": None})).json()["space"] == own


async def test_a_partner_reads_by_invitation_until_it_ends(
    server: ArchiveServer, anne: Visitor, record: RecordId, unix: UnixClock
) -> None:
    space = (await items(anne, "/spaces"))[0]["id"]
    made = await anne.made(f"/spaces/{space}/invitations", {"name": "Bureau d'études", "days": 10})
    partner = await server.bearer(made["token"])
    assert len(await items(partner, f"/records/{record}/entries")) == 3
    for method, path, body in (
        ("POST", f"/records/{record}/notes", {"about": 1, "text": "non"}),
        ("PATCH", f"/records/{record}", {"title": "non"}),
        ("POST", "/spaces", {"name": "x", "type": "team"}),
        ("DELETE", f"/records/{record}", {"reason": "non"}),
        ("GET", f"/spaces/{space}/invitations", None),
    ):
        assert (await partner.ask(method, path, body)).status_code == 403, path
    listed = await anne.get(f"/spaces/{space}/invitations")
    assert "token" not in listed.text
    assert made["token"] not in listed.text
    unix.now += 10 * 86_400_000
    assert (await partner.get(f"/records/{record}")).json()["code"] == "access.expired"
    unix.now -= 86_400_000
    assert (await partner.get(f"/records/{record}")).status_code == 200
    await anne.ask("DELETE", f"/spaces/{space}/invitations/{made['id']}")
    assert (await partner.get(f"/records/{record}")).json()["code"] == "archive.unknown"
    for wrong in (made["token"][:-1] + "x", "s1.x.1.y", "x" * 5000, made["token"].replace("s1", "v1")):
        assert (await (await server.bearer(wrong)).get("/spaces")).json()["code"] == "access.bad"


async def test_two_editors_of_one_line(server: ArchiveServer, anne: Visitor, record: RecordId) -> None:
    path = f"/records/{record}/entries/{SESSION}/1"
    read = await anne.get(path)
    assert (await anne.ask("PUT", path, {"text": "x"})).status_code == 428
    match = {"if-match": read.headers["etag"]}
    first = await anne.ask("PUT", path, {"text": "le marché publique"}, match)
    assert first.status_code == 200
    second = await anne.ask("PUT", path, {"text": "autre chose"}, match)
    assert (second.status_code, second.json()["code"]) == (412, "archive.conflict")
    told = first.json()
    assert [word["start_ms"] for word in told["words"]][:2] == [
        word["start_ms"] for word in read.json()["words"]
    ][:2]
    assert told["author"]["name"] == "Anne"
    history = await items(anne, f"{path}/history")
    assert [revision["text"] for revision in history] == ["le marché public", "le marché publique"]
    undone = await anne.ask("PUT", path, {"text": history[0]["text"]}, {"if-match": first.headers["etag"]})
    assert undone.json()["revision"] == 2
    withdrawn = await anne.ask("PUT", path, {"text": ""}, {"if-match": undone.headers["etag"]})
    assert withdrawn.json()["words"] == []
    assert len(await items(anne, f"/records/{record}/entries")) == 2
    assert len(await items(anne, f"/records/{record}/entries", as_of=STARTED)) == 3


async def test_etags_of_a_record(anne: Visitor, record: RecordId) -> None:
    read = await anne.get(f"/records/{record}")
    tag = read.headers["etag"]
    assert read.json()["notice"].endswith("ne vaut pas procès-verbal.")
    assert (await anne.ask("GET", f"/records/{record}", headers={"if-none-match": tag})).status_code == 304
    changed = await anne.ask("PATCH", f"/records/{record}", {"status": "validated"}, {"if-match": tag})
    assert changed.json()["notice"] is None
    late = await anne.ask("PATCH", f"/records/{record}", {"title": "Autre"}, {"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "api.changed")
    assert (await anne.ask("GET", f"/records/{record}", headers={"if-none-match": tag})).status_code == 200
    assert (await anne.ask("PATCH", f"/records/{record}", {})).status_code == 422


async def test_what_is_asked_for_twice_is_done_once(anne: Visitor, record: RecordId) -> None:
    note = {"about": STARTED, "text": "À vérifier"}
    first = await anne.made(f"/records/{record}/notes", note, idempotency_key="k1")
    again = await anne.made(f"/records/{record}/notes", note, idempotency_key="k1")
    assert first == again
    assert len(await items(anne, f"/records/{record}/notes")) == 1
    other = await anne.ask(
        "POST", f"/records/{record}/notes", {"about": 1, "text": "x"}, {"idempotency-key": "k1"}
    )
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")
    space = (await items(anne, "/spaces"))[0]["id"]
    asked = {"name": "P"}
    tokens = [
        (await anne.made(f"/spaces/{space}/invitations", asked, idempotency_key="k2"))["token"] for _ in "ab"
    ]
    assert tokens[0] == tokens[1]
    assert len(await items(anne, f"/spaces/{space}/invitations")) == 1


async def test_chapters_notes_and_speakers(server: ArchiveServer, anne: Visitor, record: RecordId) -> None:
    made = await anne.made(f"/records/{record}/chapters", {"start": 5, "title": "Budget"})
    await anne.ask("PUT", f"/records/{record}/chapters/{made['id']}", {"start": 6, "title": "Voirie"})
    assert [chapter["title"] for chapter in await items(anne, f"/records/{record}/chapters")] == ["Voirie"]
    await anne.ask("DELETE", f"/records/{record}/chapters/{made['id']}")
    assert await items(anne, f"/records/{record}/chapters") == []
    note = await anne.made(f"/records/{record}/notes", {"about": 5, "text": "une\nnote"})
    assert note["text"] == "une\nnote"
    paul = await server.host("Paul")
    space = (await items(anne, "/spaces"))[0]["id"]
    await anne.ask("PUT", f"/spaces/{space}/members/Paul", {"role": "reader"})
    assert (await paul.ask("DELETE", f"/records/{record}/notes/{note['id']}")).status_code == 403
    assert (await anne.ask("DELETE", f"/records/{record}/notes/{note['id']}")).status_code == 204
    await anne.ask("PUT", f"/records/{record}/speakers/émile", {"name": "Émile Durand"})
    spoken = await items(anne, f"/records/{record}/entries")
    assert {entry["speaker"]["name"] for entry in spoken} == {"Émile Durand"}
    assert len(await items(anne, f"/spaces/{space}/words", name="emile durand")) == 1
    assert await items(anne, f"/spaces/{space}/words", name="Anne") == []
    assert (await paul.get(f"/spaces/{space}/words", name="Émile")).status_code == 403


async def test_search_with_facets_finds_running_meetings_too(
    server: ArchiveServer, anne: Visitor, record: RecordId
) -> None:
    archive = server.keeping.archive
    space = archive.record(record, SYSTEM).space
    running = new_record(archive, space, "encore le marché", room="autre", started=STARTED + 10**9)
    found = (await anne.get("/search", q="marché")).json()
    assert found["total"] >= 2
    by_record = {hit["record"]["id"]: hit for hit in found["items"][:2]}
    assert by_record[running]["record"]["running"]
    hit = by_record[record]
    assert hit["play_from"] <= hit["said"] + hit["entry"]["words"][hit["heard"][0]]["start_ms"]
    assert len(await items(anne, "/search", q="marché", room="autre")) == 1
    assert len(await items(anne, "/search", q="marché", since=STARTED + 10**8)) == 1
    assert await items(anne, "/search", q="marché", speaker="Personne") == []
    archive.add([entry(running, 2, "un zeppelin")])
    assert len(await items(anne, "/search", q="zeppelins")) == 1


async def test_pages_follow_one_another(server: ArchiveServer, anne: Visitor, record: RecordId) -> None:
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await anne.get(f"/records/{record}/entries", limit=2, **cursor)).json()
        seen += [found["segment"] for found in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [1, 2, 3]


async def test_a_deletion_is_certified_and_logged_and_legal_hold_stops_it(
    server: ArchiveServer, anne: Visitor, record: RecordId
) -> None:
    folder = with_sound(server.keeping, record, b"son")
    await anne.ask("PATCH", f"/records/{record}", {"legal_hold": True})
    reason = {"reason": "Demande de l'intéressée"}
    assert (await anne.ask("DELETE", f"/records/{record}", reason)).json()["code"] == "archive.held"
    await anne.ask("PATCH", f"/records/{record}", {"legal_hold": False})
    gone = await anne.ask("DELETE", f"/records/{record}", reason)
    assert gone.status_code == 200
    assert not folder.exists()
    assert (await anne.get(f"/records/{record}")).status_code == 404
    space = (await items(anne, "/spaces"))[0]["id"]
    log = await items(anne, f"/spaces/{space}/log")
    assert [link["deed"] for link in log][:2] == [Deed.DELETED, Deed.DELETION_DECIDED]
    assert gone.json()["certificate"] in log[0]["about"]
    assert verify(server.keeping.audit.links(), server.keeping.audit_key).holds


async def test_nothing_that_was_said_is_in_the_log(
    server: ArchiveServer, anne: Visitor, record: RecordId
) -> None:
    await anne.get("/search", q="marché")
    await anne.ask("PUT", f"/records/{record}/entries/{SESSION}/1", {"text": "mot"}, {"if-match": '"0"'})
    await anne.ask("PATCH", f"/records/{record}", {"title": "Un titre"})
    await anne.made(f"/records/{record}/notes", {"about": 1, "text": "ma note"})
    await anne.ask("PUT", f"/records/{record}/speakers/émile", {"name": "Dupont"})
    links = list(server.keeping.audit.links())
    assert {link.deed for link in links} >= {"searched", "corrected", "described", "noted", "renamed"}
    told = " ".join(link.about for link in links)
    assert not [word for word in ("march", "mot", 'titre"', "ma note", "Dupont") if word in told]


async def test_the_description_is_of_these_routes_only(anne: Visitor) -> None:
    paths = (await anne.get("/openapi.json")).json()["paths"]
    assert "/records/{record}/entries" in paths
    assert not [path for path in paths if "whip" in path or "captions" in path]
