from gateway.live.allowance import Allowance


def test_a_burst_passes_and_a_flood_does_not() -> None:
    allowance = Allowance(0.0)
    assert all(allowance.take(0.0) for _ in range(60))
    assert not allowance.take(0.0)


def test_ten_a_second_pass_for_ever() -> None:
    allowance = Allowance(0.0)
    assert all(allowance.take(n / 10) for n in range(10_000))


def test_a_pause_gives_no_more_than_the_burst_back() -> None:
    allowance = Allowance(0.0, burst=2, per_second=0.5)
    assert [allowance.take(0.0) for _ in range(3)] == [True, True, False]
    assert not allowance.take(1.9)
    assert allowance.take(3.9)
    assert [allowance.take(1000.0) for _ in range(3)] == [True, True, False]
