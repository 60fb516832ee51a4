"""What must never leave the device, as it looks on this machine, and how it is found in bytes."""

from __future__ import annotations

import getpass
import json
import platform
import re
import socket
from collections.abc import Collection, Iterator
from pathlib import Path

import psutil

DATES = {
    "a date": re.compile(rb"(?<!\d)(19|20)\d\d[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d)"),
    "a date, day first": re.compile(
        rb"(?<!\d)(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.](19|20)\d\d(?!\d)"
    ),
    "a time of day": re.compile(rb"(?<!\d)([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(?!\d)"),
    "a Unix time": re.compile(rb"(?<![\da-f])1[0-9]{9}(\d{3})?(?![\da-f])"),
    "an IPv4 address": re.compile(rb"(?<![\d.])(\d{1,3}\.){3}\d{1,3}(?![\d.])"),
    "a hardware address": re.compile(rb"(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}"),
}
SERIALS = (
    "/etc/machine-id",
    "/sys/class/dmi/id/product_serial",
    "/sys/class/dmi/id/product_uuid",
    "/proc/device-tree/serial-number",
)
SHORTEST = 4
"""Shorter ones (a user called "pi") turn up in ordinary words."""


def of_this_machine() -> set[str]:
    """Its names, addresses and serial numbers, and who uses it."""
    found = {platform.node(), socket.getfqdn(), getpass.getuser(), str(Path.home())}
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            plain = address.address.partition("%")[0]
            found |= {plain, plain.replace(":", ""), plain.replace(":", "-")}
    for name in SERIALS:
        try:
            found.add(Path(name).read_text(errors="ignore").strip("\0\n "))
        except OSError:
            continue
    cpu = Path("/proc/cpuinfo").read_text(errors="ignore")
    found |= set(re.findall(r"(?m)^Serial\s*: (\w+)", cpu))
    return {secret for secret in found if len(secret) >= SHORTEST}


def spellings(secret: str) -> Iterator[bytes]:
    """How a text may be written down: as it is, in JSON, in capitals, in hexadecimal digits."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield raw
    yield json.dumps(secret)[1:-1].encode()
    yield secret.lower().encode("utf-8", "surrogatepass")
    yield secret.upper().encode("utf-8", "surrogatepass")
    yield raw.hex().encode()


def leaks(text: bytes, secrets: Collection[str]) -> list[str]:
    """What of `secrets`, and which dates and addresses, `text` holds."""
    found = [secret for secret in secrets if any(spelling in text for spelling in spellings(secret))]
    return found + [what for what, pattern in DATES.items() if pattern.search(text)]
