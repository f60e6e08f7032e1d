"""A real server with accounts, spaces and records, and visitors who ask its API as browsers and programs do."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from gateway.access.hosting import Hosting
from gateway.archive.keeping import Keeping
from gateway.http.app import create_app
from gateway.http.server import bind, serving
from gateway.rooms import Rooms
from gateway.settings import Settings
from tests.fakes.caption_session import FakeSessions
from tests.fakes.host_browser import PATIENCE_S, browser
from tests.fakes.hosts import PASSWORD

API = "/api/v1"


class Visitor:
    """Asks the API; ``address`` is the server's."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        address = str(self.client.base_url).rstrip("/")
        return await self.client.request(
            method, API + path, json=body, headers={"origin": address, **(headers or {})}
        )

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.client.get(API + path, params=parameters)

    async def made(self, path: str, body: object, **headers: str) -> dict[str, Any]:
        answer = await self.ask(
            "POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told


class ArchiveServer:
    def __init__(self, address: str, hosting: Hosting, keeping: Keeping, stack: AsyncExitStack) -> None:
        self.address = address
        self.hosting = hosting
        self.keeping = keeping
        self._stack = stack

    async def host(self, name: str) -> Visitor:
        """Somebody with an account, signed in; added if need be."""
        if self.hosting.accounts.find(name) is None:
            self.hosting.accounts.add(name, PASSWORD)
        opened = await self._stack.enter_async_context(browser(self.address))
        assert (await opened.sign_in(name)).status_code == 303
        return Visitor(opened.client)

    async def bearer(self, token: str | None) -> Visitor:
        """Somebody with an invitation, or without."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        client = httpx.AsyncClient(base_url=self.address, headers=headers, timeout=PATIENCE_S)
        return Visitor(await self._stack.enter_async_context(client))

    async def guest(self, token: str) -> Visitor:
        """Somebody whose browser accepted the invitation."""
        client = httpx.AsyncClient(base_url=self.address, timeout=PATIENCE_S)
        visitor = Visitor(await self._stack.enter_async_context(client))
        answer = await visitor.ask("POST", "/invitation", {"token": token})
        assert answer.status_code == 200, answer.text
        return visitor

    def account(self, name: str) -> int:
        found = self.hosting.accounts.find(name)
        assert found is not None
        return found.id


@asynccontextmanager
async def archive_server(hosting: Hosting, keeping: Keeping) -> AsyncIterator[ArchiveServer]:
    rooms = Rooms(sessions=FakeSessions(time.monotonic), access=hosting.access)
    listener = bind("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(rooms, Settings(access="hosts"), hosting=hosting, keeping=keeping)
    async with serving(app, listener), AsyncExitStack() as stack:
        yield ArchiveServer(address, hosting, keeping, stack)
