from pathlib import Path

import pytest

from captions.archive.audit import Deed, verify
from gateway.archive import keeping as module
from tests.fakes.keepings import UnixClock, keeping_in


def test_a_head_that_cannot_be_written_undoes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of the folder is full; the log may be on another."""

    def refuse(*paths: object) -> None:
        raise OSError

    with keeping_in(tmp_path, UnixClock()) as keeping:
        first = keeping.tell(Deed.FOUNDED)
        with monkeypatch.context() as full:
            full.setattr(module.os, "replace", refuse)
            assert keeping.tell(Deed.FOUNDED).number == first.number + 1
        head = keeping.head.last()
        assert head is not None
        assert head.number == first.number
        assert verify(keeping.audit.links(), keeping.audit_key, [head]).holds
        third = keeping.tell(Deed.FOUNDED)
        head = keeping.head.last()
        assert head is not None
        assert head.number == third.number
