"""Hiding what was said, over a real server: text, sound, files, and copies; nobody gets the words any more."""

from typing import Any

import pytest

from captions.archive.audit import Deed, verify
from captions.archive.records import Moment, RecordId, SpaceRole
from tests.fakes.archive_server import ArchiveServer, Visitor
from tests.fakes.archives import SESSION, STARTED, new_record
from tests.fakes.keepings import end, space_of
from tests.fakes.kept_tone import keep_tone

pytestmark = pytest.mark.integration

LINE = "le patient souffre de zygomatite aiguë depuis mars"
SHOWN = "le patient souffre de [occulté] depuis mars"
SPAN: dict[str, Any] = {"start": STARTED + 11_250, "end": STARTED + 11_600, "reason": "health"}


@pytest.fixture
async def anne(server: ArchiveServer) -> Visitor:
    return await server.host("Anne")


@pytest.fixture
async def paul(server: ArchiveServer) -> Visitor:
    return await server.host("Paul")


@pytest.fixture
def record(server: ArchiveServer, anne: Visitor, paul: Visitor) -> RecordId:
    """In a space of Anne's where Paul reads, with sound."""
    keeping = server.keeping
    people = {server.account("Anne"): SpaceRole.OWNER, server.account("Paul"): SpaceRole.READER}
    made = new_record(keeping.archive, space_of(keeping.archive, "equipe", people), LINE, "la suite")
    keep_tone(keeping.folder_of(made), STARTED, 30)
    keeping.archive.describe(made, audio=True)
    end(keeping.archive, made, STARTED + 30_000)
    return made


async def told(visitor: Visitor, path: str, status: int = 200, **query: Any) -> Any:
    answer = await visitor.get(path, **query)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_passage_is_hidden_from_everybody_and_comes_back(
    anne: Visitor, paul: Visitor, record: RecordId, server: ArchiveServer
) -> None:
    version = (await told(anne, f"/records/{record}"))["version"]
    before = (await anne.get(f"/records/{record}/sound/{STARTED}")).content
    asked = {**SPAN, "remark": "à la demande de la famille"}
    made = await anne.made(f"/records/{record}/redactions", asked, idempotency_key="une")
    again = await anne.made(f"/records/{record}/redactions", asked, idempotency_key="une")
    assert made == again
    assert made | {"id": 0, "at": 0} == {
        **asked,
        "id": 0,
        "at": 0,
        "author": {"kind": "person", "name": "Anne"},
        "liftable": True,
    }
    for visitor, remark in ((anne, asked["remark"]), (paul, "")):
        listed = (await told(visitor, f"/records/{record}/redactions"))["items"]
        assert listed == [made | {"remark": remark}]
        shown = (await told(visitor, f"/records/{record}/entries"))["items"][0]
        assert shown["text"] == SHOWN
        assert [word.get("redacted") for word in shown["words"]] == [None] * 4 + [True] + [None] * 2
        assert (await told(visitor, "/search", q="zygomatite"))["total"] == 0
        for kind in ("txt", "vtt", "srt", "ttml", "json"):
            assert "zygomatite" not in (await visitor.get(f"/records/{record}/files/{kind}")).text
        sound = (await visitor.get(f"/records/{record}/sound/{STARTED}")).content
        assert sound not in (before, b"")
    assert (await told(anne, f"/records/{record}"))["version"] > version

    gone = await anne.ask("DELETE", f"/records/{record}/redactions/{made['id']}")
    assert gone.status_code == 204
    assert (await told(paul, f"/records/{record}/entries"))["items"][0]["text"] == LINE
    assert (await paul.get(f"/records/{record}/sound/{STARTED}")).content == before
    assert (await told(anne, f"/records/{record}/redactions"))["items"] == []
    deeds = [link.deed for link in server.keeping.audit.links()]
    assert deeds.count(Deed.REDACTED) == deeds.count(Deed.LIFTED) == 1
    assert verify(server.keeping.audit.links(), server.keeping.audit_key).holds


