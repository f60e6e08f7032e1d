from hypothesis import given
from hypothesis import strategies as st

from gateway.cart.outbox import Outbox, Post


def test_a_text_keeps_its_number_until_it_is_taken() -> None:
    outbox = Outbox(5)
    assert outbox.present() is None
    outbox.push("un")
    first = outbox.present()
    assert first == Post(seq=5, text="un\n", lines=1)
    outbox.push("deux")
    assert outbox.present() is first
    outbox.taken()
    assert outbox.present() == Post(seq=6, text="deux\n", lines=1)


def test_what_waits_leaves_together_as_far_as_a_caption_holds() -> None:
    outbox = Outbox(1)
    for _ in range(5):
        outbox.push("x" * 100)
    post = outbox.present()
    assert post is not None
    assert post.lines == 3


def test_a_line_that_is_too_long_leaves_alone() -> None:
    outbox = Outbox(1)
    outbox.push("x" * 5000)
    outbox.push("y")
    post = outbox.present()
    assert post is not None
    assert post.lines == 1


def test_what_does_not_fit_is_lost_and_said() -> None:
    outbox = Outbox(1, longest=2)
    for n in range(10):
        outbox.push(str(n))
    assert outbox.present() == Post(
        seq=1, text="[8 lignes perdues : la lecture a pris trop de retard.]\n8\n9\n", lines=2
    )
    outbox.taken()
    assert (outbox.sent, outbox.lost, len(outbox)) == (2, 8, 0)


def test_a_refused_text_frees_its_number() -> None:
    outbox = Outbox(1)
    outbox.push("un")
    outbox.present()
    outbox.refused()
    outbox.push("deux")
    assert outbox.present() == Post(
        seq=1, text="[1 ligne perdue : la lecture a pris trop de retard.]\ndeux\n", lines=1
    )


@given(st.lists(st.sampled_from(["push", "taken", "refused", "look"]), max_size=60))
def test_every_line_is_sent_lost_or_waits_and_numbers_rise_by_one(acts: list[str]) -> None:
    outbox = Outbox(0, longest=4)
    pushed, numbers = 0, []
    for act in acts:
        if act == "push":
            outbox.push(f"ligne {pushed}")
            pushed += 1
        elif act == "look":
            outbox.present()
        elif act == "taken":
            post = outbox.present()
            outbox.taken()
            numbers += [post.seq] if post else []
        else:
            outbox.refused()
        assert outbox.sent + outbox.lost + len(outbox) == pushed
    assert numbers == list(range(len(numbers)))
