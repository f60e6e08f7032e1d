import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from captions.errors import VoixlaError
from gateway.access.grants import Latch
from gateway.access.register import Register
from gateway.access.schema import STEPS
from gateway.access.store import FILE, default_data, open_store


def refused(folder: Path, **options: object) -> VoixlaError:
    with pytest.raises(VoixlaError) as caught, open_store(folder, **options):  # type: ignore[arg-type]
        pass
    assert "\n" not in caught.value.message
    return caught.value


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        secret = store.secret("passes")
        with store.change() as change:
            change.execute("INSERT INTO rooms (name, title, created) VALUES ('abc', 'Conseil', 1)")
    with open_store(tmp_path) as store:
        assert store.secret("passes") == secret
        assert len(secret) == 32
        assert store.secret("autre") != secret
        assert store.rows("SELECT title FROM rooms WHERE name = ?", "abc") == [("Conseil",)]


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(tmp_path / "neuf" / "data") as store:
            store.secret("passes")
            folder = tmp_path / "neuf" / "data"
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        os.umask(before)
    assert modes[FILE] == 0o600
    assert set(modes.values()) == {0o600}
    assert len(modes) > 1, "the write-ahead log was there"


def test_a_file_that_all_could_read_is_closed_to_them(tmp_path: Path) -> None:
    with open_store(tmp_path):
        pass
    (tmp_path / FILE).chmod(0o644)
    with open_store(tmp_path):
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:

        def fail() -> None:
            with store.change() as change:
                change.execute("INSERT INTO rooms (name, title, created) VALUES ('abc', 'Conseil', 1)")
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert store.rows("SELECT 1 FROM rooms") == []
        store.secret("again")


def test_an_older_database_is_brought_forward(tmp_path: Path) -> None:
    first = (("CREATE TABLE old (name TEXT)", "INSERT INTO old VALUES ('kept')"),)
    second = (*first, ("ALTER TABLE old ADD COLUMN more TEXT DEFAULT 'new'",))
    with open_store(tmp_path, first):
        pass
    for _ in range(2):
        with open_store(tmp_path, second) as store:
            assert store.rows("SELECT name, more FROM old") == [("kept", "new")]


def test_rooms_of_before_doors_were_kept_are_open(tmp_path: Path) -> None:
    with open_store(tmp_path, STEPS[:1]) as store, store.change() as change:
        change.execute("INSERT INTO hosts VALUES (1, 'anne', 'Anne', 'x', 1)")
        change.execute("INSERT INTO rooms (name, title, owner, created) VALUES ('abc', 'Conseil', 1, 1)")
    with open_store(tmp_path) as store:
        register = Register(store, lambda: 2.0)
        (room,) = register.of(1)
        assert (room.name, room.generation, register.latch("abc")) == ("abc", 1, Latch())
        register.keep_latch("abc", Latch(lobby=True))
    with open_store(tmp_path) as store:
        assert Register(store, lambda: 3.0).latch("abc") == Latch(lobby=True)


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    good = (("CREATE TABLE old (name TEXT)",),)
    with open_store(tmp_path, good):
        pass
    assert refused(tmp_path, steps=(*good, ("CREATE TABLE more (x)", "NONSENSE"))).code == "data.failed"
    with open_store(tmp_path, good) as store:
        assert store.rows("SELECT name FROM sqlite_master WHERE type = 'table'") == [("old",)]


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path, (*STEPS, ("CREATE TABLE future (x)",))):
        pass
    error = refused(tmp_path)
    assert error.code == "data.newer"
    assert "plus récente" in error.message


def test_a_database_that_another_program_keeps_is_said_so(tmp_path: Path) -> None:
    with open_store(tmp_path):
        pass
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    error = refused(tmp_path, patience_s=0.05)
    other.close()
    assert (error.code, error.retryable) == ("data.locked", True)
    with open_store(tmp_path):
        pass


