"""A participant in a process of its own, so that it may live in another network: joins, plays for ever.

``python -m tests.fakes.far_participant ROOM NAME RECORDING``; ends when it is told to.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.demo.participant import Participant
from tests.architecture.tree import ROOT
from tests.fakes.lossy_wire import LossyWire


@asynccontextmanager
async def far_participant(wire: LossyWire, room_url: str, name: str, recording: Path) -> AsyncIterator[None]:
    """Plays inside, at the far end of ``wire``."""
    process = await asyncio.create_subprocess_exec(
        "ip", "netns", "exec", wire.namespace,
        sys.executable, "-m", "tests.fakes.far_participant", room_url, name, str(recording),
        stdout=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            assert await process.stdout.readline() == b"playing\n", "the far participant did not come in"
        yield
        assert process.returncode is None, "the far participant has ended by itself"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _play(room_url: str, name: str, recording: Path) -> None:
    async with Participant(room_url, name, recording=recording, loop=True) as participant:
        participant.play()
        print("playing", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_play(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
