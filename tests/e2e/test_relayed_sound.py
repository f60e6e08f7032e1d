"""A browser that reaches nothing but the relay is heard: Chromium, coturn and our server, none of them replaced."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from gateway.media.turn import Relay
from tests.e2e.page.conftest import FLAGS
from tests.fakes import media_servers
from tests.fakes.coturn import own_address, relaying
from tests.fakes.meeting import meeting, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
Requires = Callable[[str, str], Path]

PUBLISH = """async (iceServers) => {
  const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: "relay" });
  window.pc = pc;
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: "sendonly" });
  const gathered = new Promise((done) => {
    pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && done();
  });
  await pc.setLocalDescription();
  await gathered;
  const sdp = pc.localDescription.sdp;
  const answer = await fetch("/whip/conseil?name=Anne", {
    method: "POST", headers: { "content-type": "application/sdp" }, body: sdp,
  });
  await pc.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  return sdp.split("\\r\\n").filter((line) => line.startsWith("a=candidate:"));
}"""


@asynccontextmanager
async def chromium(requires: Requires, address: str, relay: str) -> AsyncIterator[Page]:
    program = requires("chromium", "chromium")
    # Connections by TCP go through the resolver whose rules let nothing leave this machine.
    flags = [flag.replace("EXCLUDE 127.0.0.1", f"EXCLUDE 127.0.0.1, EXCLUDE {relay}") for flag in FLAGS]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        try:
            page = await browser.new_page(permissions=["microphone"])
            await page.goto(address)
            yield page
        finally:
            await browser.close()


@pytest.mark.parametrize(
    ("name", "transport"), [("embedded", "udp"), ("embedded", "tcp"), ("janus", "udp"), ("janus", "tcp")]
)
async def test_a_browser_behind_a_closed_network_is_heard(
    requires: Requires, tmp_path: Path, name: str, transport: str
) -> None:
    requires("turnserver", "coturn")
    address = own_address()
    async with (
        relaying(tmp_path, address) as (port, secret),
        media_servers.entered(name, requires) as media,
        meeting(media=media) as server,
        server.page(None) as reader,
        chromium(requires, f"{server.http}/healthz", address) as page,
    ):
        await reader.send({"type": "captions", "on": True})
        relay = Relay(urls=(f"turn:{address}:{port}?transport={transport}",), secret=secret)
        candidates = await page.evaluate(PUBLISH, relay.ice_servers("anne", time.time()))
        assert candidates
        assert all(" typ relay " in candidate for candidate in candidates)
        await until(
            lambda: any(len(track.frames) > 100 for track in server.session.tracks), "it is heard", 40
        )
