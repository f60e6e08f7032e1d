"""What every response says to browsers about safety, and who may open a live socket. No routes here."""

from collections.abc import Collection, Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "permissions-policy": "microphone=(self), camera=(self), display-capture=(self), geolocation=()",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}


class SafetyHeaders:
    """ASGI middleware: adds ``HEADERS`` where a response does not say otherwise itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def may_connect(headers: Mapping[str, Any], allowed: Collection[str]) -> bool:
    """Whether a page may open a live socket: served by this host, or ``allowed``. Programs send no origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    origin = str(origin).lower()
    scheme, _, host = origin.partition("://")
    same = scheme in ("http", "https") and bool(host) and host == str(headers.get("host", "")).lower()
    return same or origin in allowed
