"""Roles, chat, raised hands and moderation against the real server on a real port; no sound."""

import pytest

from gateway.access.grants import Grant, OpenAccess
from gateway.access.roles import Role
from gateway.meeting.rules import RoomRules
from tests.fakes.meeting import QUICK, meeting, until
from tests.fakes.seen import about, close_door, me, waiting

pytestmark = pytest.mark.integration


async def test_only_hosts_moderate() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        for message in (
            {"type": "lobby", "on": True},
            {"type": "lock", "on": True},
            {"type": "admit", "id": "w1"},
            {"type": "refuse", "id": "w1"},
            {"type": "mute_person", "id": me(anne)},
            {"type": "lower_hand", "id": me(anne)},
            {"type": "remove", "id": me(anne)},
            {"type": "hand_over", "id": me(bruno)},
            {"type": "signer", "id": me(anne), "on": True},
        ):
            await bruno.send(message)
        await until(lambda: bruno.codes == ["live.not_host"] * 9, "all of it is refused")
        assert bruno.of("error")[0]["fr"] != bruno.of("error")[0]["en"]
        async with server.page(None) as reader:
            await reader.send({"type": "remove", "id": me(anne)})
            await until(lambda: reader.codes == ["live.reader"], "readers even less")
        await bruno.send({"type": "hand", "up": True})
        await until(lambda: about(anne, "Bruno").get("hand") == 1, "he took part meanwhile")
        assert (anne.close_code, about(anne, "Anne")["role"], about(anne, "Anne")["muted"]) == (
            None,
            "host",
            False,
        )


async def test_who_is_removed_is_gone_and_does_not_come_back_as_the_same() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await anne.send({"type": "remove", "id": me(bruno)})
        await until(lambda: bruno.close_code == 4403, "his page is closed")
        assert bruno.codes == ["room.removed"]
        assert bruno.of("error")[0]["fatal"] is True
        await until(lambda: about(anne, "Bruno") == {}, "he is off the list")
        async with server.page("Bruno", person=bruno.welcome["you"]) as again:
            await until(lambda: again.close_code == 4403, "the same identity is refused")
            assert again.codes == ["room.removed"]
        await close_door(anne, lock=True)
        async with server.page(None, session=bruno.welcome["session"]) as again:
            await until(lambda: again.close_code == 1008, "nor does he read on behind a locked door")


async def test_a_host_mutes_and_who_was_muted_unmutes() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await anne.send({"type": "mute_person", "id": me(bruno)})
        await until(lambda: len(bruno.of("muted")) == 1, "he is told")
        await until(lambda: about(anne, "Bruno")["muted"] is True, "all see it")
        await bruno.send({"type": "mute", "muted": False})
        await until(lambda: about(anne, "Bruno")["muted"] is False, "he speaks again")
        assert anne.of("muted") == []


async def test_chat_is_told_to_all_and_replayed_to_who_comes() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page(None) as reader:
        await anne.send({"type": "chat", "text": "  Bonjour \n à tous "})
        await anne.send({"type": "rename", "name": "Anne L."})
        await anne.send({"type": "chat", "text": "\U0001f44b"})
        await until(lambda: len(reader.of("chat")) == len(anne.of("chat")) == 2, "all have read")
        first, second = reader.of("chat")
        assert (first["id"], first["person"], first["name"]) == (1, me(anne), "Anne")
        assert (first["text"], second["text"], second["name"]) == (
            "Bonjour\n à tous",
            "\U0001f44b",
            "Anne L.",
        )
        assert 0 <= first["at_ms"] <= second["at_ms"]
        async with server.page("Bruno") as late:
            assert [{"type": "chat", **line} for line in late.welcome["chat"]] == [first, second]
        await reader.send({"type": "chat", "text": "moi aussi"})
        await until(lambda: reader.codes == ["live.reader"], "readers read")
        for _ in range(6):
            await anne.send({"type": "chat", "text": "x"})
        await until(lambda: "chat.too_fast" in anne.codes, "nobody floods the others")
        assert anne.of("error")[-1]["fatal"] is False


