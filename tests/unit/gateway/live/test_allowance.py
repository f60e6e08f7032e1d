from gateway.live.socket import Allowance


def test_a_burst_passes_and_a_flood_does_not() -> None:
    allowance = Allowance(0.0)
    assert all(allowance.take(0.0) for _ in range(60))
    assert not allowance.take(0.0)


def test_ten_a_second_pass_for_ever() -> None:
    allowance = Allowance(0.0)
    assert all(allowance.take(n / 10) for n in range(10_000))
