"""Certificates of what was deleted from a space, over HTTP: for those who may delete there."""

import json
import re
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import space_for

_RECORD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_TYPES = {"txt": "text/plain; charset=utf-8", "json": "application/json"}


def certificate_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["certificats"]), desk.keeping

    @router.get("/spaces/{space}/certificates/{record}/{form}")
    def certificate(space: str, record: str, form: Literal["txt", "json"], who: Who) -> Response:
        """Of a record that was in the space."""
        told = space_for(keeping, who, space, Right.DELETE)
        if not _RECORD.fullmatch(record):
            raise archive_refusal("archive.unknown")
        path = keeping.certificates / f"{record}.json"
        try:
            of = json.loads(path.read_text("utf-8"))["space"]
        except FileNotFoundError:
            raise archive_refusal("archive.unknown") from None
        if of != told.id:
            raise archive_refusal("archive.unknown")
        return FileResponse(
            path.with_suffix(f".{form}"), media_type=_TYPES[form], filename=f"certificat-{record}.{form}"
        )

    return router
