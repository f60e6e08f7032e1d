"""What an archive has of its records. As a program it says so of one that only it sees, and loads little for it."""

import pickle
import sys
from pathlib import Path

from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, Mark, Record
from captions.archive.sql.archive import open_archive


def kept_in(folder: Path, address: str | None) -> tuple[tuple[Record, ...], list[Entry], list[Mark]]:
    with open_archive(folder, address) as archive:
        records = archive.records(SYSTEM).items
        ids = [record.id for record in records]
        entries = [entry for id_ in ids for entry in archive.entries(id_, SYSTEM, limit=5_000).items]
        return records, entries, [mark for id_ in ids for mark in archive.marks(id_, SYSTEM)]


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(kept_in(Path(sys.argv[1]), None)))
