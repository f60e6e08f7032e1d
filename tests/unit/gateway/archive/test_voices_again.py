"""Who spoke at shared microphones is put right after the meeting, whichever database the record is in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from captions.archive.audit import Deed, verify
from captions.archive.ports import SYSTEM, Facets
from captions.archive.query import parse
from captions.archive.records import Entry, Moment, RecordId, RecordStatus
from captions.archive.redaction import HIDDEN, RedactionId
from captions.events import AuthorKind, Speaker
from captions.ids import SegmentId, SpeakerId
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import Redactor
from gateway.archive.voices_again import AUTHOR, VoicesAgain
from gateway.archive.voices_said import spoken
from gateway.archive.voices_told import told
from models.audio import Pcm
from models.engines.speakers.whole import Found, WholeDiariser
from tests.fakes.archives import KINDS, PERSON, SESSION, STARTED
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.redacted import redaction
from tests.fakes.shared_record import (
    ANNE,
    BRUNO,
    CLOE,
    MICROPHONE,
    NOBODY,
    PAUL,
    hummed_record,
    standing,
    uttered,
    voice,
)
from tests.fakes.voices import tones_in

FIRST, SECOND = voice(1), voice(2)
MEETING = [(ANNE, FIRST), (BRUNO, SECOND), (ANNE, FIRST), (BRUNO, SECOND), (ANNE, SECOND), (BRUNO, NOBODY)]
"""The last two lines were not told right."""
AS_SHOWN = ["Intervenant 1", "Intervenant 2", "Intervenant 1", "Intervenant 2", "Intervenant 2", "Salle ?"]
RIGHT = ["Intervenant 1", "Intervenant 2"] * 3


@pytest.fixture(params=KINDS)
def keeping(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeping]:
    address = request.getfixturevalue("postgres").new_database() if request.param == "postgres" else None
    with keeping_in(tmp_path / "data", UnixClock(), address) as opened:
        yield opened


@pytest.fixture
def record(keeping: Keeping) -> RecordId:
    return hummed_record(keeping, MEETING)


def again(keeping: Keeping, meanwhile: Callable[[], object] = lambda: None) -> VoicesAgain:
    """``meanwhile``: what somebody does while the sound is listened to."""

    def search(pcm: Pcm, most: int | None) -> Sequence[Found]:
        meanwhile()
        return list(tones_in(pcm, most))

    return VoicesAgain(keeping, lambda: WholeDiariser(search))


def entry(keeping: Keeping, record: RecordId, segment: int) -> Entry:
    return keeping.archive.history(record, SESSION, SegmentId(segment), SYSTEM)[-1]


def change(keeping: Keeping, record: RecordId, segment: int, **what: object) -> None:
    """Somebody amends it."""
    now = entry(keeping, record, segment)
    after = replace(now, revision=now.revision + 1, author=PERSON, at=Moment(STARTED + 7))
    keeping.archive.amend(replace(after, **what))  # type: ignore[arg-type]


def deeds(keeping: Keeping) -> list[tuple[str, str, str]]:
    return [(link.deed, link.record, link.about) for link in keeping.audit.links()]


def test_lines_go_to_whoever_said_them(keeping: Keeping, record: RecordId) -> None:
    assert standing(keeping.archive, record) == AS_SHOWN
    version = keeping.archive.record(record, SYSTEM).version
    outcome = again(keeping).look(record)
    assert standing(keeping.archive, record) == RIGHT
    assert (outcome.changed, outcome.refused, outcome.segments) == (2, 0, 6)
    assert outcome.names == {("Intervenant 2", "Intervenant 1"): 1, ("Salle ?", "Intervenant 2"): 1}
    before, after = keeping.archive.history(record, SESSION, SegmentId(5), SYSTEM)
    assert (after.revision, after.author, after.words) == (1, AUTHOR, before.words)
    assert after.author.kind is AuthorKind.ENGINE
    assert (before.speaker, after.speaker) == (SECOND, FIRST)
    assert keeping.archive.record(record, SYSTEM).version > version


def test_search_finds_the_words_under_the_new_name(keeping: Keeping, record: RecordId) -> None:
    word = entry(keeping, record, 5).words[0].text

    def speakers(name: str) -> int:
        return len(keeping.archive.search(parse(word), SYSTEM, Facets(speaker=name)).items)

    assert (speakers("Intervenant 1"), speakers("Intervenant 2")) == (0, 1)
    again(keeping).look(record)
    assert (speakers("Intervenant 1"), speakers("Intervenant 2")) == (1, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(keeping: Keeping, record: RecordId) -> None:
    before = keeping.archive.record(record, SYSTEM)
    outcome = again(keeping).look(record, dry_run=True)
    assert outcome.changed == 2
    assert standing(keeping.archive, record) == AS_SHOWN
    assert keeping.archive.record(record, SYSTEM) == before
    assert deeds(keeping) == []
    assert told(outcome, dry_run=True)[-1] == "2 passages sur 6 changeraient ; rien n'a été écrit."


def test_the_log_counts_what_was_done_and_a_second_look_does_nothing(
    keeping: Keeping, record: RecordId
) -> None:
    again(keeping).look(record)
    about = '{"by":"console","segments":2,"what":"voices"}'
    assert deeds(keeping) == [(Deed.CORRECTED.value, record, about)]
    outcome = again(keeping).look(record)
    assert (outcome.changed, standing(keeping.archive, record)) == (0, RIGHT)
    assert told(outcome, dry_run=False) == ["Rien à changer dans 6 passages."]
    assert len(deeds(keeping)) == 1
    assert verify(keeping.audit.links(), keeping.audit_key).holds


def test_names_that_people_gave_are_kept(keeping: Keeping, record: RecordId) -> None:
    keeping.archive.rename(record, FIRST.id, "Mme Roy", PERSON, Moment(STARTED + 5))
    again(keeping).look(record)
    names = ["Mme Roy", "Intervenant 2"]
    assert standing(keeping.archive, record) == names * 3
    assert entry(keeping, record, 5).speaker.id == FIRST.id


def test_what_people_said_of_who_speaks_stays(keeping: Keeping, record: RecordId) -> None:
    change(keeping, record, 3, speaker=Speaker(id=SpeakerId("named-1"), name="M. Petit"))
    change(keeping, record, 5)
    again(keeping).look(record)
    shown = standing(keeping.archive, record)
    assert (shown[2], shown[4]) == ("M. Petit", "Intervenant 2")
    assert shown[5] == "Intervenant 2"


def test_a_line_whose_words_were_corrected_changes_hands_with_them(
    keeping: Keeping, record: RecordId
) -> None:
    first, *rest = entry(keeping, record, 5).words
    change(keeping, record, 5, words=(replace(first, text="Corrigé"), *rest))
    again(keeping).look(record)
    after = entry(keeping, record, 5)
    assert (after.revision, after.speaker, after.words[0].text) == (2, FIRST, "Corrigé")


def test_who_edits_meanwhile_wins(
    keeping: Keeping, record: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first while the sound is listened to; the second between what was read of the text and what is written."""
    amend = type(keeping.archive).amend
    late: list[Entry] = []

    def slow(archive: object, new: Entry) -> None:
        if new.segment == 6 and not late:
            now = entry(keeping, record, 6)
            late.append(replace(now, revision=1, speaker=PAUL, author=PERSON))
            amend(keeping.archive, late[0])
        amend(keeping.archive, new)

    monkeypatch.setattr(type(keeping.archive), "amend", slow)
    outcome = again(keeping, lambda: change(keeping, record, 5)).look(record)
    assert (outcome.changed, outcome.refused) == (0, 1)
    assert standing(keeping.archive, record)[4:] == ["Intervenant 2", "Paul"]
    assert told(outcome, dry_run=False)[-1] == "1 passages, que quelqu'un vient de modifier, sont restés."
    assert deeds(keeping) == []


