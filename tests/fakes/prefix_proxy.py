"""The way through a proxy that serves a server under a prefix, for clients of tests."""

import httpx


class Prefix(httpx.AsyncBaseTransport):
    """A proxy that serves the server under ``/voixla``, and tells it nothing of that."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.removeprefix(b"/voixla")
        assert path != request.url.raw_path
        url, stream = request.url.copy_with(raw_path=path), request.stream
        passed_on = httpx.Request(request.method, url, headers=request.headers, stream=stream)
        return await self._inner.handle_async_request(passed_on)

    async def aclose(self) -> None:
        await self._inner.aclose()