async def test_only_editors_hide_and_only_what_ended(
    anne: Visitor, paul: Visitor, record: RecordId, server: ArchiveServer
) -> None:
    path = f"/records/{record}/redactions"
    made = await anne.made(path, SPAN)
    for method, tried in (("POST", path), ("DELETE", f"{path}/{made['id']}")):
        refused = await paul.ask(method, tried, SPAN if method == "POST" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "space.right")
    refused = await paul.ask("POST", f"/records/{record}/publications", {"space": "id-of-equipe"})
    assert refused.json()["code"] == "space.right"
    server.keeping.archive.resume(record, SESSION, Moment(STARTED))
    for method, tried, body in (
        ("POST", path, SPAN),
        ("DELETE", f"{path}/{made['id']}", None),
        ("POST", f"/records/{record}/publications", {"space": "id-of-equipe"}),
    ):
        refused = await anne.ask(method, tried, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "record.running")
    assert (await told(anne, f"/records/{record}/entries"))["items"][0]["text"] == SHOWN


SENSELESS: list[tuple[dict[str, Any], str]] = [
    ({**SPAN, "end": SPAN["start"]}, "redaction.span"),
    ({**SPAN, "start": STARTED + 31_000, "end": STARTED + 32_000}, "redaction.span"),
    ({**SPAN, "start": 1, "end": 2}, "redaction.span"),
    ({**SPAN, "reason": "other"}, "redaction.remark"),
    ({**SPAN, "reason": "parce que"}, "api.bad_field"),
    ({**SPAN, "start": -1}, "api.bad_field"),
    ({"start": 1}, "api.bad_field"),
]


async def test_what_makes_no_sense_is_refused(anne: Visitor, record: RecordId) -> None:
    for body, code in SENSELESS:
        refused = await anne.ask("POST", f"/records/{record}/redactions", body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), body
        assert (await told(anne, f"/records/{record}/redactions"))["items"] == [], body


async def corrected(visitor: Visitor, record: RecordId, text: str) -> Any:
    line = f"/records/{record}/entries/{SESSION}/1"
    tag = (await visitor.get(line)).headers["etag"]
    return await visitor.ask("PUT", line, {"text": text}, {"if-match": tag})


async def test_a_line_is_corrected_around_what_is_hidden(anne: Visitor, record: RecordId) -> None:
    made = await anne.made(f"/records/{record}/redactions", SPAN)
    done = await corrected(anne, record, "La patiente a bien souffert de [occulté] vite depuis avril !")
    assert done.status_code == 200, done.text
    assert done.json()["text"] == "La patiente a bien souffert de [occulté] vite depuis avril\u202f!"
    for text in (
        "",
        "La patiente souffre",
        "[occulté] et [occulté]",
        "rien d'autre [occulté], depuis",
        "[occulté] rien avant",
    ):
        refused = await corrected(anne, record, text)
        if text == "[occulté] rien avant":
            assert refused.status_code == 200, refused.text
        else:
            assert (refused.status_code, refused.json()["code"]) == (409, "redaction.touched"), text
    assert (await anne.ask("DELETE", f"/records/{record}/redactions/{made['id']}")).status_code == 204
    shown = (await told(anne, f"/records/{record}/entries"))["items"][0]
    assert shown["text"] == "zygomatite aiguë rien avant"
    assert (await corrected(anne, record, "dire [occulté] ne cache rien")).json()[
        "code"
    ] == "redaction.touched"


