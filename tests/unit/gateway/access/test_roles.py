import pytest

from gateway.access.roles import INVITED, RIGHTS, Right, Role, may


def test_every_role_has_its_rights() -> None:
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.HOST, "read hear speak correct lead"),
        (Role.PARTICIPANT, "read hear speak"),
        (Role.CORRECTOR, "read hear speak correct"),
        (Role.READER, "read"),
    ],
)
def test_what_a_role_may(role: Role, rights: str) -> None:
    assert {right.value for right in Right if may(role, right)} == set(rights.split())


def test_no_link_makes_a_host() -> None:
    assert Role.HOST not in INVITED
