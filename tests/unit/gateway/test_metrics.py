import re
import time

import httpx
import pytest

from captions.events import Cause, Speaker
from captions.ids import SessionId, SpeakerId, TrackId
from gateway.access.grants import Grant
from gateway.access.roles import Role
from gateway.http.app import create_app
from gateway.live.messages import Captions, Hello
from gateway.metrics import Metrics
from gateway.rooms import Rooms
from gateway.settings import Settings
from hardware.cards import CardUse
from pipeline.policy import FAST
from pipeline.session import CaptionSession
from tests.fakes.caption_session import FakeSessions
from tests.fakes.inference import FakeInference, Reader
from tests.fakes.speech import TruthfulListener, deliveries, script, sound_of

WORDS = script(*((500 + 450 * n, 900 + 450 * n) for n in range(10)))
CARD = CardUse(index=0, memory_used=3_000_000_000, memory=24_000_000_000, busy=0.25)
ANNE = Hello(role="participant", name="Anne-Sophie", session=None, after=0, person=None)


class Idle:
    queued = 3


def value(page: bytes, sample: str) -> float:
    found = re.search(rf"^{re.escape(sample)} (\S+)$", page.decode(), re.MULTILINE)
    assert found, sample
    return float(found[1])


async def meeting_of(metrics: Metrics, reader: Reader) -> None:
    session = CaptionSession(
        session=SessionId("session-secrete"),
        inference=FakeInference(TruthfulListener(WORDS).recognise),
        policy=FAST,
        publish=reader,
        clock=lambda: 0.0,
        observer=metrics,
    )
    async with session:
        track = session.open_track(TrackId("piste-1"), Speaker(id=SpeakerId("s1"), name="Anne-Sophie"))
        for item in deliveries(sound_of(WORDS, 6500), [960], track=TrackId("piste-1")):
            await track.feed(item)
        await track.close()


async def test_every_word_is_counted_as_shown_and_as_final() -> None:
    metrics = Metrics()
    await meeting_of(metrics, Reader())
    assert value(metrics.page(), "voixla_word_shown_seconds_count") == len(WORDS)
    assert value(metrics.page(), "voixla_word_final_seconds_count") == len(WORDS)


async def test_no_name_no_room_and_no_text_is_told() -> None:
    metrics, reader = Metrics(), Reader()
    async with Rooms(sessions=FakeSessions(time.monotonic)) as rooms:
        metrics.watch(rooms, Idle())
        room = await rooms.enter("salle-secrete")
        seat = room.enter(ANNE, Grant(role=Role.PARTICIPANT))
        await room.handle(seat, Captions(on=True))
        await meeting_of(metrics, reader)
        page = metrics.page([CARD])
        assert value(page, "voixla_rooms") == value(page, "voixla_sessions") == 1
        assert value(page, "voixla_people") == 1
        assert value(page, "voixla_talkers") == 0
        assert value(page, "voixla_queue") == 3
        assert value(page, "voixla_shared_microphones") == 0
        await room.leave(seat, for_good=True)
    assert reader.said
    secrets = {"anne", "sophie", "secrete", "piste", *reader.said, room.session, "s1"}
    labels = re.findall(r"\{(.*)\}", page.decode())
    assert not [secret for secret in secrets if secret.lower() in page.decode().lower()]
    assert {name for label in labels for name in re.findall(r"(\w+)=", label)} <= {"le", "cause", "card"}


def test_calls_gaps_and_cards_have_their_figures() -> None:
    metrics = Metrics()
    metrics.called(0.5, 4)
    metrics.gap(Cause.OVERLOAD, 2500)
    metrics.shed(7)
    page = metrics.page([CARD])
    assert value(page, "voixla_call_seconds_sum") == 0.5
    assert value(page, "voixla_call_windows_sum") == 4
    assert value(page, 'voixla_gap_seconds_total{cause="overload"}') == 2.5
    assert value(page, 'voixla_gap_seconds_total{cause="engine"}') == 0
    assert value(page, "voixla_guesses_skipped_total") == 7
    assert value(page, 'voixla_card_busy_ratio{card="0"}') == 0.25
    assert b"card" not in metrics.page()


@pytest.mark.parametrize(
    ("setting", "client", "headers", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "::ffff:127.0.0.1", {}, 200),
        ("local", "192.168.1.9", {}, 404),
        ("local", "127.0.0.1", {"X-Forwarded-For": "192.168.1.9"}, 404),
        ("on", "192.168.1.9", {}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
async def test_who_may_read(setting: str, client: str, headers: dict[str, str], status: int) -> None:
    rooms = Rooms(sessions=FakeSessions(time.monotonic))
    app = create_app(rooms, Settings(metrics=setting), Metrics(), lambda: (CARD,))
    transport = httpx.ASGITransport(app, client=(client, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
        answer = await browser.get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert "voixla_card_busy_ratio" in answer.text
