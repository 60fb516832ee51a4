from __future__ import annotations

from device.link.backoff import Backoff, exponential_s


def test_it_doubles_with_jitter_up_to_the_limit() -> None:
    for _ in range(50):
        backoff = Backoff(first_s=1.0, longest_s=300.0)
        for step_s in (1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300):
            assert step_s / 2 <= backoff.next_s() <= step_s


def test_devices_do_not_come_back_at_once() -> None:
    assert len({round(Backoff(300.0, 300.0).next_s(), 3) for _ in range(50)}) > 40


def test_after_success_the_next_failure_is_a_first_one() -> None:
    backoff = Backoff(first_s=1.0, longest_s=300.0)
    for _ in range(10):
        backoff.next_s()
    backoff.reset()
    assert backoff.next_s() <= 1.0


def test_years_without_a_broker_do_not_overflow() -> None:
    assert exponential_s(1.0, 10_000_000, 300.0) == 300.0
