"""``GET /metrics``, for Prometheus: for this machine only, for everybody, or not at all."""

import asyncio
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from gateway.metrics import Metrics
from hardware.cards import CardUse

_FORM = "text/plain; version=0.0.4; charset=utf-8"


def add_metrics(
    app: FastAPI, metrics: Metrics, shown_to: str, cards: Callable[[], Sequence[CardUse]]
) -> None:
    """``shown_to`` is the setting: ``local``, ``on`` or ``off``."""
    if shown_to == "off":
        return

    async def page(request: Request) -> Response:
        if shown_to == "local" and not _is_local(request):
            raise HTTPException(404)
        return Response(metrics.page(await asyncio.to_thread(cards)), headers={"content-type": _FORM})

    app.add_route("/metrics", page, methods=["GET"])


def _is_local(request: Request) -> bool:
    # Behind a reverse proxy on this machine everybody seems to be local; proxies say for whom they ask.
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
