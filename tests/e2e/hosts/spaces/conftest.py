"""Pages of a server that keeps records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.hosts.conftest import NewPage, sign_in
from tests.e2e.hosts.spaces.kept import Kept, OpenPage, kept_in


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with kept_in(tmp_path) as kept:
        yield kept


@pytest.fixture
def open_page(new_page: NewPage, kept: Kept) -> OpenPage:
    """A page, signed in unless ``name`` is None."""

    def open_page(path: str, name: str | None = "Anne", **context: Any) -> Page:
        page = new_page(**context)
        page.goto(f"{kept.address}/{path}")
        if name is not None:
            sign_in(page, name)
        return page

    return open_page
