"""A model hub on the loopback: its list of files, ranges, redirections, and the ways in which it may fail."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class ModelHub:
    """Serves the folder ``model`` as the repository ``someone/micro``; set the fields to misbehave."""

    def __init__(self, model: Path) -> None:
        self.files = {file.name: file.read_bytes() for file in model.iterdir()}
        self.files["README.md"] = b"not wanted"
        self.cut_after: int | None = None
        """Bytes of ``model.bin`` after which every connection ends."""
        self.spoilt = False
        """Whether other bytes are served than were announced."""
        self.ranges: list[str] = []
        """The ranges that were asked for."""
        self.asked: list[str] = []
        self.url = ""

    def listing(self) -> bytes:
        return json.dumps({"sha": "c0ffee", "siblings": [self._entry(name) for name in self.files]}).encode()

    def _entry(self, name: str) -> dict[str, object]:
        content = self.files[name]
        entry: dict[str, object] = {
            "rfilename": name,
            "size": len(content),
            "blobId": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(),
        }
        if name == "model.bin":
            entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        return entry

    @contextmanager
    def serve(self) -> Iterator["ModelHub"]:
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: ModelHub

    def do_GET(self) -> None:
        self.hub.asked.append(self.path)
        if self.path.startswith("/api/models/someone/micro/"):
            self._answer(200, self.hub.listing())
        elif match := re.fullmatch(r"/someone/micro/resolve/c0ffee/(.+)", self.path):
            self.send_response(302)
            self.send_header("Location", f"{self.hub.url}/blobs/{match[1]}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path.startswith("/blobs/"):
            self._blob(self.path.removeprefix("/blobs/"))
        else:
            self._answer(404, b"")

    def _blob(self, name: str) -> None:
        content = self.hub.files[name]
        if self.hub.spoilt:
            content = bytes(byte ^ 1 for byte in content)
        wanted = self.headers.get("Range")
        first = 0
        if wanted:
            self.hub.ranges.append(wanted)
            first = int(wanted.removeprefix("bytes=").rstrip("-"))
        cut = self.hub.cut_after if name == "model.bin" else None
        self._answer(206 if wanted else 200, content[first:], None if cut is None else cut)

    def _answer(self, status: int, body: bytes, cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
