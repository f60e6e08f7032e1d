"""The sound of a record over HTTP: which files there are, and each of them, in parts if that is asked for (Range)."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from captions.archive.records import Record
from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from gateway.archive.kept_sound import SoundFile
from gateway.archive.redacting import served_sound
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import record_for
from gateway.http.api.shown import Json

MEDIA_TYPE = "audio/ogg"


def sound_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["son"]), desk.keeping

    def files_of(record: Record) -> tuple[SoundFile, ...]:
        return served_sound(keeping, record)

    @router.get("/records/{record}/sound")
    def sound(record: str, who: Who) -> Json:
        """The files, in the order of time: ``start`` in Unix milliseconds, ``length_ms`` of what is in it so far."""
        told = record_for(keeping, who, record, Right.READ)
        return {"items": [{"start": file.start, "length_ms": file.length_ms} for file in files_of(told)]}

    @router.get("/records/{record}/sound/{start}", response_class=FileResponse)
    def file(record: str, start: int, who: Who) -> FileResponse:
        told = record_for(keeping, who, record, Right.READ)
        for known in files_of(told):
            if known.start == start:
                return FileResponse(known.path, media_type=MEDIA_TYPE)
        raise archive_refusal("archive.unknown")

    return router