async def test_a_copy_is_handed_on(
    anne: Visitor, paul: Visitor, record: RecordId, server: ArchiveServer
) -> None:
    await anne.made(f"/records/{record}/redactions", {**SPAN, "remark": "zygomatite, dit-on"})
    served = (await anne.get(f"/records/{record}/sound/{STARTED}")).content
    public = (await paul.made("/spaces", {"name": "Public", "type": "council"}))["id"]
    refused = await anne.ask("POST", f"/records/{record}/publications", {"space": public})
    assert refused.json()["code"] == "archive.unknown"
    await paul.ask("PUT", f"/spaces/{public}/members/Anne", {"role": "editor"})

    copy = await anne.made(
        f"/records/{record}/publications", {"space": public, "title": "Séance"}, idempotency_key="copie"
    )
    again = await anne.made(
        f"/records/{record}/publications", {"space": public, "title": "Séance"}, idempotency_key="copie"
    )
    assert copy == again
    assert (copy["title"], copy["space"], copy["audio"]) == ("Séance", public, True)
    assert copy["published_from"] is not None
    assert (await told(anne, f"/records/{record}"))["published_from"] is None
    path = f"/records/{copy['id']}"
    assert (await told(paul, f"{path}/entries"))["items"][0]["text"] == SHOWN
    (hidden,) = (await told(paul, f"{path}/redactions"))["items"]
    assert (hidden["reason"], hidden["remark"], hidden["liftable"]) == ("health", "", False)
    assert (await paul.get(f"{path}/sound/{STARTED}")).content == served
    for method, tried, body in (
        ("DELETE", f"{path}/redactions/{hidden['id']}", None),
        ("POST", f"{path}/redactions", SPAN),
    ):
        refused = await paul.ask(method, tried, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "redaction.published")
    assert "dit-on" not in (await paul.get(f"{path}/entries")).text
    links = [link for link in server.keeping.audit.links() if link.deed == Deed.PUBLISHED]
    assert [link.record for link in links] == [record, copy["id"]]
    assert record not in links[1].about
    folder = server.keeping.folder_of(RecordId(copy["id"]))
    assert [path.name for path in folder.iterdir()] == [f"{STARTED}.opus"]
    assert (await anne.ask("DELETE", f"/records/{record}", {"reason": "visa"})).status_code == 200
    assert (await told(paul, f"{path}/entries"))["items"][0]["text"] == SHOWN


async def test_notes_about_a_hidden_moment_are_not_given_again(anne: Visitor, record: RecordId) -> None:
    body = {"about": SPAN["start"] + 1, "text": "zygomatite"}
    await anne.made(f"/records/{record}/notes", body, idempotency_key="note")
    await anne.made(f"/records/{record}/redactions", SPAN)
    assert (await told(anne, f"/records/{record}/notes"))["items"] == []
    again = await anne.ask("POST", f"/records/{record}/notes", body, {"idempotency-key": "note"})
    assert (again.status_code, again.json()["code"]) == (409, "redaction.inside")


async def test_one_persons_words_leave_out_what_is_hidden(anne: Visitor, record: RecordId) -> None:
    await anne.made(f"/records/{record}/redactions", SPAN)
    found = await anne.get("/spaces/id-of-equipe/words", name="Émile")
    assert SHOWN in found.text
    assert "zygomatite" not in found.text


async def test_sound_that_was_not_toned_is_not_served(
    anne: Visitor, record: RecordId, server: ArchiveServer
) -> None:
    """As a backup may bring it back: the database of one moment, the files of another."""
    await anne.made(f"/records/{record}/redactions", SPAN)
    (server.keeping.folder_of(record) / "tones.json").unlink()
    for path in (f"/records/{record}/sound", f"/records/{record}/sound/{STARTED}"):
        assert (await told(anne, path, 503))["code"] == "redaction.sound"


async def test_in_a_closed_space_passages_are_hidden_still_and_no_copy_comes_in(
    anne: Visitor, record: RecordId
) -> None:
    assert (await anne.ask("PATCH", "/spaces/id-of-equipe", {"closed": True})).status_code == 200
    await anne.made(f"/records/{record}/redactions", SPAN)
    assert (await told(anne, f"/records/{record}/entries"))["items"][0]["text"] == SHOWN
    refused = await anne.ask("POST", f"/records/{record}/publications", {"space": "id-of-equipe"})
    assert (refused.status_code, refused.json()["code"]) == (409, "space.closed")


async def test_a_copy_goes_only_where_one_may_record(anne: Visitor, paul: Visitor, record: RecordId) -> None:
    read_only = (await paul.made("/spaces", {"name": "Public", "type": "council"}))["id"]
    await paul.ask("PUT", f"/spaces/{read_only}/members/Anne", {"role": "reader"})
    refused = await anne.ask("POST", f"/records/{record}/publications", {"space": read_only})
    assert (refused.status_code, refused.json()["code"]) == (403, "space.right")
    assert (await told(paul, "/records", space=read_only))["items"] == []
