"""The real server: what its log has of a meeting that was kept, and the API that its host reads the record by."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.access.roles import Role
from gateway.archive.inspection import audit_verdict
from gateway.archive.keeping import open_keeping
from tests.fakes.host_browser import browser
from tests.fakes.kept_meeting import Kept, become, page_at
from tests.fakes.micro_whisper import build_micro_whisper
from tests.fakes.served import Served, stopped_after

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]


async def test_who_started_it_who_was_told_and_who_objected(tmp_path: Path) -> None:
    data = tmp_path / "data"
    # Nobody speaks here: what recognises is small, and loaded in no time.
    model = build_micro_whisper(tmp_path / "model")
    served = Served(data, media="embedded", model=str(model))
    host_link, link = served.links(Role.HOST, Role.PARTICIPANT)
    with stopped_after(served):
        await asyncio.to_thread(served.start)
        async with page_at(served, host_link, "Anne") as host, page_at(served, link, "Paul") as paul:
            await host.send({"type": "transcript", "on": True})
            await become(paul, on=True)
            await host.send({"type": "typing", "text": "Xylographie", "done": True})
            await paul.send({"type": "object", "named": False})
            async with page_at(served, link, "Zoé"):
                await host.send({"type": "off_record", "on": True})
                await host.send({"type": "off_record", "on": False})
                await Kept(data).has("Xylographie")
            await host.send({"type": "transcript", "on": False})
            await become(paul, on=False)
            async with browser(served.address) as anne:
                assert (await anne.sign_in()).status_code == 303
                records: list[dict[str, Any]] = (await anne.client.get("/api/v1/records")).json()["items"]
                found = (await anne.client.get("/api/v1/search", params={"q": "xylographies"})).json()
            assert [record["title"] for record in records] == ["Conseil"]
            assert [hit["entry"]["text"] for hit in found["items"]] == ["Xylographie"]
    with open_keeping(data) as keeping:
        links = list(keeping.audit.links())
        assert audit_verdict(keeping).holds
    deeds = [link.deed for link in links if link.record == records[0]["id"]]
    assert deeds[0] == "started"
    assert deeds.count("told") == 3
    assert (
        deeds.index("objected")
        < deeds.index("off_record")
        < deeds.index("on_record")
        < deeds.index("stopped")
    )
    assert {link.space for link in links if link.record} == {records[0]["space"]}
    told = " ".join(f"{link.actor} {link.about}" for link in links)
    assert not [name for name in ("Anne", "Paul", "Zoé", "Xylographie") if name in told]
