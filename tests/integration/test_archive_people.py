"""Who is in a space, over the API: ends, accounts that were removed, the last owner; what goes, and its certificate."""

from urllib.parse import quote

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import Member, SpaceId, SpaceRole
from captions.archive.spaces import DAY_MS
from tests.fakes.archive_server import ArchiveServer
from tests.fakes.archives import NOW, STARTED, new_record
from tests.fakes.keepings import UnixClock, end

pytestmark = pytest.mark.integration


async def test_a_member_leaves_at_their_end(server: ArchiveServer, unix: UnixClock) -> None:
    anne, paul = await server.host("Anne"), await server.host("Paul")
    space = (await anne.made("/spaces", {"name": "Voirie", "type": "team"}))["id"]
    path = f"/spaces/{space}/members/Paul"
    refused = await anne.ask("PUT", path, {"role": "editor", "expires": NOW})
    assert (refused.status_code, refused.json()["code"]) == (422, "space.past")
    joined = (await anne.ask("PUT", path, {"role": "editor", "expires": NOW + DAY_MS})).json()
    assert (joined["role"], joined["expires"], joined["since"]) == ("editor", NOW + DAY_MS, NOW)
    assert (await paul.get(f"/spaces/{space}")).json()["role"] == "editor"
    unix.now += 1_000
    changed = (await anne.ask("PUT", path, {"role": "reader", "expires": NOW + DAY_MS})).json()
    assert (changed["role"], changed["since"]) == ("reader", NOW), "since when is what it was"
    unix.now = NOW + DAY_MS
    assert (await paul.get(f"/spaces/{space}")).json()["code"] == "archive.unknown"


async def test_a_name_may_hold_anything(server: ArchiveServer) -> None:
    anne = await server.host("Anne")
    space = (await anne.made("/spaces", {"name": "Voirie", "type": "team"}))["id"]
    for name in ("Accueil / Guichet", "100 % #1 ?", "../Anne", "éà"):
        await server.host(name)
        path = f"/spaces/{space}/members/{quote(name, safe='')}"
        assert (await anne.ask("PUT", path, {"role": "reader"})).json()["name"] == name
        assert (await anne.ask("DELETE", path)).status_code == 204, name


async def test_a_removed_account_runs_nothing_and_can_be_taken_out(server: ArchiveServer) -> None:
    anne = await server.host("Anne")
    await server.host("Paul")
    space = (await anne.made("/spaces", {"name": "Voirie", "type": "team"}))["id"]
    await anne.ask("PUT", f"/spaces/{space}/members/Paul", {"role": "owner"})
    gone = server.account("Paul")
    server.hosting.accounts.remove("Paul")
    listed = (await anne.get(f"/spaces/{space}/members")).json()["items"]
    assert [(member["name"], member["role"]) for member in listed] == [("Anne", "owner"), (None, "owner")]
    for method, path, body in (
        ("DELETE", f"/spaces/{space}/members/Anne", None),
        ("DELETE", f"/spaces/{space}/accounts/{server.account('Anne')}", None),
        ("PUT", f"/spaces/{space}/members/Anne", {"role": "reader"}),
    ):
        refused = await anne.ask(method, path, body)
        assert refused.json()["code"] == "space.last_owner", "nobody signs in with what was removed"
    assert (await anne.ask("DELETE", f"/spaces/{space}/accounts/{gone}")).status_code == 204
    assert (await anne.ask("DELETE", f"/spaces/{space}/accounts/{gone}")).status_code == 404
    left = server.keeping.archive.members(SpaceId(space), SYSTEM)
    assert left == (
        Member(
            space=SpaceId(space), account=server.account("Anne"), role=SpaceRole.OWNER, since=left[0].since
        ),
    )


async def test_a_hold_in_a_closed_space_and_the_certificate_of_what_goes(server: ArchiveServer) -> None:
    anne, paul = await server.host("Anne"), await server.host("Paul")
    space = (await anne.made("/spaces", {"name": "Voirie", "type": "team"}))["id"]
    await anne.ask("PUT", f"/spaces/{space}/members/Paul", {"role": "editor"})
    record = new_record(server.keeping.archive, SpaceId(space), "un mot secret", title="Séance")
    end(server.keeping.archive, record)
    due = (await anne.get("/records", space=space)).json()["items"][0]["due"]
    assert due == STARTED + 30 * DAY_MS
    await anne.ask("PATCH", f"/spaces/{space}", {"closed": True})
    refused = await paul.ask("PATCH", f"/records/{record}", {"legal_hold": True})
    assert refused.json()["code"] == "space.right"
    refused = await anne.ask("PATCH", f"/records/{record}", {"title": "x"})
    assert refused.json()["code"] == "space.closed"
    held = await anne.ask("PATCH", f"/records/{record}", {"legal_hold": True})
    assert (held.json()["legal_hold"], held.json()["due"]) == (True, None)
    assert (await anne.ask("DELETE", f"/records/{record}", {"reason": "x"})).json()["code"] == "archive.held"
    await anne.ask("PATCH", f"/records/{record}", {"legal_hold": False})
    assert (await anne.ask("DELETE", f"/records/{record}", {"reason": "demande"})).status_code == 200
    path = f"/spaces/{space}/certificates/{record}"
    text = await anne.get(f"{path}/txt")
    assert text.status_code == 200
    assert "CERTIFICAT DE SUPPRESSION" in text.text
    assert "demande" in text.text
    assert "secret" not in text.text
    assert f'filename="certificat-{record}.txt"' in text.headers["content-disposition"]
    assert (await anne.get(f"{path}/json")).json()["record"] == record
    assert (await paul.get(f"{path}/txt")).json()["code"] == "space.right"
    other = (await paul.made("/spaces", {"name": "À Paul", "type": "team"}))["id"]
    for record_id in (record, "..", "..%2Faudit-head", "x" * 65, "é"):
        refused = await paul.get(f"/spaces/{other}/certificates/{record_id}/json")
        assert refused.status_code == 404, record_id
