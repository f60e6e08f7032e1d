"""Redactions for tests."""

from captions.archive.records import Moment, RecordId
from captions.archive.redaction import Reason, Redaction, RedactionId
from tests.fakes.archives import PERSON, STARTED


def redaction(
    record: RecordId,
    start_ms: int,
    end_ms: int,
    *,
    id: int = 1,
    reason: Reason = Reason.HEALTH,
    remark: str = "",
) -> Redaction:
    """In milliseconds of the record."""
    return Redaction(
        id=RedactionId(id),
        record=record,
        start=Moment(STARTED + start_ms),
        end=Moment(STARTED + end_ms),
        reason=reason,
        remark=remark,
        author=PERSON,
        at=Moment(STARTED + 1),
    )
