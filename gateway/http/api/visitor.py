"""Who asks the API: a host who is signed in, or somebody with an invitation. What they may do is for ``rights``."""

from dataclasses import dataclass

from fastapi import Request

from captions.archive.ports import Reader
from captions.archive.records import InvitationId
from captions.events import Author, AuthorKind
from captions.ids import SpeakerId
from gateway.access.accounts import Host
from gateway.access.hosting import Hosting
from gateway.archive.invitations import verify
from gateway.archive.keeping import Keeping
from gateway.http.guests import invited
from gateway.http.offers import bearer
from gateway.http.visitors import check_own_page, host_of
from gateway.live.refusals import refusal

_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    reader: Reader
    actor: str
    """As the audit log has it."""
    host: Host | None
    called: str = "Invitation"
    """Who has no account."""

    @property
    def author(self) -> Author:
        """Of what they write."""
        name = self.host.name if self.host is not None else self.called
        return Author(kind=AuthorKind.PERSON, id=SpeakerId(self.actor), name=name)


def visitor_of(request: Request, keeping: Keeping, hosting: Hosting) -> Visitor:
    """One identity for one request: an invitation that is shown, else the account, else the invitation of the browser.

    Whoever is signed in acts as their account, whatever invitation their browser came by once. Raises ``access.*``.
    """
    token = bearer(request)
    if token is not None:
        return _guest(keeping, request, verify(token, keeping.key, keeping.now()))
    host = host_of(request, hosting)
    if host is not None:
        _check_changes(request)
        return Visitor(reader=Reader(account=host.id), actor=f"host:{host.id}", host=host)
    invitation = invited(request, keeping)
    if invitation is None:
        raise refusal("access.signed_out")
    _check_changes(request)
    return _guest(keeping, request, invitation)


def _guest(keeping: Keeping, request: Request, invitation: InvitationId) -> Visitor:
    reader, actor = Reader(invitation=invitation), f"invitation:{invitation}"
    if request.method in _READING:
        return Visitor(reader=reader, actor=actor, host=None)
    # What they write stands under the name that they were invited by: of two partners each has their own notes.
    known = (
        found.name
        for space in keeping.archive.spaces_of(reader)
        for found in keeping.archive.invitations(space.id, reader)
        if found.id == invitation
    )
    return Visitor(reader=reader, actor=actor, host=None, called=next(known, "Invitation"))


def _check_changes(request: Request) -> None:
    """Browsers send cookies with whatever any page makes them ask for."""
    if request.method not in _READING:
        check_own_page(request)
