"""What went wrong on the way to the broker, in words that say what to do."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Mapping
from typing import Final

from device.errors import LinkError
from device.link.wire import LinkRefusedError, PacketTooLargeError

REASONS: Final[Mapping[int, str]] = {
    0x00: "ended the connection",
    0x80: "refuses without a reason",
    0x81: "can't read what was sent; is it an MQTT 5 broker?",
    0x82: "says that the protocol was broken",
    0x84: "does not speak MQTT 5; it needs a newer broker",
    0x85: "does not accept this device's client id",
    0x86: "does not accept the user name or password; check both",
    0x87: "does not allow this; check the user name and its rights (ACL)",
    0x88: "is not available now",
    0x89: "is too busy now",
    0x8A: "has banned this device",
    0x8B: "is shutting down",
    0x8C: "does not accept this way to log in",
    0x8D: "heard nothing from this device for too long",
    0x8E: "serves another device with the same client id",
    0x90: "does not accept the topic",
    0x95: "finds the message too large; raise its limit (mosquitto: max_packet_size, message_size_limit)",
    0x97: "has no more room for this device (quota)",
    0x99: "does not accept the message's format",
    0x9A: "can't keep retained messages; allow them",
    0x9B: "does not support delivery with acknowledgement (QoS 1)",
    0x9C: "tells to use another server",
    0x9D: "has moved to another server",
    0x9F: "sees too many connections in a short time",
}
"""MQTT 5 reason codes that can reach a device that connects, publishes and subscribes."""

PACKET_TOO_LARGE: Final = 0x95
TRANSIENT: Final = frozenset({0x00, 0x88, 0x89, 0x8B, 0x8D, 0x97, 0x9F})
"""Reasons that pass by themselves; all others need a person."""

# OpenSSL's X509_V_ERR_*: the certificate checks that fail in practice.
_CERTIFICATE: Final = {
    9: "its certificate is not valid yet; is this device's clock set?",
    10: "its certificate has expired; it needs a new one (or this device's clock is wrong)",
    18: "its certificate is signed by itself; give ca_file",
    19: "its certificate comes from an authority that this device does not know; check ca_file",
    20: "its certificate comes from an authority that this device does not know; check ca_file",
    21: "its certificate comes from an authority that this device does not know; check ca_file",
    23: "its certificate was withdrawn",
    62: "its certificate is for another name; check host",
    64: "its certificate is for another address; check host",
}


def reason_words(code: int, name: str) -> str:
    """Words for an MQTT 5 reason code; `name` is the standard's own, for a code that we don't know."""
    return REASONS.get(code, f"refuses: {name} ({code})")


def certificate_words(error: ssl.SSLCertVerificationError) -> str:
    """Why the broker's certificate is not accepted."""
    return _CERTIFICATE.get(error.verify_code, f"its certificate is not accepted: {error.verify_message}")


_UNREACHABLE: Final[tuple[tuple[type[OSError], str], ...]] = (
    (socket.gaierror, "the name can't be resolved; check it and the network"),
    (ssl.SSLError, "does not speak TLS there; check port and tls"),
    (ConnectionRefusedError, "nothing listens there; is the broker running, is the port right?"),
    (TimeoutError, "no answer; check the network and the broker"),
    (ConnectionError, "the connection was cut while it was being made"),
)
_NO_WAY: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)


def unreachable_words(error: OSError) -> str:
    """Why no connection came about."""
    for kind, words in _UNREACHABLE:
        if isinstance(error, kind):
            return words
    if error.errno in _NO_WAY:
        return "there is no way to it; check the network"
    return f"can't be reached: {error.strerror or error}"


def dial_error(where: str, error: Exception) -> LinkError:
    """Why the broker at `where` could not be connected to; a ValueError is a host that is no name at all."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return LinkRefusedError(f"{where}: {certificate_words(error)}")
    if isinstance(error, OSError):
        return LinkError(f"{where}: {unreachable_words(error)}")
    return LinkRefusedError(f"{where}: not the name of a host; check host")


def hung_up(where: str, tls: bool) -> LinkError:
    """The broker at `where` ended the connection before a word was said."""
    guess = "does it ask for a client certificate (cert_file)?"
    if not tls:
        guess = "is it an MQTT broker, does it expect TLS?"
    return LinkError(f"{where}: hangs up at once; {guess}")


def refusal(where: str, code: int, name: str) -> LinkError:
    """Why the broker at `where` ended the connection; arguments as for `reason_words`."""
    words = f"{where}: {reason_words(code, name)}"
    if code == PACKET_TOO_LARGE:
        return PacketTooLargeError(words)
    return LinkError(words) if code in TRANSIENT else LinkRefusedError(words)
