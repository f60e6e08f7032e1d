"""Real browsers on Janus, with a page that does nothing but WebRTC: pictures flow, sound is tapped, nobody is taken for
somebody else. Candidates travel inside the descriptions."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from captions.ids import SpeakerId
from gateway.media.ports import Feed, MediaRoom, Offer
from tests.e2e.page.conftest import FLAGS
from tests.fakes.janus import running
from tests.fakes.media_people import Heard, Scene, scene
from tests.fakes.meeting import until

pytestmark = pytest.mark.e2e

SCRIPT = """
const gathered = (pc) => new Promise((done) => {
  const check = () => pc.iceGatheringState === "complete" && done();
  pc.addEventListener("icegatheringstatechange", check);
  check();
});
window.send = async (feed) => {
  const constraints = { audio: feed === "main", video: { width: 320, height: 240, frameRate: 15 } };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  window.sound = stream.getAudioTracks()[0] || window.sound;
  const pc = new RTCPeerConnection();
  for (const track of stream.getTracks()) pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
  await pc.setLocalDescription();
  await gathered(pc);
  const answer = await window.publish(feed, pc.localDescription.sdp);
  await pc.setRemoteDescription({ type: "answer", sdp: answer });
};
const pcs = new Map();
const streams = new Map();
window.hear = async (offer) => {
  const user = /a=ice-ufrag:(\\S+)/.exec(offer.sdp)[1];
  if (!pcs.has(user)) pcs.set(user, new RTCPeerConnection());
  const pc = pcs.get(user);
  for (const [mid, stream] of Object.entries(offer.streams)) streams.set(mid, stream);
  await pc.setRemoteDescription({ type: "offer", sdp: offer.sdp });
  await pc.setLocalDescription();
  await gathered(pc);
  await window.subscribed(offer.id, pc.localDescription.sdp);
};
window.received = async () => {
  const found = {};
  for (const pc of pcs.values())
    for (const stats of (await pc.getStats()).values())
      if (stats.type === "inbound-rtp" && streams.has(stats.mid))
        found[streams.get(stats.mid)] = stats.kind === "video" ? stats.framesDecoded : stats.packetsReceived;
  return found;
};
"""


class Browsing:
    """Somebody with a browser."""

    def __init__(self, room: MediaRoom, name: str, page: Page) -> None:
        self.room = room
        self.id = SpeakerId(name)
        self.page = page
        self.heard = Heard()
        self.offers: list[Offer] = []

    async def open(self) -> None:
        page = "<!doctype html><title>x</title>"
        await self.page.route(
            "http://localhost/**", lambda route: route.fulfill(body=page, content_type="text/html")
        )
        await self.page.expose_function("publish", self._publish)
        await self.page.expose_function("subscribed", self._subscribed)
        await self.page.add_init_script(SCRIPT)
        await self.page.goto("http://localhost/")
        self.room.listen(self.id, self.offers.append)

    async def send(self, feed: Feed = Feed.MAIN) -> None:
        await self.page.evaluate(f"send({json.dumps(feed)})")

    async def hear(self) -> None:
        """Answers what was offered so far."""
        while self.offers:
            offer = self.offers.pop(0)
            streams = {mid: f"{stream.person} {stream.kind}" for mid, stream in offer.streams.items()}
            await self.page.evaluate(
                "(offer) => hear(offer)", {"id": offer.id, "sdp": offer.sdp, "streams": streams}
            )

    async def received(self) -> dict[str, int]:
        found: dict[str, int] = await self.page.evaluate("received()")
        return found

    async def _publish(self, feed: str, sdp: str) -> str:
        return await self.room.publish(
            self.id, sdp, self.heard, feed=Feed(feed), muted=False, ended=lambda failed: None
        )

    async def _subscribed(self, offer_id: int, sdp: str) -> None:
        await self.room.answer(self.id, offer_id, sdp)


@asynccontextmanager
async def browsing(browser: Browser, place: Scene, *names: str) -> AsyncIterator[list[Browsing]]:
    people = []
    for name in names:
        context = await browser.new_context(permissions=[])
        people.append(Browsing(place.room, name, await context.new_page()))
        await people[-1].open()
    yield people
    for person in people:
        await person.page.context.close()


async def flowing(person: Browsing, expected: set[str]) -> None:
    """Waits until all of ``expected``, and nothing else, comes."""
    got: dict[str, Any] = {}
    for _ in range(120):
        await person.hear()
        got = await person.received()
        if set(got) == expected and all(count > 10 for count in got.values()):
            return
        await person.page.wait_for_timeout(100)
    raise AssertionError(f"{person.id} got {got}")


async def test_three_browsers_see_and_hear_each_other_and_a_screen(
    requires: Callable[[str, str], Path],
) -> None:
    chromium, janus = requires("chromium", "chromium"), requires("janus", "janus")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        async with (
            running(janus) as here,
            scene(here.server) as place,
            browsing(browser, place, "anne", "bruno", "reader") as (anne, bruno, reader),
        ):
            await anne.send()
            await bruno.send()
            await flowing(reader, {"anne audio", "anne video", "bruno audio", "bruno video"})
            await flowing(anne, {"bruno audio", "bruno video"})
            await until(lambda: anne.heard.loud() > 10 and bruno.heard.loud() > 10, "both are tapped")
            await anne.page.evaluate("sound.enabled = false")
            await until(lambda: anne.heard.pauses == 1, "a microphone that is off is left out")
            await anne.page.evaluate("sound.enabled = true")
            tapped = anne.heard.loud()
            await until(lambda: anne.heard.loud() > tapped + 10, "and taken up again")
            assert anne.heard.gaps == []
            await bruno.send(Feed.SCREEN)
            await flowing(anne, {"bruno audio", "bruno video", "bruno screen"})
            assert place.room.screens == {"bruno"}
            await place.room.unpublish(bruno.id)
            await place.room.unpublish(bruno.id, Feed.SCREEN)
            await reader.page.wait_for_timeout(300)
            before = await reader.received()
            await reader.page.wait_for_timeout(700)
            after = await reader.received()
            assert after["anne video"] > before["anne video"]
            assert after["bruno video"] == before["bruno video"]
        await browser.close()
