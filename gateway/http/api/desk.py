"""What all routes of the API stand on: what keeps records, who has accounts, and who asks."""

import threading
from typing import Annotated

from fastapi import Depends, Request

from gateway.access.hosting import Hosting
from gateway.archive.keeping import Keeping
from gateway.archive.sweep import Sweep
from gateway.http.api.repeats import Repeats
from gateway.http.api.visitor import Visitor, visitor_of


class Desk:
    """Of one server."""

    def __init__(self, keeping: Keeping, hosting: Hosting) -> None:
        self.keeping = keeping
        self.hosting = hosting
        self.repeats = Repeats(keeping)
        self.sweep = Sweep(keeping)
        self.changing = threading.Lock()
        """Held from looking at something until it is changed."""


def _who(request: Request) -> Visitor:
    desk: Desk = request.app.state.desk
    return visitor_of(request, desk.keeping, desk.hosting)


Who = Annotated[Visitor, Depends(_who)]
