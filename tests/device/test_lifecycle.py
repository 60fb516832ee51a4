from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from device.lifecycle import FAILED, Lifecycle
from device.worker import Worker

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The test's own process gets its signals back."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_the_workers_in_good_order(number: signal.Signals) -> None:
    ended: list[str] = []

    def work(stop: threading.Event) -> None:
        os.kill(os.getpid(), number)
        stop.wait(10)
        ended.append("worker")

    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    worker = Worker("worker", work, lifecycle.worker_died)
    assert lifecycle.run([worker], stopping=lambda: ended.append("told")) == 0
    assert ended == ["told", "worker"]


def test_a_signal_during_the_start_is_not_forgotten() -> None:
    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    signal.raise_signal(signal.SIGINT)
    assert lifecycle.run([], stopping=lambda: None) == 0


def test_a_process_that_was_told_to_outlive_its_terminal_does() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Lifecycle().catch_signals()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_a_worker_that_dies_ends_the_process_for_the_supervisor_to_start_again() -> None:
    def work(stop: threading.Event) -> None:
        raise RuntimeError("a bug")

    lifecycle = Lifecycle()
    assert lifecycle.run([Worker("worker", work, lifecycle.worker_died)], stopping=lambda: None) == FAILED