async def test_hands_queue_in_the_order_of_raising() -> None:
    async with (
        meeting() as server,
        server.page("Anne") as anne,
        server.page("Bruno") as bruno,
        server.page("Chloé") as chloe,
    ):

        def queue() -> list[object]:
            return [about(anne, name)["hand"] for name in ("Anne", "Bruno", "Chloé")]

        for page, seen in ((chloe, [None, None, 1]), (anne, [2, None, 1]), (bruno, [2, 3, 1])):
            await page.send({"type": "hand", "up": True})
            await until(lambda seen=seen: queue() == seen, "the next one queues")
        await anne.send({"type": "lower_hand", "id": me(chloe)})
        await until(lambda: queue() == [1, 2, None], "the host has lowered one")
        await anne.send({"type": "hand", "up": False})
        await until(lambda: queue() == [None, 1, None], "she lowers her own")
        bruno.cut()
        async with server.page("Bruno", person=bruno.welcome["you"]) as bruno:
            assert about(bruno, "Bruno")["hand"] == 1
            await bruno.send({"type": "leave"})
            await until(lambda: about(anne, "Bruno") == {}, "he leaves")
        await chloe.send({"type": "hand", "up": True})
        await until(lambda: about(anne, "Chloé")["hand"] == 1, "his place is free")


async def test_cameras_and_signers_are_told() -> None:
    async with meeting() as server, server.page("Anne") as anne, server.page("Bruno") as bruno:
        await bruno.send({"type": "camera", "on": True})
        await bruno.send({"type": "signer", "id": me(bruno), "on": True})
        await until(lambda: about(anne, "Bruno")["signer"] is True, "he signs")
        assert about(anne, "Bruno")["camera"] is True
        await anne.send({"type": "signer", "id": me(bruno), "on": False})
        await until(lambda: about(bruno, "Bruno")["signer"] is False, "he does not")


class ByName(OpenAccess):
    """Grants what the pass names."""

    def known(self, room: str) -> bool:
        return room == "conseil"

    def grant(self, room: str, token: str | None) -> Grant:
        return Grant(role=Role(token or "participant"))


async def test_roles_come_from_the_pass() -> None:
    async with meeting() as server:
        server.rooms.access = ByName()
        async with (
            server.page("Bruno", token="participant") as bruno,
            server.page("Anne", token="host") as anne,
            server.page("Chloé", token="corrector") as chloe,
            server.page("Didier", token="reader") as didier,
            server.page("Nowhere", room="autre") as nowhere,
        ):
            assert nowhere.codes == ["room.unknown"]
            assert [page.welcome["role"] for page in (bruno, anne, chloe)] == [
                "participant",
                "host",
                "corrector",
            ]
            assert (didier.welcome["role"], didier.welcome["you"]) == ("reader", None)
            assert "Didier" not in [person["name"] for person in anne.people]
            await didier.send({"type": "captions", "on": True})
            await until(lambda: len(didier.of("event")) == 2, "captions they may have")
            await didier.send({"type": "captions", "on": False})
            await until(lambda: didier.codes == ["live.reader"], "and not take away")
            await close_door(anne, lobby=True)
            await anne.send({"type": "leave"})
            await until(lambda: about(bruno, "Anne") == {}, "the host leaves")
            async with server.page("Élise") as elise:
                assert elise.of("waiting")[0]["host"] is False
                async with server.page("Anne", token="host") as again:
                    assert waiting(again) == ["Élise"]
                    await until(lambda: elise.of("waiting")[-1]["host"] is True, "she is told")


async def test_relays_are_handed_out_to_those_who_hear() -> None:
    def relays(person: str) -> list[dict[str, object]]:
        return [{"urls": ["turn:relay.example"], "username": person, "credential": "c"}]

    async with meeting(RoomRules(ice=relays, listeners=0)) as server, server.page("Anne") as anne:
        assert anne.welcome["ice"] == relays(me(anne))
        async with server.page(None) as reader:
            assert reader.welcome["ice"] == []


async def test_names_and_chat_stay_out_of_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with meeting(QUICK) as server, server.page("Annabelle") as anne:
        await close_door(anne, lobby=True)
        async with server.page("Brunehilde"):
            await until(lambda: waiting(anne) == ["Brunehilde"], "she waits")
        await anne.send({"type": "chat", "text": "confidentiel"})
        await until(lambda: len(anne.of("chat")) == 1, "it is said")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("gateway"))
    for secret in ("Annabelle", "Brunehilde", "confidentiel", anne.welcome["you"]["key"]):
        assert secret not in ours
