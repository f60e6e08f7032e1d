"""Who leads a meeting: whoever a pass says, or one of those who are there where passes name nobody. Pure."""

from collections.abc import Iterable

from gateway.access.roles import Role
from gateway.people import Person


def elect(people: Iterable[Person]) -> bool:
    """Makes a host where nobody leads and somebody may be chosen: ``people`` in the order of their coming.

    Those with a page go before those whose connection dropped; who never has a page cannot lead. True: somebody is
    host now who was not.
    """
    everybody = list(people)
    if any(person.leads for person in everybody):
        return False
    able = [person for person in everybody if person.grant.elective and not person.resident]
    chosen = next((person for person in able if person.seat is not None), next(iter(able), None))
    if chosen is None:
        return False
    chosen.role = Role.HOST
    return True


def step_down(person: Person) -> None:
    """They are what they came as, and no host."""
    came_as = person.grant.role
    person.role = came_as if came_as is not Role.HOST else Role.PARTICIPANT


def host_present(people: Iterable[Person]) -> bool:
    """A host is here with a page and can answer."""
    return any(person.leads and person.seat is not None for person in people)
