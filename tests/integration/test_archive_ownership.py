"""Spaces whose owner's account was removed get another one, from the command line."""

from pathlib import Path

import pytest

from captions.archive.audit import verify
from captions.archive.ports import SYSTEM, Reader
from captions.archive.records import Member, Moment, SpaceId, SpaceRole
from gateway.main import main
from tests.fakes.archives import NOW, STARTED
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in, space_of

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Anne and Paul ran one space together, Anne one alone, Paul one until yesterday; Anne's account is removed."""
    monkeypatch.setenv("VOIXLA_DATA", str(tmp_path))
    with hosting_in(tmp_path) as hosting, keeping_in(tmp_path, UnixClock()) as keeping:
        anne, paul = (hosting.accounts.add(name, PASSWORD).id for name in ("Anne", "Paul Roux"))
        owner = SpaceRole.OWNER
        space_of(keeping.archive, "ensemble", {anne: owner, paul: owner})
        space_of(keeping.archive, "seule", {anne: owner, paul: SpaceRole.READER})
        past = space_of(keeping.archive, "ancien", {})
        yesterday = Moment(STARTED + 1)
        keeping.archive.put_member(
            Member(space=past, account=paul, role=owner, since=STARTED, expires=yesterday)
        )
        hosting.accounts.remove("Anne")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["archive", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_those_without_an_owner_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "spaces")
    assert status == 0
    assert [line.split("\t")[2:] for line in out.splitlines()] == [
        ["ancien", "personne"],
        ["ensemble", "Paul Roux"],
        ["seule", "personne"],
    ]
    assert "./run archive owner ESPACE NOM" in err
    _, out, _ = said(capsys, "spaces", "--without-owner")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["id-of-ancien", "id-of-seule"]


def test_a_space_gets_an_owner_and_the_log_says_so(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    for space in ("id-of-seule", "id-of-ancien"):
        status, out, _ = said(capsys, "owner", space, "paul roux")
        assert (status, out) == (
            0,
            f"« Paul Roux » gère maintenant l'espace « {space.removeprefix('id-of-')} ».\n",
        )
    _, out, err = said(capsys, "spaces", "--without-owner")
    assert (out, err) == ("Chaque espace est géré par quelqu'un.\n", "")
    with hosting_in(data) as hosting, keeping_in(data, UnixClock()) as keeping:
        paul = hosting.accounts.find("Paul Roux")
        assert paul is not None
        roles = keeping.archive.roles_of(Reader(account=paul.id))
        assert set(roles.values()) == {SpaceRole.OWNER}
        assert len(roles) == 3
        links = list(keeping.audit.links())
        assert [(link.deed, link.actor) for link in links] == [("member_changed", "system")] * 2
        assert f'"account":{paul.id}' in links[0].about
        assert verify(links, keeping.audit_key).holds


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("id-of-rien", "Paul Roux"), "./run archive spaces"), (("id-of-seule", "Anne"), "./run host list")],
)
def test_what_cannot_be_given_is_said_and_nothing_changes(
    capsys: pytest.CaptureFixture[str], data: Path, words: tuple[str, str], sentence: str
) -> None:
    status, out, err = said(capsys, "owner", *words)
    assert (status, out) == (1, "")
    assert sentence in err
    assert "Traceback" not in err
    with keeping_in(data, UnixClock(NOW)) as keeping:
        members = keeping.archive.members(SpaceId("id-of-seule"), SYSTEM)
        assert [member.role for member in members] == [SpaceRole.OWNER, SpaceRole.READER]


def test_removing_a_host_points_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host", "remove", "Paul Roux"]) == 0
    assert "./run archive spaces --without-owner" in capsys.readouterr().out
