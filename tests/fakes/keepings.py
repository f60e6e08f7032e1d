"""Records, spaces and a log in a temporary folder, with a clock that tests move."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from captions.archive.records import Member, Moment, RecordId, Space, SpaceId, SpaceRole, SpaceType
from captions.archive.sql.archive import SqlArchive
from gateway.archive.keeping import Keeping, open_keeping
from tests.fakes.archives import NOW, STARTED


class UnixClock:
    """Milliseconds, as the test says."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@contextmanager
def keeping_in(folder: Path, clock: UnixClock, address: str | None = None) -> Iterator[Keeping]:
    with open_keeping(folder, address, clock) as keeping:
        yield keeping


def space_of(
    archive: SqlArchive, name: str, roles: dict[int, SpaceRole], type_: SpaceType = SpaceType.TEAM
) -> SpaceId:
    """A space with these accounts."""
    space = SpaceId(f"id-of-{name}")
    archive.found(Space(id=space, name=name, type=type_, created=STARTED))
    for account, role in roles.items():
        archive.put_member(Member(space=space, account=account, role=role, since=STARTED))
    return space


def with_sound(keeping: Keeping, record: RecordId, sound: bytes) -> Path:
    folder = keeping.folder_of(record)
    folder.mkdir(parents=True)
    (folder / "sound.opus").write_bytes(sound)
    (folder / "exports").mkdir()
    (folder / "exports" / "draft.odt").write_bytes(sound)
    return folder


def end(archive: SqlArchive, record: RecordId, at: int = STARTED) -> None:
    archive.close(record, Moment(at))
