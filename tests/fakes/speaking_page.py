"""A page by hand that sends a tone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.media.embedded.vendor import add_opus, close_connection, new_connection, take_description
from tests.fakes.media_people import Tone
from tests.fakes.meeting import Page, until


@asynccontextmanager
async def speaking(page: Page, hertz: float, ssrc: int = 0x1234_5678, **more: object) -> AsyncIterator[None]:
    """The tone is sent under ``ssrc``; ``more`` is said beside the offer."""
    answers = len(page.of("published"))
    pc = new_connection()
    try:
        add_opus(pc, Tone(hertz)).sender._ssrc = ssrc
        await pc.setLocalDescription()
        assert str(ssrc) in pc.localDescription.sdp
        await page.send({"type": "publish", "feed": "main", "sdp": pc.localDescription.sdp, **more})
        await until(lambda: len(page.of("published")) > answers, "the offer is answered")
        await take_description(pc, "answer", page.of("published")[-1]["sdp"])
        await until(lambda: pc.connectionState == "connected", "it is up")
        yield
    finally:
        await close_connection(pc)
