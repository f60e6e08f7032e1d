"""A program that writes into an archive without end and says, a line each, what has been acknowledged.

``python -m tests.fakes.archive_writer FOLDER RECORD [ADDRESS]``
"""

import sys
from pathlib import Path

from captions.archive.records import RecordId
from tests.fakes.archives import archive_at, entry


def write(folder: Path, record: RecordId, address: str | None) -> None:
    with archive_at(folder, address) as archive:
        number = 0
        while True:
            number += 1
            archive.add([entry(record, number, f"passage {number}")])
            print(number, flush=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]), RecordId(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
