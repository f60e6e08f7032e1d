"""A meeting on a real server whose record is looked at beside it: pages that type, and what the archive has of them."""

import asyncio
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from captions.archive.records import Entry, Mark, MarkKind, Record
from captions.errors import VoixlaError
from tests.fakes.kept_rows import kept_in
from tests.fakes.meeting import Page, until
from tests.fakes.served import Served


class Kept:
    """What an archive has, read anew each time; ``within`` stands before a program that sees ``folder``."""

    def __init__(self, folder: Path, address: str | None = None, within: Sequence[str] = ()) -> None:
        self._folder = folder
        self._address = address
        self._within = within
        self.records: tuple[Record, ...] = ()
        self.entries: list[Entry] = []
        self.marks: list[Mark] = []

    def read(self) -> "Kept":
        if self._within:
            command = [*self._within, sys.executable, "-m", "tests.fakes.kept_rows", str(self._folder)]
            told = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
            self.records, self.entries, self.marks = pickle.loads(told)
        else:
            self.records, self.entries, self.marks = kept_in(self._folder, self._address)
        return self

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.entries]

    @property
    def holes(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.kind is MarkKind.INTERRUPTION]

    async def has(self, text: str, seconds: float = 15.0) -> None:
        """Returns when it is there; an archive that cannot be read yet is asked again."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    if text in (await asyncio.to_thread(self.read)).texts:
                        return
                except VoixlaError as error:
                    if not error.retryable:
                        raise
                await asyncio.sleep(0.1)


def page_at(served: Served, link: str, name: str) -> Page:
    room, _, token = link.removeprefix("room/").partition("#pass=")
    return Page(f"{served.address.replace('http:', 'ws:')}live/{room}", name, {"token": token})


def told(page: Page) -> dict[str, object]:
    """What the page knows of the transcript now."""
    states: list[dict[str, object]] = [page.welcome["transcript"], *page.of("transcript")]
    return states[-1]


async def become(page: Page, seconds: float = 15.0, **state: object) -> None:
    await until(
        lambda: all(told(page)[key] == value for key, value in state.items()),
        f"the transcript is {state}",
        seconds,
    )


async def troubled(page: Page, seconds: float = 15.0) -> str:
    """The code of what keeps the server from writing, once the page is told of it."""
    await until(lambda: told(page)["trouble"] is not None, "the trouble is told", seconds)
    trouble = told(page)["trouble"]
    assert isinstance(trouble, dict)
    return str(trouble["code"])


async def write(page: Page, text: str) -> None:
    await page.send({"type": "typing", "text": text, "done": True})
