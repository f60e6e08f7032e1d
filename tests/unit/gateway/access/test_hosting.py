import asyncio
from pathlib import Path

from captions.errors import VoixlaError
from gateway.access.hosting import Hosting
from gateway.access.sign_ins import LIFE_S
from gateway.access.store import FILE
from tests.fakes.hosts import PASSWORD, Clock


async def attempt(hosting: Hosting, password: str, name: str = "Anne", address: str = "10.0.0.1") -> str:
    """The code of the refusal, or ``in``."""
    try:
        await hosting.sign_in(name, password, address)
    except VoixlaError as error:
        return error.code
    return "in"


async def test_the_cookie_names_the_host_for_half_a_day(hosting: Hosting, clock: Clock) -> None:
    cookie = await hosting.sign_in("anne", PASSWORD, "10.0.0.1")
    host = hosting.sign_ins.host_of(cookie)
    assert host is not None
    assert host.name == "Anne"
    assert hosting.sign_ins.host_of(cookie + "x") is None
    assert hosting.sign_ins.host_of("") is None
    clock.now += LIFE_S
    assert hosting.sign_ins.host_of(cookie) is None


async def test_signing_out_is_for_good(hosting: Hosting) -> None:
    one, other = [await hosting.sign_in("Anne", PASSWORD, "10.0.0.1") for _ in range(2)]
    hosting.sign_ins.close(one)
    assert hosting.sign_ins.host_of(one) is None
    assert hosting.sign_ins.host_of(other) is not None


async def test_the_file_does_not_hold_what_the_cookie_says(hosting: Hosting, tmp_path: Path) -> None:
    cookie = await hosting.sign_in("Anne", PASSWORD, "10.0.0.1")
    assert all(
        cookie.encode() not in path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith(FILE)
    )


async def test_guessing_is_stopped_even_for_the_right_password(hosting: Hosting, clock: Clock) -> None:
    assert [await attempt(hosting, f"faux {n}") for n in range(6)] == ["sign_in.wrong"] * 5 + [
        "sign_in.later"
    ]
    assert await attempt(hosting, PASSWORD) == "sign_in.later"
    clock.now += 10
    assert await attempt(hosting, "faux") == "sign_in.wrong"
    clock.now += 10
    assert await attempt(hosting, PASSWORD) == "sign_in.later"
    clock.now += 10
    assert await attempt(hosting, PASSWORD) == "in"
    assert await attempt(hosting, "faux") == "sign_in.wrong"


async def test_who_guesses_does_not_lock_the_host_out_elsewhere(hosting: Hosting) -> None:
    for n in range(20):
        await attempt(hosting, f"faux {n}", address="10.6.6.6")
    assert await attempt(hosting, PASSWORD, address="10.0.0.1") == "in"


async def test_guessing_from_everywhere_is_stopped_too(hosting: Hosting) -> None:
    codes = [await attempt(hosting, "faux", address=f"10.0.0.{n}") for n in range(60)]
    assert codes == ["sign_in.wrong"] * 50 + ["sign_in.later"] * 10


async def test_other_spellings_of_a_name_give_no_more_attempts(hosting: Hosting) -> None:
    spellings = ["Anne", "ANNE", " anne", "\uff21nne", "a\uff2ene", "ann\uff25"]
    assert [await attempt(hosting, "faux", name) for name in spellings][-1] == "sign_in.later"


async def test_unknown_names_are_answered_like_known_ones(hosting: Hosting) -> None:
    assert [await attempt(hosting, "faux", "Personne") for _ in range(6)] == [
        await attempt(hosting, "faux", "Anne") for _ in range(6)
    ]


async def test_many_at_the_same_moment_gain_nothing(hosting: Hosting) -> None:
    codes = await asyncio.gather(*(attempt(hosting, f"faux {n}") for n in range(30)))
    assert codes.count("sign_in.wrong") == 5


async def test_checks_do_not_pile_up(hosting: Hosting) -> None:
    codes = await asyncio.gather(*(attempt(hosting, "faux", f"Nom {n}") for n in range(30)))
    assert set(codes) == {"sign_in.wrong", "sign_in.busy"}
    assert codes.count("sign_in.busy") == 22
    assert await attempt(hosting, PASSWORD) == "in"
