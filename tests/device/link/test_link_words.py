from __future__ import annotations

import errno
import socket
import ssl

import pytest

from device.link.words import REASONS, TRANSIENT, reason_words, unreachable_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name can't be resolved"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "nothing listens there"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "the connection was cut"),
        (TimeoutError(), "no answer"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "there is no way to it"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "there is no way to it"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), "does not speak TLS there"),
        (OSError(errno.EMFILE, "Too many open files"), "can't be reached: Too many open files"),
    ],
)
def test_network_errors_in_words(error: OSError, words: str) -> None:
    assert unreachable_words(error).startswith(words)


def test_every_reason_is_one_line_and_the_unknown_is_still_told() -> None:
    assert all(words and "\n" not in words for words in REASONS.values())
    assert REASONS.keys() >= TRANSIENT
    assert reason_words(0xA2, "Wildcard subscriptions not supported") == (
        "refuses: Wildcard subscriptions not supported (162)"
    )
