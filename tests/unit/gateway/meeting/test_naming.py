"""Who the voices of a shared microphone are, as people say, and what a later look at them may change."""

from typing import Any

import pytest

from captions.errors import VoixlaError
from captions.events import Amended, AuthorKind, Final, Named, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.transcript import standing
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.live.refusals import TEXTS
from gateway.people import Seat
from pipeline.repairs import Repair
from tests.unit.gateway.meeting.gathering import HOST, person_at
from tests.unit.gateway.meeting.writers import Writers, voice_at

CORRECTOR = Grant(role=Role.CORRECTOR)


class Table:
    """A microphone on a table, whose voices 1 and 2 have spoken; Paul is somewhere else."""

    def __init__(self) -> None:
        self.writers = Writers()
        self.table = self.writers.come("Salle")
        self.paul, self.chloe = self.writers.come("Paul"), self.writers.come("Chloé", CORRECTOR)
        self.writers.say(self.table, "le vote est clos", 1, 1, voice=1)
        self.writers.say(self.table, "je proteste", 3, 2, voice=2)
        self.id = person_at(self.table).id

    def name(self, seat: Seat, label: int, **how: object) -> None:
        message: dict[str, object] = {"type": "name_speaker", "id": "n", "speaker": f"{self.id}#{label}"}
        self.writers.send(seat, **message, **how)

    def refused(self, seat: Seat, label: int, **how: object) -> str:
        before = len(self.writers.events)
        with pytest.raises(VoixlaError) as caught:
            self.name(seat, label, **how)
        assert caught.value.code in TEXTS
        assert len(self.writers.events) == before
        return caught.value.code

    def undo(self, seat: Seat) -> None:
        self.writers.send(seat, type="undo", id="u")

    @property
    def shown(self) -> list[str]:
        """Under which names lines are read in the end."""
        return [event.speaker.name for event in standing(self.writers.events) if isinstance(event, Final)]

    def repair(self, was: int, now: int, line: int = 2, *segments: int) -> None:
        self.writers.clerk.desk.repair(
            Repair(
                track=TrackId("t"),
                line=LineId(line),
                segments=tuple(map(SegmentId, segments or (3,))),
                was=voice_at(self.table, was),
                speaker=voice_at(self.table, now),
            ),
            Milliseconds(9000),
        )


async def test_a_name_is_an_event_and_its_sender_is_told() -> None:
    table = Table()
    table.name(table.chloe, 1, name="Mme Roy")
    event = table.writers.events[-1]
    assert isinstance(event, Named)
    assert (event.speaker, event.shown.id, event.shown.name) == (f"{table.id}#1", f"{table.id}#1", "Mme Roy")
    assert event.author.name == "Chloé"
    assert table.shown == ["Mme Roy", "Intervenant 2"]
    done = table.writers.heard(table.chloe, "done")
    assert done == [{"type": "done", "id": "n", "segment": None, "revision": None}]


async def test_who_may_name_whom() -> None:
    table = Table()
    reader = table.writers.come("", Grant(role=Role.READER))
    assert table.refused(table.paul, 1, name="Paul") == "correct.not_allowed"
    assert table.refused(reader, 1, name="x") == "live.reader"
    table.name(table.table, 1, name="Mme Roy")
    table.name(table.writers.come("Hôte", HOST), 2, name="M. Petit")
    assert table.shown == ["Mme Roy", "M. Petit"]
    assert table.refused(table.chloe, 7, name="Personne") == "correct.gone"
    assert table.refused(table.chloe, 1, same_as="p-unknown") == "correct.gone"


async def test_a_microphone_makes_nobody_else_speak() -> None:
    table = Table()
    paul = person_at(table.paul)
    assert table.refused(table.table, 1, same_as=paul.id) == "correct.not_allowed"
    table.name(table.table, 1, name="paul")
    assert table.shown[0] == "paul (2)"
    table.name(table.table, 2, name="Paul")
    assert table.shown[1] == "Paul (3)"
    table.name(table.table, 2, same_as=table.id)
    assert table.shown[1] == "Salle"


async def test_a_name_that_somebody_has_is_theirs_for_who_may_correct() -> None:
    table = Table()
    table.name(table.chloe, 1, name="paul")
    event = table.writers.events[-1]
    assert isinstance(event, Named)
    assert event.shown == person_at(table.paul).speaker()
    table.name(table.chloe, 2, name="Mme Roy")
    table.writers.send(
        table.chloe, type="reassign", id="r", line=1, speaker={"name": "Mme Roy"}, **{"from": None}
    )
    assert table.shown == ["Mme Roy", "Mme Roy"], "a name that was given is known at the desk too"


async def test_two_labels_of_one_person_have_one_name_whoever_gets_it() -> None:
    table = Table()
    table.name(table.chloe, 2, same_as=f"{table.id}#1")
    assert table.shown == ["Intervenant 1", "Intervenant 1"]
    table.name(table.chloe, 1, name="Mme Roy")
    assert table.shown == ["Mme Roy", "Mme Roy"]
    before = len(table.writers.events)
    table.name(table.chloe, 1, same_as=f"{table.id}#2")
    assert len(table.writers.events) == before, "they are one already"


