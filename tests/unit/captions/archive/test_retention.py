import json
from dataclasses import replace
from hashlib import sha256

import pytest

from captions.archive.audit import START
from captions.archive.records import Deletion, Moment, Record, RecordId, RecordStatus, RecordType, SpaceId
from captions.archive.retention import CALL_DAYS, RULES, Certificate, Reason, check_days, due
from captions.archive.spaces import DAY_MS
from captions.errors import VoixlaError

ENDED = Moment(10 * DAY_MS)
RECORD = Record(
    id=RecordId("r"),
    space=SpaceId("s"),
    room="salle",
    title="Titre secret",
    type=RecordType.INTERNAL,
    started=Moment(9 * DAY_MS),
    ended=ENDED,
    status=RecordStatus.RAW,
    language="fr",
    audio=True,
    legal_hold=False,
    version=1,
    sessions=(),
)


def days(record: Record, term: int | None = None, template: int | None = None) -> int | None:
    end = due(record, term, template)
    return None if end is None else (end - ENDED) // DAY_MS


def test_internal_meetings_go_after_thirty_days_or_as_their_space_says() -> None:
    assert days(RECORD) == 30
    assert days(RECORD, template=90) == 90
    assert days(RECORD, 7, 90) == 7
    assert days(RECORD, 4000) == 4000


def test_calls_never_stay_longer_than_six_months() -> None:
    call = replace(RECORD, type=RecordType.CALL)
    assert days(call) == CALL_DAYS <= 181
    assert days(call, 4000) == days(call, None, 4000) == CALL_DAYS
    assert days(call, 30) == 30
    # Even one that was never ended: the limit is a hard one.
    assert due(replace(call, ended=None), None) == call.started + CALL_DAYS * DAY_MS


def test_councils_stay_whatever_a_space_says() -> None:
    assert due(replace(RECORD, type=RecordType.COUNCIL), 1, 1) is None


def test_what_is_held_and_what_runs_stays() -> None:
    assert due(replace(RECORD, legal_hold=True), 1) is None
    assert due(replace(RECORD, legal_hold=True, type=RecordType.CALL), 1) is None
    assert due(replace(RECORD, ended=None), 1) is None


@pytest.mark.parametrize(("type_", "most"), [(RecordType.CALL, 180), (RecordType.INTERNAL, 36_500)])
def test_a_space_can_keep_for_no_longer_than_the_limit(type_: RecordType, most: int) -> None:
    check_days(type_, most)
    for wrong in (0, -1, most + 1):
        with pytest.raises(VoixlaError) as refused:
            check_days(type_, wrong)
        assert refused.value.code == "retention.days"


def test_a_certificate_says_what_went_in_figures_and_has_its_own_digest() -> None:
    deletion = Deletion(
        record=RECORD.id,
        space=RECORD.space,
        type=RECORD.type,
        started=RECORD.started,
        ended=RECORD.ended,
        deleted=Moment(50 * DAY_MS),
        reason="échéance",
        sessions=1,
        segments=12,
        revisions=15,
        marks=1,
        chapters=0,
        notes=2,
    )
    certificate = Certificate(
        deletion=deletion,
        reason=Reason.EXPIRED,
        basis=RULES[RECORD.type].basis,
        by="system",
        files=3,
        head=START,
    )
    told = json.loads(certificate.as_json())
    assert told["segments"] == 12
    assert told["backups_until"] == 80 * DAY_MS
    assert "secret" not in certificate.as_json() + certificate.as_text()
    assert certificate.digest == sha256(certificate.as_json().encode()).hexdigest()
    for words in ("12 passages", "durée de conservation écoulée", "Sauvegardes", certificate.digest):
        assert words in certificate.as_text()
