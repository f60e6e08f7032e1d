"""The captions of a meeting that goes on, as files and as segments beside a live stream (docs/formats.md).

Who may come into the room by themselves may take them, and who is in it already: others would have to wait at the
door, or are refused by it. Every answer is made when it is asked for, from what stands at that moment; nothing is kept
on disk. One thread at a time works at it, piece by piece, so that neither recognition nor others wait for a long file.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from captions.events import CaptionEvent
from captions.formats import hls
from captions.formats.export import MEDIA_TYPES, Label, export, standing_cues
from captions.ids import SpeakerId
from gateway.http.offers import bearer
from gateway.live.messages import Claim
from gateway.live.refusals import refusal
from gateway.meeting.excerpt import Excerpt
from gateway.rooms import Rooms, checked_room_name

_PRIVATE = {"cache-control": "no-store"}
_PLAYLIST = "application/vnd.apple.mpegurl"
_CLAIM = "voixla-person"
_LARGEST_TIME = 2**33


def add_exports(app: FastAPI, rooms: Rooms, *, language: str, title: Callable[[str], str]) -> None:
    """``title``: what a room is called, by its name."""
    exports = _Exports(rooms, language, title)
    for path, answer in (
        ("/api/rooms/{room}/captions.{format}", exports.file),
        ("/api/rooms/{room}/hls/captions.m3u8", exports.playlist),
        ("/api/rooms/{room}/hls/{number}.vtt", exports.segment),
    ):
        app.add_route(path, answer, methods=["GET"])


class _Exports:
    def __init__(self, rooms: Rooms, language: str, title: Callable[[str], str]) -> None:
        self._rooms = rooms
        self._language = language
        self._title = title
        self._working = asyncio.Lock()

    async def file(self, request: Request) -> Response:
        room, name = request.path_params["room"], request.path_params["format"]
        if name not in MEDIA_TYPES:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        events = self._excerpt(request).events
        label = Label(language=self._language, title=self._title(room), day=date.today())
        headers = {**_PRIVATE, "content-disposition": f'attachment; filename="{room}.{name}"'}
        pieces = await self._ready(export(name, events, label))
        return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[name])

    async def playlist(self, request: Request) -> Response:
        excerpt = self._excerpt(request)
        _stream_time(request)
        passed_on = {
            key: request.query_params[key] for key in ("token", "mpegts") if key in request.query_params
        }
        query = f"?{urlencode(passed_on)}" if passed_on else ""
        return Response(hls.playlist(excerpt.now_ms, query=query), headers=_PRIVATE, media_type=_PLAYLIST)

    async def segment(self, request: Request) -> Response:
        number = request.path_params["number"]
        excerpt = self._excerpt(request)
        if not _is_number(number) or int(number) >= hls.settled(excerpt.now_ms):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        mpegts = _stream_time(request)
        octets = await self._next(_segment(excerpt.events, int(number), mpegts))
        return Response(octets, headers=_PRIVATE, media_type=MEDIA_TYPES["vtt"])

    def _excerpt(self, request: Request) -> Excerpt:
        """Raises an ``access.`` refusal, or one of ``room.``."""
        name = checked_room_name(request.path_params["room"])
        grant = self._rooms.access.grant(name, bearer(request) or request.query_params.get("token"))
        room = self._rooms.find(name)
        if room is None or room.ending:
            raise refusal("room.not_open")
        return room.excerpt(grant, _claim(request))

    async def _ready(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        """``pieces``, of which the first is there: what fails at once is an error and no broken file."""
        first = await self._next(pieces)
        return self._streamed(first, pieces)

    async def _streamed(self, first: bytes | None, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        piece = first
        while piece is not None:
            yield piece
            piece = await self._next(pieces)

    async def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        async with self._working:
            return await asyncio.to_thread(next, pieces, None)


def _segment(events: Sequence[CaptionEvent], number: int, mpegts: int) -> Iterator[bytes]:
    text = "".join(hls.segment(standing_cues(hls.around(events, number)), number, mpegts=mpegts))
    yield text.encode("utf-8", "replace")


def _claim(request: Request) -> Claim | None:
    """As whom the page that asks is in the meeting: its id and its key."""
    who, _, key = request.headers.get(_CLAIM, "").partition(" ")
    return Claim(id=SpeakerId(who), key=key) if key else None


def _stream_time(request: Request) -> int:
    """The time of the live stream at the session's zero. Raises ``live.bad_field``."""
    shown = request.query_params.get("mpegts", "0")
    if not _is_number(shown) or int(shown) >= _LARGEST_TIME:
        raise refusal("live.bad_field")
    return int(shown)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10
