"""``deploy/whip-publish`` as an administrator runs it, and the GStreamer that it needs."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

# Debian's, which has the bindings; the one that runs the tests need not.
PYTHON = "/usr/bin/python3"
_NEEDED = "python3-gi gir1.2-gst-plugins-bad-1.0 gstreamer1.0-plugins-{base,good,bad} gstreamer1.0-nice"
_ELEMENTS = ("webrtcbin", "nicesink", "opusenc", "rtpopuspay", "dtlsenc", "srtpenc", "clocksync")
_PROBE = f"""
import gi
gi.require_version("GstWebRTC", "1.0")
from gi.repository import Gst, GstWebRTC
Gst.init(None)
assert all(Gst.ElementFactory.find(name) for name in {_ELEMENTS!r})
"""


def require_gstreamer() -> None:
    """Skips where it is missing or incomplete."""
    found = subprocess.run([PYTHON, "-c", _PROBE], capture_output=True, text=True)
    if found.returncode:
        pytest.skip(f"GStreamer is missing or incomplete; on Debian or Ubuntu: sudo apt install {_NEEDED}")


@asynccontextmanager
async def publisher(
    folder: Path, *arguments: str, token: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program, stopped as an administrator would."""
    command = [PYTHON, str(ROOT / "deploy" / "whip-publish"), *arguments]
    environment = os.environ | {"WHIP_TOKEN": token, "GST_REGISTRY": str(folder / "registry")}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()
