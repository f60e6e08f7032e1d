"""The Python client of docs/archive.md, as it stands there."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.records import SpaceRole
from gateway.access.hosting import Hosting
from tests.architecture import tree
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import new_record
from tests.fakes.hosts import PASSWORD
from tests.fakes.keepings import UnixClock, keeping_in, space_of

pytestmark = pytest.mark.integration


async def test_the_client_of_the_documentation_works(tmp_path: Path, hosting: Hosting) -> None:
    (program,) = re.findall(
        r"```python\n(.*?)```", (tree.ROOT / "docs/archive.md").read_text("utf-8"), re.DOTALL
    )
    assert len([line for line in program.splitlines() if line]) <= 21
    with keeping_in(tmp_path, UnixClock()) as keeping:
        async with archive_server(hosting, keeping) as server:
            space = space_of(keeping.archive, "voirie", {server.account("Anne"): SpaceRole.EDITOR})
            texts = [f"le marché numéro {number}" for number in range(25)]
            record = new_record(keeping.archive, space, *texts, title="Marchés")
            environment = {
                **os.environ,
                "SERVER": server.address,
                "WHO": "Anne",
                "PASSWORD": PASSWORD,
                "PYTHONIOENCODING": "utf-8",
            }
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", program),
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            told, wrong = await process.communicate()
            assert process.returncode == 0, wrong.decode()
            lines = told.decode().splitlines()
            assert len(lines) == len(set(lines)) == 25
            assert "Marchés | Émile | le marché numéro 7" in lines
            (note,) = keeping.archive.notes(record, SYSTEM)
            assert note.text == "Relu par un programme"
