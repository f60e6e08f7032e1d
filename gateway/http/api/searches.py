"""Search over HTTP, in running meetings too; and what one person said, for them who ask for it (RGPD, art. 15)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from captions.archive.audit import Deed
from captions.archive.french import analyse
from captions.archive.ports import Facets
from captions.archive.query import parse
from captions.archive.records import Entry
from captions.archive.spaces import Right
from captions.archive.text import text_of
from gateway.http.api import shown
from gateway.http.api.desk import Desk, Who
from gateway.http.api.records import Cursor, facets_of
from gateway.http.api.rights import space_for
from gateway.http.api.shown import Json

_RECORDS_AT_ONCE = 20


def search_routes(desk: Desk) -> APIRouter:
    router, keeping = APIRouter(tags=["recherche"]), desk.keeping

    @router.get("/search")
    def search(
        who: Who,
        facets: Annotated[Facets, Depends(facets_of)],
        q: Annotated[str, Query(max_length=1_000)],
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Json:
        """Words in any form, « phrases », -without; ``total`` counts up to 1000, of what the visitor may read."""
        found = keeping.archive.search(parse(q), who.reader, facets, cursor, limit)
        if cursor is None:
            # Not what was looked for: that tells about who looks.
            keeping.tell(Deed.SEARCHED, actor=who.actor, hits=found.total or 0)
        return shown.page(found, shown.hit)

    @router.get("/spaces/{space}/words")
    def words(
        space: str, who: Who, name: Annotated[str, Query(min_length=1, max_length=200)], cursor: Cursor = None
    ) -> Json:
        """What somebody said under ``name`` in the space, record by record; capitals and accents aside."""
        told = space_for(keeping, who, space, Right.EXTRACT)
        page = keeping.archive.records(who.reader, Facets(space=told.id), cursor, _RECORDS_AT_ONCE)
        wanted = analyse(name).folded
        items = []
        for record in page.items:
            text = text_of(keeping.archive, record.id, who.reader)
            said = [shown.entry(entry) for entry in text if _is(entry, wanted)]
            if said:
                items.append({"record": shown.record(record), "entries": said})
        if cursor is None:
            keeping.tell(Deed.EXTRACTED, actor=who.actor, space=told.id)
        return {"items": items, "next": page.next, "total": None}

    return router


def _is(entry: Entry, wanted: str) -> bool:
    return analyse(entry.speaker.name).folded == wanted
