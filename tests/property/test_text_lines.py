"""Plain text of any session: nothing breaks a line, nothing is taken back, nothing that was said is left out."""

from hypothesis import given
from hypothesis import strategies as st

from captions.layout import plain
from gateway.text.backlog import Backlog
from gateway.text.conversation import Conversation
from gateway.text.lines import Lines
from tests.property.caption_events import events
from tests.unit.captions.saying import final
from tests.unit.gateway.text.amending import amended, typed

WORDS = st.sampled_from(["oui", "non", "peut-être.", "M.", "Voilà !", "vingt", "\u2028", ""])
SAID = st.tuples(
    st.sampled_from("ab"), st.integers(1, 3), st.lists(WORDS, min_size=1, max_size=8), st.booleans()
)


@given(st.lists(events, max_size=30))
def test_whatever_happens_becomes_single_lines(happened: list[object]) -> None:
    lines = Lines()
    told = [line for event in happened for line in lines.push(event)]  # type: ignore[arg-type]
    for line in [*told, *lines.tick(2**53), *lines.close()]:
        assert line == plain(line)
        assert line


@given(st.lists(SAID, max_size=20), st.data())
def test_all_that_is_said_is_written_once_and_in_order(
    spoken: list[tuple[str, int, list[str], bool]], data: st.DataObject
) -> None:
    lines, told, at = Lines(), [], 0
    said: dict[str, list[str]] = {"a": [], "b": []}
    for track, line, words, is_typed in spoken:
        text = " ".join(words)
        at += 500
        event = (
            typed(text, at, name=track, track=track)
            if is_typed
            else final(text, at, line=line, name=track, track=track)
        )
        told += lines.push(event)
        said[track] += plain(" ".join(plain(word) for word in words)).split()
        if data.draw(st.booleans()):
            told += lines.tick(at)
    told += lines.close()
    for track, words in said.items():
        written = [line.partition(" : ")[2] for line in told if line.startswith(track)]
        assert " ".join(written).split() == words


@given(st.lists(st.integers(0, 5), max_size=20))
def test_a_correction_never_takes_a_line_back(which: list[int]) -> None:
    lines = Lines()
    spoken = [final(f"phrase {n}.", n * 1000, name="Anne") for n in range(6)]
    told = [line for event in spoken for line in lines.push(event)]
    before = list(told)
    for revision, n in enumerate(which, 1):
        told += lines.push(amended(spoken[n], f"phrase {n} bis {revision}.", revision=revision))
    assert told[: len(before)] == before
    assert len(told) == len(before) + len(which)


@given(st.text(max_size=200), st.integers(12, 80))
def test_rows_are_never_longer_than_the_display_and_lose_no_letter(text: str, cells: int) -> None:
    backlog = Backlog()
    backlog.push(plain(text) or "x")
    rows = Conversation(backlog, cells=cells).take() or []
    assert all(len(row) <= cells for row in rows)
    assert "".join("".join(rows).split(" ")) == "".join((plain(text) or "x").split(" "))
