"""What stands beside a text, over HTTP: holes, agenda items as chapters, notes."""

from fastapi import APIRouter, Request, Response

from captions.archive.audit import Deed
from captions.archive.records import Chapter, ChapterId, Moment, NoteId, Record
from captions.archive.spaces import Right
from captions.archive.sql.refusals import refusal as archive_refusal
from captions.errors import VoixlaError
from gateway.http.api import shown
from gateway.http.api.bodies import ChapterBody, NoteBody
from gateway.http.api.desk import Desk, Who
from gateway.http.api.rights import record_for
from gateway.http.api.shown import Json
from gateway.http.api.visitor import Visitor

NO_CONTENT = 204


def margin_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["marges"]), desk.keeping

    @router.get("/records/{record}/marks")
    def marks(record: str, who: Who) -> Json:
        """Where something is missing, and why."""
        told = record_for(keeping, who, record, Right.READ)
        return shown.listed(keeping.archive.marks(told.id, who.reader), shown.mark)

    _chapters(router, desk)
    _notes(router, desk)
    return router


def _chapters(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    def tell(who: Visitor, record: Record, action: str) -> None:
        keeping.tell(Deed.CHAPTERED, actor=who.actor, space=record.space, record=record.id, action=action)

    @router.get("/records/{record}/chapters")
    def chapters(record: str, who: Who) -> Json:
        told = record_for(keeping, who, record, Right.READ)
        return shown.listed(archive.chapters(told.id, who.reader), shown.chapter)

    @router.post("/records/{record}/chapters", status_code=201)
    def add(request: Request, record: str, who: Who, body: ChapterBody) -> Response:
        told = record_for(keeping, who, record, Right.CORRECT)

        def make() -> Json:
            made = archive.add_chapter(told.id, Moment(body.start), body.title)
            tell(who, told, "added")
            return shown.chapter(made)

        return desk.repeats.once(request, who, body, make, record=told.id)

    @router.put("/records/{record}/chapters/{chapter}")
    def change(record: str, chapter: int, who: Who, body: ChapterBody) -> Json:
        told = record_for(keeping, who, record, Right.CORRECT)
        after = Chapter(id=ChapterId(chapter), start=Moment(body.start), title=body.title)
        archive.change_chapter(told.id, after)
        tell(who, told, "changed")
        return shown.chapter(after)

    @router.delete("/records/{record}/chapters/{chapter}", status_code=NO_CONTENT)
    def remove(record: str, chapter: int, who: Who) -> None:
        told = record_for(keeping, who, record, Right.CORRECT)
        archive.remove_chapter(told.id, ChapterId(chapter))
        tell(who, told, "removed")


def _notes(router: APIRouter, desk: Desk) -> None:
    keeping, archive = desk.keeping, desk.keeping.archive

    @router.get("/records/{record}/notes")
    def notes(record: str, who: Who) -> Json:
        told = record_for(keeping, who, record, Right.READ)
        return shown.listed(archive.notes(told.id, who.reader), shown.note)

    @router.post("/records/{record}/notes", status_code=201)
    def add(request: Request, record: str, who: Who, body: NoteBody) -> Response:
        told = record_for(keeping, who, record, Right.NOTE)

        def make() -> Json:
            note = archive.add_note(told.id, Moment(body.about), who.author, keeping.now(), body.text)
            keeping.tell(Deed.NOTED, actor=who.actor, space=told.space, record=told.id, note=note.id)
            return shown.note(note)

        return desk.repeats.once(request, who, body, make, record=told.id)

    @router.delete("/records/{record}/notes/{note}", status_code=NO_CONTENT)
    def remove(record: str, note: int, who: Who) -> None:
        """One's own; of others only by who owns the space."""
        told = record_for(keeping, who, record, Right.NOTE)
        found = [known for known in archive.notes(told.id, who.reader) if known.id == note]
        if not found:
            raise archive_refusal("archive.unknown")
        if found[0].author.id != who.author.id:
            try:
                record_for(keeping, who, record, Right.DELETE)
            except VoixlaError:
                raise VoixlaError("space.right", "Cette note est de quelqu'un d'autre.") from None
        archive.remove_note(told.id, NoteId(note))
        keeping.tell(Deed.NOTED, actor=who.actor, space=told.space, record=told.id, note=note, removed=1)
