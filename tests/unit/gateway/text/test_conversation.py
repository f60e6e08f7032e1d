import pytest

from captions.errors import VoixlaError
from gateway.text.backlog import Backlog
from gateway.text.conversation import Conversation
from gateway.text.session import checked_cells


def given(conversation: Conversation) -> list[str]:
    rows: list[str] = []
    while (more := conversation.take()) is not None:
        rows += more
    return rows


@pytest.fixture
def backlog() -> Backlog:
    backlog = Backlog()
    for n in range(1, 4):
        backlog.push(f"ligne {n}")
    return backlog


def test_lines_come_by_themselves(backlog: Backlog) -> None:
    assert given(Conversation(backlog)) == ["ligne 1", "ligne 2", "ligne 3"]


def test_paused_lines_come_one_by_one(backlog: Backlog) -> None:
    conversation = Conversation(backlog)
    conversation.say("p")
    assert given(conversation) == ["[Pause. s : la ligne suivante ; p : reprise.]"]
    for asked, line in (("s", "ligne 1"), ("S ", "ligne 2"), ("", "ligne 3"), ("s", "[Rien de nouveau.]")):
        conversation.say(asked)
        assert given(conversation) == [line]


def test_after_a_pause_everything_comes_or_the_present(backlog: Backlog) -> None:
    conversation = Conversation(backlog)
    conversation.say("p")
    conversation.say("p")
    assert given(conversation)[1:] == ["[3 lignes à lire.]", "ligne 1", "ligne 2", "ligne 3"]
    conversation.say("p")
    backlog.push("ligne 4")
    conversation.say("d")
    backlog.push("ligne 5")
    assert given(conversation)[1:] == ["[Direct.]", "ligne 5"]


def test_the_last_line_again(backlog: Backlog) -> None:
    conversation = Conversation(backlog)
    conversation.say("r")
    assert conversation.take() == ["[Rien n’a encore été lu.]"]
    given(conversation)
    conversation.say("r")
    assert given(conversation) == ["ligne 3"]


def test_what_else_can_be_asked(backlog: Backlog) -> None:
    conversation = Conversation(backlog, lambda: ["Anne", "Bru\nno"])
    conversation.say("p")
    conversation.take()
    for asked, answer in (
        ("c", "[3 lignes à lire.]"),
        ("v", "[Parlent : Anne, Bru no.]"),
        ("xyz", "[Commande inconnue. ? donne les commandes.]"),
    ):
        conversation.say(asked)
        assert given(conversation) == [answer]
    conversation.say("?")
    assert len(given(conversation)) == 3
    conversation.say("q")
    assert conversation.over
    assert given(conversation) == ["[Au revoir.]"]


def test_an_empty_line_asks_for_nothing_while_lines_come(backlog: Backlog) -> None:
    conversation = Conversation(backlog)
    given(conversation)
    conversation.say("")
    assert given(conversation) == []


def test_rows_are_cut_at_words() -> None:
    backlog = Backlog()
    conversation = Conversation(backlog, cells=20)
    line = "Anne : nous allons voter la délibération suivante ; qui est pour ?"
    backlog.push(line)
    rows = given(conversation)
    assert " ".join(rows) == line
    assert max(map(len, rows)) <= 20
    assert not [row for row in rows if row[0] in ":;?"]
    for asked, answer in (
        ("n 11", "[De 12 à 80"),
        ("n 81", "[De 12 à 80"),
        ("n ²0", "[De 12 à 80"),
        ("n 12", "[12"),
        ("n 0", "[Lignes"),
    ):
        conversation.say(asked)
        assert given(conversation)[0].startswith(answer)
    assert conversation.cells is None


def test_answers_are_bounded() -> None:
    conversation = Conversation(Backlog())
    for _ in range(1000):
        conversation.say("?")
    assert len(given(conversation)) < 100


def test_a_backlog_forgets_the_oldest_and_says_so() -> None:
    backlog = Backlog(longest=3)
    for n in range(10):
        backlog.push(str(n))
    assert [backlog.take() for _ in range(5)] == [
        "[7 lignes perdues : la lecture a pris trop de retard.]", "7", "8", "9", None,
    ]  # fmt: skip


@pytest.mark.parametrize("cells", ["11", "81", "-5", "1e1", "4²", "", "99999999999"])
def test_cells_of_an_address_are_checked(cells: str) -> None:
    with pytest.raises(VoixlaError):
        checked_cells(cells)
    assert checked_cells("40") == 40
    assert checked_cells(None) is None
