from gateway.access.attempts import FIRST_WAIT_S, LONGEST_WAIT_S, Attempts


def test_some_failures_are_free_and_then_waits_double() -> None:
    attempts = Attempts(free=3)
    now = 1000.0
    for _ in range(3):
        assert attempts.wait("anne", now) == 0
        attempts.begin("anne", now)
    expected = FIRST_WAIT_S
    for _ in range(12):
        assert attempts.wait("anne", now) == expected
        assert attempts.wait("anne", now + expected) == 0
        now += expected
        attempts.begin("anne", now)
        expected = min(2 * expected, LONGEST_WAIT_S)
    assert attempts.wait("anne", now) == LONGEST_WAIT_S


def test_nobody_pays_for_somebody_else() -> None:
    attempts = Attempts(free=1)
    attempts.begin("anne", 0)
    assert attempts.wait("anne", 0) > 0
    assert attempts.wait("paul", 0) == 0


def test_success_forgets() -> None:
    attempts = Attempts(free=1)
    attempts.begin("anne", 0)
    attempts.succeeded("anne")
    assert attempts.wait("anne", 0) == 0


def test_an_hour_forgets() -> None:
    attempts = Attempts(free=2)
    for _ in range(2):
        attempts.begin("anne", 0)
    attempts.begin("anne", 4000)
    assert attempts.wait("anne", 4000) == 0


def test_many_at_once_gain_nothing() -> None:
    attempts = Attempts(free=5)
    allowed = 0
    for _ in range(100):
        if attempts.wait("anne", 0) == 0:
            attempts.begin("anne", 0)
            allowed += 1
    assert allowed == 5


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    attempts = Attempts(free=1)
    for index in range(10_001):
        attempts.begin(str(index), 0)
    assert attempts.wait("0", 0) == 0
    assert attempts.wait("10000", 0) > 0
