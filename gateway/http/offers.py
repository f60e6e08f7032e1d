"""Session descriptions in the body of a request, as WHIP and WHEP have them: what is taken and what is refused."""

from fastapi import Request
from starlette.exceptions import HTTPException

from gateway.live.messages import LONGEST_MESSAGE
from gateway.live.refusals import refusal

SDP = "application/sdp"


async def sdp_offer(request: Request) -> str:
    """The offer that ``request`` brings. Raises ``HTTPException`` (415, 406) or ``VoixlaError`` when it is none."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != SDP:
        raise HTTPException(415, headers={"accept-post": SDP})
    if not _accepts_sdp(request.headers.get("accept", "*/*")):
        raise HTTPException(406)
    octets = bytearray()
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > LONGEST_MESSAGE:
            raise refusal("live.too_large")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise refusal("media.bad_sdp") from None


def bearer(request: Request) -> str | None:
    """The token that ``request`` shows (RFC 6750)."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" and given.strip() else None


def _accepts_sdp(accept: str) -> bool:
    kinds = [part.split(";")[0].strip().lower() for part in accept.split(",")]
    return any(kind in (SDP, "application/*", "*/*", "") for kind in kinds)
