"""Records over HTTP: listed, read, described, deleted."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from captions.archive.audit import Deed
from captions.archive.ports import Facets
from captions.archive.records import (
    Moment,
    Record,
    RecordId,
    RecordStatus,
    RecordType,
    SpaceId,
    SpaceType,
)
from captions.archive.retention import due
from captions.archive.spaces import TEMPLATES, Right
from captions.errors import VoixlaError
from gateway.http.api import shown
from gateway.http.api.bodies import RecordChange, RecordDeletion, check_given
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import may, record_for, seen, tag_matches, tag_of
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor

NOT_MODIFIED = 304
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=2_000)]
IfMatch = Annotated[str | None, Header(max_length=2_000)]
Name = Annotated[str | None, Query(max_length=200)]
Time = Annotated[int | None, Query(ge=0, le=2**53)]


def facets_of(
    space: Name = None,
    record: Name = None,
    room: Name = None,
    type: RecordType | None = None,
    status: RecordStatus | None = None,
    speaker: Name = None,
    since: Time = None,
    until: Time = None,
) -> Facets:
    """Who, where, when: each that is given must hold."""
    return Facets(
        space=None if space is None else SpaceId(space),
        record=None if record is None else RecordId(record),
        room=room,
        type=type,
        status=status,
        speaker=speaker,
        since=None if since is None else Moment(since),
        until=None if until is None else Moment(until),
    )


def record_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["transcriptions"])
    for routes in (_reading, _changing, _deleting):
        routes(router, desk)
    return router


def _answer(desk: Desk, told: Record, who: Visitor) -> Response:
    type_ = desk.keeping.archive.space(told.space, who.reader).type
    end = _due(told, type_, desk.keeping.terms.all().get(told.space))
    rights = sorted(right.value for right in may(desk.keeping, who, told.space))
    return JSONResponse(shown.record(told, end) | {"may": rights}, headers={"etag": tag_of(told.version)})


def _due(record: Record, space: SpaceType | None, term: int | None) -> Moment | None:
    """When it has to go from a space of that type; None, too, if that space has just been shut to the visitor."""
    template = None if space is None else TEMPLATES[space]
    days = template.days if template is not None and template.record is record.type else None
    return due(record, term, days)


def _reading(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.get("/records")
    def records(
        who: Who,
        space: Name = None,
        room: Name = None,
        type: RecordType | None = None,
        status: RecordStatus | None = None,
        since: Time = None,
        until: Time = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Json:
        facets = facets_of(space, None, room, type, status, None, since, until)
        found = keeping.archive.records(who.reader, facets, cursor, limit)
        types = {known.id: known.type for known in keeping.archive.spaces_of(who.reader)}
        terms = keeping.terms.all()
        return shown.page(
            found, lambda told: shown.record(told, _due(told, types.get(told.space), terms.get(told.space)))
        )

    @router.get("/records/{record}")
    def read(record: str, who: Who, if_none_match: IfMatch = None) -> Response:
        told = record_for(keeping, who, record, Right.READ)
        tag = tag_of(told.version)
        if tag_matches(tag, if_none_match):
            return Response(status_code=NOT_MODIFIED, headers={"etag": tag})
        return _answer(desk, told, who)


def _changing(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.patch("/records/{record}")
    def change(record: str, who: Who, body: RecordChange, if_match: IfMatch = None) -> Response:
        check_given(body)
        with desk.changing:
            told = record_for(keeping, who, record, Right.READ, if_match)
            for given, right in (
                (body.title, Right.CORRECT),
                (body.status, Right.VALIDATE),
                (body.type, Right.RULES),
                (body.legal_hold, Right.RULES),
            ):
                if given is not None:
                    record_for(keeping, who, record, right)
            keeping.archive.describe(
                told.id,
                title=body.title,
                type=body.type,
                status=body.status,
                legal_hold=body.legal_hold,
                seen=seen(told, if_match),
            )
        # Not the title: nothing that was said or written is in the log.
        about = body.model_dump(mode="json", exclude_none=True, exclude={"title"})
        titled = {} if body.title is None else {"title": 1}
        keeping.tell(Deed.DESCRIBED, actor=who.actor, space=told.space, record=told.id, **about, **titled)
        return _answer(desk, keeping.archive.record(told.id, who.reader), who)


def _deleting(router: APIRouter, desk: Desk) -> None:
    keeping = desk.keeping

    @router.delete("/records/{record}")
    def delete(record: str, who: Who, body: RecordDeletion, if_match: IfMatch = None) -> Json:
        """At once and for good; the answer names the certificate. For a council, ``reason`` is the archives' visa."""
        told = record_for(keeping, who, record, Right.DELETE, if_match)
        if told.ended is None:
            raise VoixlaError(
                "record.running", "Cette transcription est en cours : arrêtez-la d'abord dans la réunion."
            )
        return {"deleted": told.id, "certificate": desk.sweep.delete(told, body.reason, who.actor)}