async def test_who_is_taken_for_a_voice_that_is_theirs_keeps_the_name_they_have() -> None:
    table = Table()
    paul = person_at(table.paul)
    table.writers.say(table.paul, "bonjour", 5, 3)
    paul.name = "Paule"
    table.name(table.chloe, 1, same_as=paul.id)
    before = len(table.writers.events)
    same = {"speaker": paul.id, "same_as": f"{table.id}#1"}
    table.writers.send(table.chloe, type="name_speaker", id="n", **same)
    assert len(table.writers.events) == before


async def test_names_are_taken_back_among_other_changes_the_latest_first() -> None:
    table = Table()
    table.name(table.chloe, 1, name="Mme Roy")
    amendment: dict[str, Any] = {"segment": 3, "base": 0, "first": 0, "last": 1, "text": "nous"}
    table.writers.send(table.chloe, type="amend", id="a", **amendment)
    table.name(table.chloe, 1, name="Mme Leroy")
    table.name(table.chloe, 2, same_as=f"{table.id}#1")
    assert table.shown == ["Mme Leroy", "Mme Leroy"]
    table.undo(table.chloe)
    assert table.shown == ["Mme Leroy", "Intervenant 2"]
    table.undo(table.chloe)
    assert table.shown == ["Mme Roy", "Intervenant 2"]
    assert table.writers.text(3) == "nous proteste"
    table.undo(table.chloe)
    assert table.writers.text(3) == "je proteste"
    table.undo(table.chloe)
    assert table.shown == ["Intervenant 1", "Intervenant 2"]
    with pytest.raises(VoixlaError) as caught:
        table.undo(table.chloe)
    assert caught.value.code == "correct.nothing"


async def test_what_others_have_named_since_is_not_taken_back() -> None:
    table = Table()
    table.name(table.chloe, 1, name="Mme Roy")
    table.name(table.table, 1, name="Mme Leroy")
    with pytest.raises(VoixlaError):
        table.undo(table.chloe)
    table.undo(table.table)
    assert table.shown[0] == "Mme Roy"


async def test_the_person_at_a_microphone_may_amend_and_is_asked_about_what_was_said_there() -> None:
    table = Table()
    amendment = {"segment": 1, "base": 0, "first": 3, "last": 4, "text": "ouvert"}
    table.writers.send(table.table, type="amend", id="a", **amendment)
    assert table.writers.text(1) == "le vote est ouvert"
    table.writers.send(table.paul, type="ask", id="q", segment=3, first=0, last=0)
    assert [asked["text"] for asked in table.writers.heard(table.table, "asked")] == ["je proteste"]


async def test_a_later_look_gives_a_line_to_another_voice_by_the_hand_of_the_engine() -> None:
    table = Table()
    table.repair(2, 1)
    event = table.writers.events[-1]
    assert isinstance(event, Amended)
    assert (event.author.kind, event.line, event.revision, event.text) == (
        AuthorKind.ENGINE,
        LineId(2),
        1,
        "je proteste",
    )
    assert table.shown == ["Intervenant 1", "Intervenant 1"]


async def test_what_a_person_changed_is_not_repaired() -> None:
    table = Table()
    table.writers.say(table.table, "encore", 5, 2, voice=2)
    amendment = {"segment": 3, "base": 0, "first": 0, "last": 1, "text": "nous"}
    table.writers.send(table.chloe, type="amend", id="a", **amendment)
    table.repair(2, 1, 2, 3, 5)
    moved = table.writers.events[-1]
    assert isinstance(moved, Amended)
    assert (moved.segment, moved.speaker.name) == (5, "Intervenant 1")
    assert moved.line != 2, "one line has one speaker"
    assert table.shown == ["Intervenant 1", "Intervenant 2", "Intervenant 1"]
    before = len(table.writers.events)
    table.repair(2, 1, 2, 3)
    assert len(table.writers.events) == before


async def test_a_name_that_people_gave_is_not_lost_by_a_repair() -> None:
    table = Table()
    table.name(table.chloe, 2, name="Mme Roy")
    before = len(table.writers.events)
    table.repair(2, 1)
    assert len(table.writers.events) == before
    table.name(table.chloe, 1, name="M. Petit")
    table.repair(2, 1)
    assert table.shown == ["M. Petit", "M. Petit"]


async def test_a_word_that_changes_hands_is_no_overlap() -> None:
    table = Table()
    text = " ".join(["mot"] * 12)
    table.writers.say(table.table, text, 20, 9, final=False)
    table.writers.say(table.table, text, 20, 9, voice=1)
    assert table.writers.record.pace.hint(27_000) is None


async def test_speakers_are_known_by_id() -> None:
    table = Table()
    assert table.writers.record.speakers[SpeakerId(f"{table.id}#2")] == Speaker(
        id=SpeakerId(f"{table.id}#2"), name="Intervenant 2"
    )
