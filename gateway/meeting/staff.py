"""Who does what in a meeting that is open: its stage, and everybody who stands between that and its pages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from captions.ids import Milliseconds, SessionId
from gateway.access.grants import Latch
from gateway.archive.recorders import Recorders
from gateway.captioner import LiveCaptioner
from gateway.media.ports import Feed, MediaServer
from gateway.meeting.assembly import Assembly
from gateway.meeting.clerk import Clerk
from gateway.meeting.doorkeeper import Doorkeeper
from gateway.meeting.hinting import Hinting
from gateway.meeting.lead import Lead
from gateway.meeting.reception import Reception
from gateway.meeting.record import Record
from gateway.meeting.registrar import Registrar
from gateway.meeting.requests import Requests
from gateway.meeting.rules import RoomRules
from gateway.meeting.sharing import Prepare, Sharing
from gateway.meeting.voiced import voiced
from gateway.people import Person
from gateway.stage import Stage, set_stage
from gateway.tasks import Tasks
from models.audio import to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What a server gives to one of its rooms."""

    media: MediaServer
    rules: RoomRules
    admit: Callable[[int], None]
    """Refuses captions when so many who speak are too many."""
    keep_latch: Callable[[Latch], Awaitable[None]]
    """Has it remembered how the door was left."""
    recorders: Recorders | None
    """None: nothing can be kept."""
    prepare_voices: Prepare | None = None
    """None: voices of shared microphones are not told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What there is of a meeting before anybody does anything."""

    room: str
    session: SessionId
    assembly: Assembly
    record: Record
    captioner: LiveCaptioner
    tasks: Tasks

    def now(self) -> Milliseconds:
        return to_ms(self.captioner.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    stage: Stage
    clerk: Clerk
    registrar: Registrar
    sharing: Sharing
    hinting: Hinting
    reception: Reception
    requests: Requests
    doorkeeper: Doorkeeper


async def engage(
    meeting: Meeting,
    premises: Premises,
    *,
    tell: Callable[[], None],
    put_out: Callable[[Person], None],
    ended: Callable[[Person, Feed, bool], None],
) -> Staff:
    """``tell``: pages may have to be told something; ``put_out`` ends a person's part; ``ended`` as in ``Requests``."""
    captioner, tasks = meeting.captioner, meeting.tasks
    registrar = _registrar(meeting, premises, tell)
    stage = await set_stage(premises.media, meeting.room, captioner, tasks, tell, registrar.hear)
    voice = voiced(premises.rules.synthesise, stage, tasks, tell)
    clerk = Clerk(meeting.assembly, meeting.record, captioner, voice)
    captioner.repaired = lambda repair: clerk.desk.repair(repair, meeting.now())
    sharing = _sharing(meeting, premises, stage, tell)
    hinting = _hinting(meeting)
    reception = _reception(meeting, premises, stage, clerk, registrar)
    requests = Requests(
        meeting.assembly,
        stage=stage,
        lead=Lead(meeting.assembly, let_in=reception.let_in, mute=stage.mute, put_out=put_out),
        clerk=clerk,
        registrar=registrar,
        sharing=sharing,
        hinting=hinting,
        session=captioner,
        admit=premises.admit,
        ended=ended,
    )
    await registrar.take_up()
    return Staff(
        stage=stage,
        clerk=clerk,
        registrar=registrar,
        sharing=sharing,
        hinting=hinting,
        reception=reception,
        requests=requests,
        doorkeeper=Doorkeeper(meeting.assembly.door, keep=premises.keep_latch, tasks=tasks),
    )


def _registrar(meeting: Meeting, premises: Premises, tell: Callable[[], None]) -> Registrar:
    return Registrar(
        meeting.assembly,
        meeting.record,
        premises.recorders,
        room=meeting.room,
        session=meeting.session,
        now=meeting.now,
        tasks=meeting.tasks,
        changed=tell,
    )


def _sharing(meeting: Meeting, premises: Premises, stage: Stage, tell: Callable[[], None]) -> Sharing:
    return Sharing(
        meeting.assembly.people,
        meeting.record,
        captioner=meeting.captioner,
        stage=stage,
        tasks=meeting.tasks,
        prepare=premises.prepare_voices,
        changed=tell,
    )


def _hinting(meeting: Meeting) -> Hinting:
    hinting = Hinting(meeting.assembly)
    meeting.captioner.several = hinting.heard
    return hinting


def _reception(
    meeting: Meeting, premises: Premises, stage: Stage, clerk: Clerk, registrar: Registrar
) -> Reception:
    return Reception(
        meeting.assembly,
        room=meeting.room,
        session=meeting.session,
        captioner=meeting.captioner,
        stage=stage,
        clerk=clerk,
        registrar=registrar,
        video=premises.media.video,
        rules=premises.rules,
    )
