"""Several people seem to speak at one microphone: who is asked in a room, how often, and whose answer counts."""

import json

import pytest

from captions.errors import VoixlaError
from captions.ids import SpeakerId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.hinting import DeclineVoices
from gateway.live.messages import parse
from gateway.people import Seat
from tests.fakes.meeting import until
from tests.unit.gateway.test_room_sharing import GUEST, HOST, Stand, stand, who


def asked(table: Stand, seat: Seat) -> list[list[str]]:
    """What ``seat`` was told, one after the other."""
    return [message["people"] for message in table.told(seat, "voices_heard")]


async def decline(table: Stand, seat: Seat, person: SpeakerId | None = None) -> None:
    await table.room.handle(seat, parse(json.dumps({"type": "decline_voices", "person": person})))


async def test_the_person_and_hosts_are_asked_and_nobody_else() -> None:
    async with stand() as table:
        other, reader = table.enter("Zoé", GUEST), table.enter("Luc", Grant(role=Role.READER))
        guest = who(table.guest).id
        table.session.several(guest)
        assert asked(table, table.guest) == [[guest]]
        assert asked(table, table.host) == [[guest]]
        assert asked(table, other) == asked(table, reader) == []


async def test_a_host_who_seems_to_be_several_is_asked_too() -> None:
    async with stand() as table:
        table.session.several(who(table.host).id)
        assert asked(table, table.host) == [[who(table.host).id]]
        assert asked(table, table.guest) == []


@pytest.mark.parametrize("by_host", [True, False])
async def test_no_settles_it_for_all_and_for_good(by_host: bool) -> None:
    async with stand() as table:
        guest = who(table.guest).id
        table.session.several(guest)
        assert asked(table, table.guest) == asked(table, table.host) == [[guest]]
        await (decline(table, table.host, guest) if by_host else decline(table, table.guest))
        table.session.several(guest)
        assert asked(table, table.guest) == asked(table, table.host) == [[guest], []]
        assert table.shared(table.host) == {"Anne": False, "Salle": False}, "nothing was decided"


async def test_yes_is_the_switch_and_settles_it_too() -> None:
    async with stand() as table:
        guest = who(table.guest).id
        table.session.several(guest)
        assert asked(table, table.guest) == asked(table, table.host) == [[guest]]
        await table.share(table.guest)
        await until(lambda: table.shared(table.host)["Salle"], "it is shared")
        await table.share(table.guest, on=False)
        table.session.several(guest)
        assert asked(table, table.guest) == asked(table, table.host) == [[guest], []]


async def test_whoever_used_the_switch_or_said_no_before_is_never_asked() -> None:
    async with stand() as table:
        await table.share(table.guest)
        await until(lambda: table.shared(table.host)["Salle"], "it is shared")
        table.session.several(who(table.guest).id)
        await decline(table, table.host)
        table.session.several(who(table.host).id)
        assert asked(table, table.guest) == asked(table, table.host) == []


async def test_one_does_not_answer_for_another() -> None:
    async with stand() as table:
        host = who(table.host).id
        table.session.several(host)
        with pytest.raises(VoixlaError) as caught:
            await decline(table, table.guest, host)
        assert caught.value.code == "live.not_host"
        assert asked(table, table.host) == [[host]], "it is still open"


async def test_a_page_that_comes_back_is_asked_what_is_open_and_nothing_that_is_settled() -> None:
    async with stand() as table:
        guest = who(table.guest).id
        table.session.several(guest)
        back = table.enter("Salle", GUEST, who(table.guest))
        late = table.enter("Paul", HOST)
        assert asked(table, back) == asked(table, late) == [[guest]]
        await decline(table, back)
        again = table.enter("Salle", GUEST, who(back))
        assert asked(table, again) == []
        assert asked(table, late) == [[guest], []]


async def test_who_leaves_is_asked_about_no_more() -> None:
    async with stand() as table:
        guest = who(table.guest).id
        table.session.several(guest)
        assert asked(table, table.host) == [[guest]]
        await table.room.leave(table.guest, for_good=True)
        table.session.several(guest)
        assert asked(table, table.host) == [[guest], []]


def test_the_answer_is_read_as_it_is_written() -> None:
    assert parse('{"type":"decline_voices","person":null}') == DeclineVoices(person=None)
    assert parse('{"type":"decline_voices","person":"p1"}') == DeclineVoices(person=SpeakerId("p1"))
    for wrong in ("7", '""', "[]"):
        with pytest.raises(VoixlaError):
            parse(f'{{"type":"decline_voices","person":{wrong}}}')
