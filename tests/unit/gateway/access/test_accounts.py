from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from captions.errors import VoixlaError
from gateway.access.accounts import Accounts
from gateway.access.hosting import Hosting
from gateway.access.store import FILE, open_store
from tests.fakes.hosts import PASSWORD, QUICK_HASHER, Clock, hosting_in


@pytest.fixture
def hosting(tmp_path: Path) -> Iterator[Hosting]:
    with hosting_in(tmp_path) as hosting:
        yield hosting


@pytest.fixture
def accounts(hosting: Hosting) -> Accounts:
    return hosting.accounts


def test_a_host_is_known_by_name_and_password(accounts: Accounts) -> None:
    added = accounts.add(" Anne  Le Goff ", PASSWORD)
    assert added.name == "Anne Le Goff"
    assert accounts.check("Anne Le Goff", PASSWORD) == added
    assert accounts.check("ANNE LE  GOFF", PASSWORD) == added
    for wrong in ("", PASSWORD + "x", PASSWORD.upper(), PASSWORD[:-1]):
        assert accounts.check("Anne Le Goff", wrong) is None
    assert accounts.check("Paul", PASSWORD) is None
    assert accounts.check("", "") is None


def test_an_accent_is_the_same_from_every_keyboard(accounts: Accounts) -> None:
    host = accounts.add("Anne", "cinquième réunion")
    assert accounts.check("Anne", "cinquie\u0300me re\u0301union") == host


def test_the_password_is_not_in_the_file(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add("Anne", PASSWORD)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith(FILE))
    assert b"$argon2id$" in written
    assert PASSWORD.encode() not in written


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.add("Anne", PASSWORD)
    for same in ("anne", "ANNE ", "\uff21nne"):
        with pytest.raises(VoixlaError, match="existe déjà"):
            accounts.add(same, PASSWORD)
        with pytest.raises(VoixlaError, match="existe déjà"):
            accounts.check_new(same)
    assert accounts.names() == ["Anne"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\u202e"])
def test_names_that_are_none(accounts: Accounts, name: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        accounts.add(name, PASSWORD)
    assert caught.value.code == "host.bad_name"


@pytest.mark.parametrize("password", ["", "onze lettre", "x" * 1001])
def test_passwords_that_are_too_short_or_endless(accounts: Accounts, password: str) -> None:
    with pytest.raises(VoixlaError) as caught:
        accounts.add("Anne", password)
    assert caught.value.code == "host.password"
    assert accounts.names() == []


def test_an_unknown_name_costs_a_check_too(tmp_path: Path) -> None:
    class Counting(PasswordHasher):
        checks = 0

        def verify(self, *given: object, **named: object) -> bool:  # type: ignore[override]
            Counting.checks += 1
            return super().verify(*given, **named)  # type: ignore[arg-type]

    with open_store(tmp_path) as store:
        accounts = Accounts(store, Clock(), Counting(time_cost=1, memory_cost=8, parallelism=1))
        accounts.add("Anne", PASSWORD)
        assert accounts.check("Anne", "faux") is None
        assert accounts.check("Personne", "faux") is None
        assert Counting.checks == 2


def test_nobody_can_sign_in_as_nobody(accounts: Accounts) -> None:
    assert accounts.check("personne", "") is None


def test_a_new_password_signs_out(hosting: Hosting) -> None:
    host = hosting.accounts.add("Anne", PASSWORD)
    cookie = hosting.sign_ins.open(host)
    hosting.accounts.set_password("ANNE", "une autre phrase")
    assert hosting.sign_ins.host_of(cookie) is None
    assert hosting.accounts.check("Anne", PASSWORD) is None
    assert hosting.accounts.check("Anne", "une autre phrase") == host


def test_a_host_who_is_removed_leaves_nothing_open(hosting: Hosting) -> None:
    host = hosting.accounts.add("Anne", PASSWORD)
    other = hosting.accounts.add("Paul", PASSWORD)
    cookie = hosting.sign_ins.open(host)
    room, kept = hosting.register.create("Conseil", host.id), hosting.register.create("Bureau", other.id)
    hosting.accounts.remove("Anne")
    assert hosting.accounts.names() == ["Paul"]
    assert hosting.sign_ins.host_of(cookie) is None
    assert hosting.accounts.check("Anne", PASSWORD) is None
    assert not hosting.access.known(room.name)
    assert hosting.access.known(kept.name)


@pytest.mark.parametrize("change", ["remove", "set_password", "check_known"])
def test_who_is_not_there_cannot_be_changed(accounts: Accounts, change: str) -> None:
    given = ("Anne", PASSWORD) if change == "set_password" else ("Anne",)
    with pytest.raises(VoixlaError) as caught:
        getattr(accounts, change)(*given)
    assert caught.value.code == "host.unknown"


def test_a_password_is_hashed_anew_when_the_parameters_rise(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        host = Accounts(store, Clock(), QUICK_HASHER).add("Anne", PASSWORD)
        dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
        assert Accounts(store, Clock(), dearer).check("Anne", PASSWORD) == host
        (hashed,) = store.rows("SELECT password FROM hosts")[0]
        assert not dearer.check_needs_rehash(hashed)
        assert Accounts(store, Clock(), dearer).check("Anne", PASSWORD) == host


def test_the_number_of_a_removed_host_is_not_given_again(hosting: Hosting) -> None:
    paul = hosting.accounts.add("Paul", PASSWORD)
    hosting.accounts.remove("Paul")
    again = hosting.accounts.add("Paul", PASSWORD)
    assert again.id != paul.id
    assert hosting.accounts.find(" PAUL ") == hosting.accounts.numbered(again.id) == again
    assert hosting.accounts.find("nobody") is hosting.accounts.numbered(paul.id) is None