def test_hidden_words_are_not_listened_to_and_stay_hidden(keeping: Keeping, record: RecordId) -> None:
    word = entry(keeping, record, 5).words[0]
    hide = redaction(record, word.start_ms, word.end_ms)
    Redactor(keeping).redact(hide, "host:1")
    again(keeping).look(record)
    assert standing(keeping.archive, record) == RIGHT
    after = entry(keeping, record, 5)
    assert after.words[0].text == HIDDEN
    assert not keeping.archive.search(parse(word.text), SYSTEM).items
    Redactor(keeping).lift(record, RedactionId(hide.id), "host:1")
    assert entry(keeping, record, 5).words[0] == word


def test_what_people_said_of_who_speaks_stays_when_words_are_hidden(
    keeping: Keeping, record: RecordId
) -> None:
    change(keeping, record, 5, speaker=Speaker(id=SpeakerId("salle#2"), name="Intervenant 2"))
    change(keeping, record, 4, speaker=FIRST)
    word = entry(keeping, record, 4).words[0]
    Redactor(keeping).redact(redaction(record, word.start_ms, word.end_ms), "host:1")
    again(keeping).look(record)
    assert standing(keeping.archive, record)[3:5] == ["Intervenant 1", "Intervenant 2"]


def test_the_sound_of_a_hidden_line_is_not_heard(keeping: Keeping, record: RecordId) -> None:
    Redactor(keeping).redact(redaction(record, 12_000, 15_000), "host:1")
    heard: list[Pcm] = []

    def search(pcm: Pcm, most: int | None) -> Sequence[Found]:
        heard.append(pcm)
        return list(tones_in(pcm, most))

    VoicesAgain(keeping, lambda: WholeDiariser(search)).look(record)
    assert not np.any(heard[0][12_100 * 16 : 14_900 * 16])
    assert np.any(heard[0][: 11_000 * 16])
    assert standing(keeping.archive, record)[4] == "Intervenant 2"


