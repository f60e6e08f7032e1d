"""A host's browser without a browser: keeps cookies and says where its requests come from, as browsers do."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape

import httpx

from tests.fakes.hosts import PASSWORD

PATIENCE_S = 60.0
"""Of a request: a busy machine takes its time, and whatever hangs meets the limit of its test."""
_LINK = re.compile(r'id="link-([a-z0-9-]+)-(participant|corrector|reader)"[^>]* value="([^"]*)"')


class HostBrowser:
    """``browser`` makes it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def post(
        self, path: str, headers: Mapping[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        own = {"origin": str(self.client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
        return await self.client.post(path, data=fields, headers={**own, **(headers or {})})

    async def sign_in(self, name: str = "Anne", password: str = PASSWORD) -> httpx.Response:
        return await self.post("/connexion", nom=name, mot_de_passe=password)

    async def create(self, title: str = "Conseil") -> str:
        """The name of a new room."""
        answer = await self.post("/salles", titre=title)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("#")[2]

    async def passes(self, room: str) -> dict[str, str]:
        """The links of ``room`` that the page shows, as passes by role."""
        page = await self.client.get("/salles")
        return {
            role: unescape(link).partition("#pass=")[2]
            for name, role, link in _LINK.findall(page.text)
            if name == room
        }

    async def host_pass(self, room: str) -> str:
        answer = await self.client.get(f"/room/{room}/pass")
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["pass"]
        return token


@asynccontextmanager
async def browser(address: str) -> AsyncIterator[HostBrowser]:
    """``address`` of the server."""
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client:
        yield HostBrowser(client)