def test_who_reads_does_not_wait_for_another_programs_change(tmp_path: Path) -> None:
    with open_store(tmp_path, patience_s=0.05) as store:
        other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert store.rows("SELECT 1 FROM rooms") == []
        with pytest.raises(VoixlaError, match="autre programme"), store.change():
            pass
        other.close()


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    assert refused(tmp_path).code == "data.damaged"


def test_a_folder_that_cannot_be_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = refused(tmp_path / "file" / "data")
    assert error.code == "data.unwritable"
    assert "--data" in error.message


def test_a_file_that_is_a_folder_is_said_so(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert refused(tmp_path).code == "data.unwritable"


def test_threads_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:

        def write(offset: int) -> None:
            for index in range(20):
                with store.change() as change:
                    change.execute(
                        "INSERT INTO rooms (name, title, created) VALUES (?, 't', 1)", (f"{offset}-{index}",)
                    )

        threads = [threading.Thread(target=write, args=(offset,)) for offset in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            store.rows("SELECT count(*) FROM rooms")
        for thread in threads:
            thread.join()
        assert store.rows("SELECT count(*) FROM rooms") == [(80,)]


def test_the_folder_that_is_taken_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data() == tmp_path / "voixla"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/srv/voixla")
    assert default_data() == Path("/srv/voixla/.local/share/voixla")


def test_a_second_opening_lets_go_of_no_lock(tmp_path: Path) -> None:
    """Else another program that comes and goes takes away the log that the first still writes to."""
    look = f"import sqlite3; c = sqlite3.connect({str(tmp_path / FILE)!r}); c.execute('SELECT * FROM rooms'); c.close()"
    with open_store(tmp_path) as first:
        with open_store(tmp_path) as second:
            second.secret("passes")
        subprocess.run([sys.executable, "-c", look], check=True)
        with first.change() as change:
            change.execute("INSERT INTO rooms (name, title, created) VALUES ('abc', 'Conseil', 1)")
        # As somebody finds it who comes after this process was killed.
        counted = look.replace("c.close()", "print(c.execute('SELECT count(*) FROM rooms').fetchone()[0])")
        done = subprocess.run([sys.executable, "-c", counted], check=True, capture_output=True, text=True)
        assert done.stdout == "1\n"


@pytest.mark.parametrize(
    "statements",
    [
        # Refused only when it is to be kept, and when SQLite has undone it by itself.
        (
            "PRAGMA defer_foreign_keys = ON",
            "INSERT INTO rooms (name, title, created, owner) VALUES ('b', '', 1, 99)",
        ),
        ("INSERT OR ROLLBACK INTO rooms (name, title, created) VALUES ('a', '', 1)",),
    ],
)
def test_after_a_change_that_was_refused_at_any_time_there_are_others(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    def refused_change() -> None:
        with store.change() as change:
            for statement in statements:
                change.execute(statement)

    with open_store(tmp_path) as store:
        with store.change() as change:
            change.execute("INSERT INTO rooms (name, title, created) VALUES ('a', '', 1)")
        with pytest.raises(sqlite3.IntegrityError):
            refused_change()
        with store.change() as change:
            change.execute("INSERT INTO rooms (name, title, created) VALUES ('c', '', 1)")
        assert store.rows("SELECT name FROM rooms ORDER BY name") == [("a",), ("c",)]


def test_after_a_full_disk_the_store_goes_on(tmp_path: Path) -> None:
    """In a child, as a limit on files is for a whole program."""
    child = os.fork()
    if child == 0:
        os._exit(_fill_up(tmp_path))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with open_store(tmp_path) as store:
        assert store.rows("SELECT title FROM rooms") == [("après",)]


def _fill_up(folder: Path) -> int:
    """0 if the change that found no room is undone, and the next one is kept."""
    add = "INSERT INTO rooms (name, title, created) VALUES (?, ?, 1)"
    with open_store(folder) as store:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        for size in (8_192, 200_000):  # what is written early, and what is written only at the end
            resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, most))
            try:
                with store.change() as change:
                    change.execute(add, ("plein", "x" * size))
                return 2
            except VoixlaError as error:
                if error.code != "data.disk":
                    return 3
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        with store.change() as change:
            change.execute(add, ("salle", "après"))
    return 0