def test_at_most_so_many_people_are_told_apart(keeping: Keeping) -> None:
    record = hummed_record(keeping, [(ANNE, FIRST), (BRUNO, SECOND), (CLOE, voice(3)), (CLOE, SECOND)])
    again(keeping).look(record, most=2)
    assert standing(keeping.archive, record) == ["Intervenant 1", *["Intervenant 2"] * 3]


def test_microphones_of_one_person_are_left_alone(keeping: Keeping) -> None:
    """Paul has his own, and says what Anne says at the shared one."""
    record = hummed_record(keeping, [(ANNE, FIRST), (BRUNO, SECOND), (ANNE, PAUL), (ANNE, SECOND)])
    again(keeping).look(record)
    assert standing(keeping.archive, record) == ["Intervenant 1", "Intervenant 2", "Paul", "Intervenant 1"]


def test_sound_in_which_another_microphone_speaks_tells_nothing(keeping: Keeping) -> None:
    """Paul sounds like Bruno, and is louder than Anne, who speaks at the same time."""
    record = hummed_record(keeping, [(ANNE, FIRST), (BRUNO, SECOND), (BRUNO, FIRST)])
    keeping.archive.add([uttered(4, PAUL, 6_000, 9_000, record=record)])
    again(keeping).look(record)
    assert standing(keeping.archive, record) == ["Intervenant 1", "Intervenant 2", "Intervenant 1", "Paul"]


def test_the_words_of_nobody_go_to_a_name_though_their_microphone_has_one(
    keeping: Keeping, record: RecordId
) -> None:
    keeping.archive.rename(record, MICROPHONE, "La salle", PERSON, Moment(STARTED + 5))
    again(keeping).look(record)
    assert standing(keeping.archive, record)[5] == "La salle"
    keeping.archive.rename(record, SECOND.id, "M. Petit", PERSON, Moment(STARTED + 6))
    again(keeping).look(record)
    assert standing(keeping.archive, record)[5] == "M. Petit"


def test_what_was_said_before_the_microphone_was_shared_is_its_owners(keeping: Keeping) -> None:
    owner = Speaker(id=MICROPHONE, name="Salle")
    record = hummed_record(keeping, [(BRUNO, owner), (ANNE, FIRST), (BRUNO, SECOND), (BRUNO, NOBODY)])
    again(keeping).look(record)
    assert standing(keeping.archive, record) == ["Salle", *RIGHT[:2], "Intervenant 2"]


def test_what_somebody_wrote_in_is_theirs(keeping: Keeping, record: RecordId) -> None:
    keeping.archive.amend(uttered(9, FIRST, 4_000, 4_900, record=record, revision=1, author=PERSON))
    (said,) = spoken(keeping.archive, keeping.archive.record(record, SYSTEM)).shared.values()
    assert [each.entry.segment for each in said if each.settled] == [9]


def test_a_record_under_legal_hold_is_corrected_like_others(keeping: Keeping, record: RecordId) -> None:
    """It may not be deleted; its history shows what was there before."""
    keeping.archive.describe(record, legal_hold=True, status=RecordStatus.VALIDATED)
    assert again(keeping).look(record).changed == 2
    kept = keeping.archive.history(record, SESSION, SegmentId(5), SYSTEM)
    assert [each.speaker for each in kept] == [SECOND, FIRST]
