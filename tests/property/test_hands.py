"""The queue of raised hands against the plainest queue there is."""

from hypothesis import given
from hypothesis import strategies as st

from captions.ids import SpeakerId
from gateway.meeting.hands import Hands

MOVES = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "e"]), st.booleans()))


@given(MOVES)
def test_places_are_the_order_of_raising_without_gaps(moves: list[tuple[str, bool]]) -> None:
    hands, queue = Hands(), list[str]()
    for person, up in moves:
        if up:
            hands.up(SpeakerId(person))
            queue += [person] if person not in queue else []
        else:
            hands.down(SpeakerId(person))
            queue = [other for other in queue if other != person]
        assert hands.places() == {other: place for place, other in enumerate(queue, start=1)}


@given(MOVES, st.sampled_from(["a", "b", "c", "d", "e"]))
def test_nobody_is_overtaken(moves: list[tuple[str, bool]], waiting: str) -> None:
    hands = Hands()
    for person in "abcde":
        hands.up(SpeakerId(person))
    place = hands.places()[SpeakerId(waiting)]
    for person, up in moves:
        if person != waiting:
            (hands.up if up else hands.down)(SpeakerId(person))
        latest = hands.places()[SpeakerId(waiting)]
        assert latest <= place
        place = latest
