"""Records of a council for exports, as the archive gives them, without an archive."""

from dataclasses import replace

from captions.archive.records import (
    Chapter,
    ChapterId,
    Entry,
    Mark,
    MarkKind,
    Moment,
    Record,
    RecordId,
    RecordSession,
    RecordStatus,
    RecordType,
    SpaceId,
)
from captions.events import Origin
from captions.ids import SessionId
from tests.fakes.archives import SESSION, STARTED, entry

RECORD_ID = RecordId("r-1")
RULES_TABLE = (
    "type;service d'archives;service versant;service producteur;accord de versement;règle de durée;sort final;"
    "règle de communicabilité\n"
    "séance;FRAD069;COMMUNE-01;COMMUNE-01-ASSEMBLEES;ACCORD-2026-7;APP-00012;conserver;ACC-00001\n"
    "réunion;FRAD069;COMMUNE-01;COMMUNE-01-DSI;ACCORD-2026-7;APP-00003;détruire;ACC-00002\n"
)
HOSTILE = "]]> <script>alert(1)</script> &amp; \x00\x08\x1b \u202egnp.exe \ufffe\uffff \ud800 ../../etc/passwd “É” 😀"


def record(
    *,
    title: str = "Conseil municipal",
    status: RecordStatus = RecordStatus.RAW,
    hours: float = 1,
    type: RecordType = RecordType.COUNCIL,
) -> Record:
    return Record(
        id=RECORD_ID,
        space=SpaceId("s-1"),
        room="salle",
        title=title,
        type=type,
        started=STARTED,
        ended=Moment(STARTED + int(hours * 3_600_000)),
        status=status,
        language="fr",
        audio=True,
        legal_hold=False,
        version=1,
        sessions=(
            RecordSession(session=SESSION, started=STARTED),
            RecordSession(session=SessionId("session-2"), started=Moment(STARTED + 1_800_000)),
        ),
    )


def entries() -> list[Entry]:
    """Two people, a third who types after the restart."""
    late = entry(RECORD_ID, 1, "Je vote contre.", session=SessionId("session-2"), speaker="Zoé")
    return [
        entry(RECORD_ID, 1, "La séance est ouverte.", speaker="Mme Lefèvre"),
        entry(RECORD_ID, 2, "Merci, madame la maire."),
        entry(RECORD_ID, 4, "Passons au budget : 3 % de plus.", speaker="Mme Lefèvre"),
        replace(late, origin=Origin.TYPED),
    ]


def marks() -> tuple[Mark, ...]:
    return (
        _mark(MarkKind.OFF_RECORD, 62_000, 190_000),
        _mark(MarkKind.GAP, 200_000, 204_000, "overload"),
        _mark(MarkKind.INTERRUPTION, 1_200_000, 1_800_000),
    )


def chapters() -> tuple[Chapter, ...]:
    return (
        Chapter(id=ChapterId(1), start=Moment(STARTED + 5_000), title="Ouverture de la séance"),
        Chapter(id=ChapterId(2), start=Moment(STARTED + 40_000), title="Budget primitif"),
    )


def _mark(kind: MarkKind, start: int, end: int, cause: str = "") -> Mark:
    return Mark(
        record=RECORD_ID,
        kind=kind,
        start=Moment(STARTED + start),
        end=Moment(STARTED + end),
        cause=cause,
    )
