"""A record as a file over HTTP, streamed while it is made; and how far that is, for who waits for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from captions.archive.audit import Deed
from captions.archive.records import Record
from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from gateway.archive.exports import MEDIA_TYPES, Progress, Wishes, archiving, ending, write
from gateway.archive.keeping import Keeping
from gateway.archive.redacting import served_sound
from gateway.http.api.desk import Desk, Who
from gateway.http.api.making import Makings
from gateway.http.api.rights import may, record_for
from gateway.http.api.shown import Json

TABLE: Final = "archivage.csv"
"""The table of archive rules, in the data folder."""
_LAID_OUT: Final = frozenset({"odt", "docx", "pdf"})
_READ: Final = 0.9
"""From here on the text has been read, and one document is made of it in one go: nobody can say for how long."""
Name = Annotated[str | None, Query(min_length=1, max_length=64)]


def file_routes(desk: Desk) -> APIRouter:
    router, makings = APIRouter(tags=["fichiers"]), Makings()
    _kinds(router, desk)
    _files(router, desk, makings)
    _how_far(router, desk, makings)
    return router


def _kinds(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.get("/records/{record}/files")
    def kinds(record: str, who: Who) -> Json:
        """What may be asked for; ``missing`` says in French why it cannot be made yet."""
        told = record_for(keeping, who, record, Right.READ)
        rules = Right.RULES in may(keeping, who, told.space)
        missing = _missing(keeping, told) if rules else None
        return {
            "items": [
                {"kind": kind, "type": type_, "missing": missing if _is_transfer(kind) else None}
                for kind, type_ in MEDIA_TYPES.items()
                if rules or not _is_transfer(kind)
            ]
        }


def _files(router: APIRouter, desk: Desk, makings: Makings) -> None:
    keeping = desk.keeping

    @router.get("/records/{record}/files/{kind}", response_class=StreamingResponse)
    def file(record: str, kind: str, who: Who, making: Name = None) -> StreamingResponse:
        """``making``: a name under which how far it is can be asked for meanwhile."""
        if kind not in MEDIA_TYPES:
            raise archive_refusal("archive.unknown")
        told = record_for(keeping, who, record, Right.RULES if _is_transfer(kind) else Right.READ)
        underway = makings.begin(who.actor, told.id, making)
        wishes = (
            _wishes(keeping, told, underway.reached)
            if _is_transfer(kind)
            else Wishes(progress=underway.reached)
        )
        pieces = underway.watch(write(told.id, kind, keeping.archive, who.reader, wishes))
        # What cannot be made is refused, rather than answered with half a file.
        first = next(pieces, b"")
        keeping.tell(Deed.EXPORTED, actor=who.actor, space=told.space, record=told.id, kind=kind)
        named = f'attachment; filename="voixla-{told.id}.{ending(kind)}"'
        return StreamingResponse(
            _from(first, pieces), media_type=MEDIA_TYPES[kind], headers={"content-disposition": named}
        )


def _how_far(router: APIRouter, desk: Desk, makings: Makings) -> None:
    keeping = desk.keeping

    @router.get("/records/{record}/files/{kind}/making/{name}")
    def making(record: str, kind: str, name: str, who: Who) -> Json:
        """``done`` from 0 to 1, or null when nobody can say; ``trouble`` when it had to be given up."""
        told = record_for(keeping, who, record, Right.READ)
        found = makings.find(who.actor, told.id, name)
        if found is None:
            raise archive_refusal("archive.unknown")
        done, trouble = found.done, found.trouble
        unknown = done is not None and kind in _LAID_OUT and _READ <= done < 1
        return {
            "done": None if unknown else done,
            "trouble": None if trouble is None else {"code": trouble.code, "fr": trouble.message},
        }


def _is_transfer(kind: str) -> bool:
    """To archives: it is made under the rules of who runs the space, as deletion is."""
    return kind.startswith("seda-")


def _missing(keeping: Keeping, record: Record) -> str | None:
    try:
        _table(keeping, record)
    except VoixlaError as error:
        return error.message
    return None


def _table(keeping: Keeping, record: Record) -> Path:
    """The table, which says what is asked of ``record``. Raises ``record.running`` or ``seda.*``."""
    if record.ended is None:
        raise VoixlaError(
            "record.running", "La réunion est en cours : le versement se fait quand elle est terminée."
        )
    table = keeping.data / TABLE
    if not table.is_file():
        raise VoixlaError(
            "seda.missing",
            f"Aucune règle d'archivage n'est déclarée sur ce serveur. La personne qui l'administre dépose le tableau "
            f"« {TABLE} » dans le dossier des données, complété avec votre archiviste : le modèle est docs/{TABLE}.",
        )
    archiving.load(table).rules(record.type)
    return table


def _wishes(keeping: Keeping, record: Record, progress: Progress) -> Wishes:
    sounds = served_sound(keeping, record) if record.audio else ()
    return Wishes(
        table=_table(keeping, record),
        sounds=tuple(sound.path for sound in sounds),
        now=keeping.now(),
        progress=progress,
    )


def _from(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
