"""One handle of the VideoRoom plugin: somebody's connection, or the one that we manage rooms with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.media.janus.link import ANSWER_SECONDS, Link, OnEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the plugin said, with a description (SDP) if there is one."""

    data: Mapping[str, Any]
    sdp: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An ``offer`` or ``answer`` of ours, complete with candidates."""

    kind: str
    sdp: str


class Handle:
    """``attach`` one; it ends with ``detach``, or with the link."""

    def __init__(self, link: Link, number: int) -> None:
        self._link = link
        self._number = number

    @classmethod
    async def attach(cls, link: Link, on_event: OnEvent) -> "Handle":
        return cls(link, await link.attach(on_event))

    async def ask(
        self,
        body: Mapping[str, object],
        description: Description | None = None,
        *,
        seconds: float = ANSWER_SECONDS,
    ) -> Reply:
        """Raises ``RefusedError`` or ``VoixlaError``."""
        request: dict[str, object] = {"janus": "message", "handle_id": self._number, "body": body}
        if description is not None:
            # No candidates will follow: Janus need not wait for any.
            request["jsep"] = {"type": description.kind, "sdp": description.sdp, "trickle": False}
        answer = await self._link.ask(request, seconds=seconds)
        jsep = answer.get("jsep")
        return Reply(data=answer.get("plugindata", {}).get("data", {}), sdp=jsep["sdp"] if jsep else None)

    async def detach(self) -> None:
        await self._link.detach(self._number)
