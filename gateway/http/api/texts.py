"""The text of a record over HTTP: read page by page, as it stood at a time, corrected, who spoke."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from captions.archive.audit import Deed
from captions.archive.records import Moment
from captions.archive.redaction import veil_of
from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from captions.ids import SegmentId, SessionId, SpeakerId
from gateway.http.api import shown
from gateway.http.api.bodies import Correction, SpeakerName
from gateway.http.api.desk import Desk, Who
from gateway.http.api.records import NOT_MODIFIED, Cursor, IfMatch, Time
from gateway.http.api.retiming import retimed
from gateway.http.api.rights import record_for, seen, tag_matches, tag_of
from gateway.http.api.shown import Json
from gateway.http.api.views import Views


def text_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["texte"])
    for routes in (_reading, _correcting, _speakers):
        routes(router, desk)
    return router


def _reading(router: APIRouter, desk: Desk) -> None:
    keeping, archive, views = desk.keeping, desk.keeping.archive, Views()

    @router.get("/records/{record}/entries")
    def entries(
        record: str,
        who: Who,
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=2_000)] = 500,
        as_of: Time = None,
        if_none_match: IfMatch = None,
    ) -> Response:
        """In the order in which it was said; ``as_of``: as it stood then (Unix milliseconds).

        The ETag is of what is in the page: it spares who follows a running meeting what they have.
        """
        told = record_for(keeping, who, record, Right.READ)
        if cursor is None and views.begins(
            who.actor, told.id, keeping.now(), again=if_none_match is not None
        ):
            keeping.tell(Deed.VIEWED, actor=who.actor, space=told.space, record=told.id)
        moment = None if as_of is None else Moment(as_of)
        page = archive.entries(told.id, who.reader, cursor, limit, moment)
        return _unless_known(shown.page(page, shown.entry), if_none_match)

    @router.get("/records/{record}/entries/{session}/{segment}/history")
    def history(record: str, session: str, segment: int, who: Who) -> Json:
        told = record_for(keeping, who, record, Right.READ)
        found = archive.history(told.id, SessionId(session), SegmentId(segment), who.reader)
        return shown.listed(found, shown.entry)

    @router.get("/records/{record}/entries/{session}/{segment}")
    def read(record: str, session: str, segment: int, who: Who) -> Response:
        """As it stands; the ETag is its revision."""
        told = record_for(keeping, who, record, Right.READ)
        now = archive.history(told.id, SessionId(session), SegmentId(segment), who.reader)[-1]
        return JSONResponse(shown.entry(now), headers={"etag": tag_of(now.revision)})


def _correcting(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.put("/records/{record}/entries/{session}/{segment}")
    def correct(
        record: str,
        session: str,
        segment: int,
        who: Who,
        body: Correction,
        if_match: Annotated[str | None, Header(max_length=200)] = None,
    ) -> Response:
        """``If-Match`` says which revision was read: who corrected another one is told so. An old text undoes."""
        told = record_for(keeping, who, record, Right.CORRECT)
        if if_match is None:
            raise VoixlaError(
                "api.no_match", "Dites quelle version vous avez lue : l'en-tête If-Match porte son ETag."
            )
        now = archive.history(told.id, SessionId(session), SegmentId(segment), who.reader)[-1]
        if if_match.strip() != tag_of(now.revision):
            raise archive_refusal("archive.conflict")
        after = replace(
            now,
            revision=now.revision + 1,
            words=retimed(now, body.text, veil_of(told, archive.redactions(told.id, who.reader))),
            author=who.author,
            at=keeping.now(),
        )
        archive.amend(after)
        keeping.tell(
            Deed.CORRECTED,
            actor=who.actor,
            space=told.space,
            record=told.id,
            session=session,
            segment=segment,
            revision=after.revision,
        )
        return JSONResponse(shown.entry(after), headers={"etag": tag_of(after.revision)})


def _speakers(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.put("/records/{record}/speakers/{speaker}")
    def rename(record: str, speaker: str, who: Who, body: SpeakerName, if_match: IfMatch = None) -> Json:
        """In the whole record from now on; revisions keep the name that they had."""
        told = record_for(keeping, who, record, Right.CORRECT, if_match)
        archive.rename(
            told.id, SpeakerId(speaker), body.name, who.author, keeping.now(), seen(told, if_match)
        )
        keeping.tell(Deed.RENAMED, actor=who.actor, space=told.space, record=told.id, speaker=speaker)
        return {"speaker": speaker, "name": body.name}


def _unless_known(told: Json, known: str | None) -> Response:
    """``told`` with a tag of its own, or nothing if that is the tag that is known."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers = {"etag": f'"{sha256(body).hexdigest()[:32]}"'}
    if tag_matches(headers["etag"], known):
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
