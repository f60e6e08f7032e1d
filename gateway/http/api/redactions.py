"""What is hidden of a record, over HTTP: listed, added, lifted; and copies for others, which never had it."""

from fastapi import APIRouter, Request, Response

from captions.archive.records import Moment, Record, SpaceId
from captions.archive.redaction import Reason, Redaction, RedactionId
from captions.archive.spaces import Right
from captions.archive.sql.margin_table import new_id
from captions.errors import VoixlaError
from gateway.archive.redacting import Redactor
from gateway.http.api import shown
from gateway.http.api.bodies import NewPublication, NewRedaction
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import may, record_for, space_for
from gateway.http.api.shown import Json

NO_CONTENT = 204


def redaction_routes(desk: Desk) -> APIRouter:
    router = APIRouter(tags=["occultations"])
    _redactions(router, desk)
    _publications(router, desk)
    return router


def _redactions(router: APIRouter, desk: Desk) -> None:
    keeping, redactor = desk.keeping, Redactor(desk.keeping)

    @router.get("/records/{record}/redactions")
    def redactions(record: str, who: Who) -> Json:
        """By their start; the remark is for those who may redact."""
        told = record_for(keeping, who, record, Right.READ)
        remarks = Right.REDACT in may(keeping, who, told.space)
        return shown.listed(
            keeping.archive.redactions(told.id, who.reader),
            lambda redaction: shown.redaction(redaction, told, remarks),
        )

    @router.post("/records/{record}/redactions", status_code=201)
    def redact(request: Request, record: str, who: Who, body: NewRedaction) -> Response:
        """Everything said from ``start`` until ``end`` (Unix milliseconds), by whomever, in text and sound."""
        told = record_for(keeping, who, record, Right.REDACT)

        def make() -> Json:
            _check(body, told)
            redaction = Redaction(
                id=RedactionId(new_id()),
                record=told.id,
                start=Moment(body.start),
                end=Moment(body.end),
                reason=body.reason,
                remark=body.remark or "",
                author=who.author,
                at=keeping.now(),
            )
            redactor.redact(redaction, who.actor)
            return shown.redaction(redaction, told, True)

        return desk.repeats.once(request, who, body, make, record=told.id)

    @router.delete("/records/{record}/redactions/{redaction}", status_code=NO_CONTENT)
    def lift(record: str, redaction: int, who: Who) -> None:
        """Text and sound are again as they were."""
        told = record_for(keeping, who, record, Right.REDACT)
        redactor.lift(told.id, RedactionId(redaction), who.actor)


def _publications(router: APIRouter, desk: Desk) -> None:
    keeping, redactor = desk.keeping, Redactor(desk.keeping)

    @router.post("/records/{record}/publications", status_code=201)
    def publish(request: Request, record: str, who: Who, body: NewPublication) -> Response:
        """A copy in ``space``, which has nothing of what is hidden, nor notes or earlier wordings."""
        told = record_for(keeping, who, record, Right.REDACT)
        space = space_for(keeping, who, body.space, Right.RECORD)

        def make() -> Json:
            return shown.record(redactor.publish(told.id, SpaceId(space.id), body.title, who.actor))

        return desk.repeats.once(request, who, body, make, record=told.id)


def _check(body: NewRedaction, record: Record) -> None:
    """Raises ``redaction.span`` or ``redaction.remark``."""
    ended = record.ended if record.ended is not None else body.end
    if body.end <= body.start or body.end <= record.started or body.start > ended:
        raise VoixlaError(
            "redaction.span",
            "Ce passage n'est pas dans la réunion : donnez un début et une fin, la fin après le début.",
        )
    if body.reason is Reason.OTHER and body.remark is None:
        raise VoixlaError("redaction.remark", "Avec « autre motif », dites lequel dans la remarque.")
