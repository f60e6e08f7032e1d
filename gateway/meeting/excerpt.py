"""What may be taken away of a meeting that goes on, and by whom: whoever may come in by themselves. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from captions.events import CaptionEvent
from captions.ids import Milliseconds
from gateway.access.grants import Grant
from gateway.access.roles import Right
from gateway.live.event_log import EventLog
from gateway.live.messages import Claim
from gateway.live.refusals import refusal
from gateway.meeting.assembly import Assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """``events``: all that lasts so far, what is off the record included."""

    now_ms: Milliseconds
    events: Sequence[CaptionEvent]


def check_reader(assembly: Assembly, grant: Grant, claim: Claim | None) -> None:
    """Raises ``room.locked`` for who would have to wait at the door, ``room.removed`` for who was shown out.

    ``claim``: as whom somebody says to be in the meeting already.
    """
    known = assembly.people.claimed(claim) is not None
    if not grant.may(Right.READ) or (assembly.door.closed and not known and not grant.may(Right.LEAD)):
        raise refusal("room.locked")


def excerpt(log: EventLog, now_ms: Milliseconds) -> Excerpt:
    return Excerpt(now_ms=now_ms, events=log.lasting())
