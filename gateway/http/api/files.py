"""A record as a file over HTTP, streamed while it is made."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from captions.archive.audit import Deed
from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from gateway.archive.exports import MEDIA_TYPES, ending, write
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import record_for
from gateway.http.api.shown import Json


def file_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["fichiers"]), desk.keeping
    # Transfer packages need the archivist's table of rules: they are made on the command line.
    kinds_told = {kind: type_ for kind, type_ in MEDIA_TYPES.items() if not kind.startswith("seda-")}

    @router.get("/records/{record}/files")
    def kinds(record: str, who: Who) -> Json:
        """What may be asked for."""
        record_for(keeping, who, record, Right.READ)
        return {"items": [{"kind": kind, "type": type_} for kind, type_ in kinds_told.items()]}

    @router.get("/records/{record}/files/{kind}", response_class=StreamingResponse)
    def file(record: str, kind: str, who: Who) -> StreamingResponse:
        told = record_for(keeping, who, record, Right.READ)
        if kind not in kinds_told:
            raise archive_refusal("archive.unknown")
        pieces = write(told.id, kind, keeping.archive, who.reader)
        # What cannot be made is refused, rather than answered with half a file.
        first = next(pieces, b"")
        keeping.tell(Deed.EXPORTED, actor=who.actor, space=told.space, record=told.id, kind=kind)
        named = f'attachment; filename="voixla-{told.id}.{ending(kind)}"'
        return StreamingResponse(
            _from(first, pieces), media_type=MEDIA_TYPES[kind], headers={"content-disposition": named}
        )

    return router


def _from(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
