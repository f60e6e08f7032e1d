"""A server without captions, as a process: ``python -m tests.fakes.archive_process FOLDER [ADDRESS]``.

Says where it is, and serves until its input ends.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from captions.archive.sql.archive import unix_ms
from gateway.archive.keeping import open_keeping
from tests.fakes.archive_server import archive_server
from tests.fakes.hosts import hosting_in

_ROOT = Path(__file__).parents[2]


@contextmanager
def archive_process(folder: Path, address: str | None) -> Iterator[str]:
    """Where it is."""
    command = [sys.executable, "-m", "tests.fakes.archive_process", str(folder)]
    process = subprocess.Popen(
        [*command, *([address] if address else [])],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(30) == 0


async def serve(folder: Path, address: str | None) -> None:
    with hosting_in(folder) as hosting, open_keeping(folder, address, unix_ms) as keeping:
        async with archive_server(hosting, keeping) as server:
            print(server.address, flush=True)
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
