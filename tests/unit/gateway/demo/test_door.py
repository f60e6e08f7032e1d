"""The way into a demonstration without a password: once, for one browser; and no other server has it."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.demo.door import LIFE_S, Door
from gateway.http.app import create_app
from gateway.rooms import Rooms
from gateway.settings import Settings
from tests.fakes.caption_session import FakeSessions
from tests.fakes.hosts import Clock

PAGE = "comptes-rendus/abc"


@pytest.fixture
def anne(hosting: Hosting) -> Host:
    found = hosting.accounts.find("Anne")
    assert found is not None
    return found


@pytest.fixture
def door(clock: Clock) -> Door:
    return Door(clock)


@pytest.fixture
def app(hosting: Hosting, door: Door) -> FastAPI:
    app = FastAPI()
    door.furnish(app, hosting)
    return app


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, follow_redirects=False)


def test_it_signs_one_browser_in_once(app: FastAPI, door: Door, hosting: Hosting, anne: Host) -> None:
    link, first = door.link(anne, PAGE), browser(app)
    answer = first.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"../{PAGE}")
    assert hosting.sign_ins.host_of(answer.cookies["voixla_host"]) == anne
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert answer.headers["cache-control"] == "no-store"
    again = first.get(link)
    assert (again.status_code, again.headers["location"]) == (303, f"../{PAGE}"), "it is signed in already"
    assert "set-cookie" not in again.headers
    other = browser(app).get(link)
    assert other.status_code == 403
    assert "set-cookie" not in other.headers
    assert "déjà servi" in other.text


def test_looking_at_it_does_not_use_it_up(app: FastAPI, door: Door, anne: Host) -> None:
    link = door.link(anne, PAGE)
    looked = browser(app).head(link)
    assert looked.status_code == 403
    assert "set-cookie" not in looked.headers
    assert browser(app).get(link).status_code == 303


def test_it_is_good_for_some_hours(app: FastAPI, door: Door, clock: Clock, anne: Host) -> None:
    late, in_time = door.link(anne, PAGE), door.link(anne, PAGE)
    clock.now += LIFE_S - 1
    assert browser(app).get(in_time).status_code == 303
    clock.now += 1
    assert browser(app).get(late).status_code == 403


@pytest.mark.parametrize("key", ["", "x", "%00", "..%2f..%2f", "A" * 5000, "%ed%a0%80"])
def test_nobody_guesses_one(app: FastAPI, door: Door, anne: Host, key: str) -> None:
    door.link(anne, PAGE)
    answer = browser(app).get(f"demonstration/{key}")
    assert answer.status_code in (403, 404)
    assert "set-cookie" not in answer.headers


def test_no_two_are_alike(door: Door, anne: Host) -> None:
    assert len({door.link(anne, PAGE) for _ in range(100)}) == 100
    assert len(door.link(anne, PAGE)) > 40


def test_a_server_for_real_has_no_such_way(hosting: Hosting, door: Door, anne: Host, tmp_path: Path) -> None:
    rooms = Rooms(sessions=FakeSessions(lambda: 0.0), access=hosting.access)
    app = create_app(rooms, Settings(access="hosts", data=tmp_path), hosting=hosting)
    answer = browser(app).get(door.link(anne, PAGE))
    assert answer.status_code == 404
    assert not [route for route in app.routes if "demonstration" in getattr(route, "path", "")]
