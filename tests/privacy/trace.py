"""Everything that a command and its children write and send, as the kernel sees it (strace)."""

from __future__ import annotations

import ipaddress
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2")
_SENDS = ("sendto", "sendmsg", "sendmmsg", "connect")
_OPENS = ("open", "openat", "openat2", "creat")
_WAYS_ROUND = ("io_uring_setup", "memfd_create", "sendfile", "splice", "vmsplice", "copy_file_range")
_LINE = re.compile(r"^\d+ +(\w+)\((.*)$")
_FILE = re.compile(r"^-?\d+<(.*?)>(?:, |\)|$)")
_HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ADDRESS = re.compile(r"sa_family=(\w+)(.*)")
_HARMLESS = ("/dev/null", "/dev/tty", "/proc/self/comm", "/proc/self/task/")


@dataclass(frozen=True, slots=True)
class Happening:
    """One call.

    Attributes:
        what: "opened", "wrote", "sent", "listened" or "went round" (a way that is not looked into).
        where: a file's path, the address of a socket, or the call.
        data: the bytes.
    """

    what: str
    where: str
    data: bytes = b""


def traced(log: Path) -> list[str]:
    """What to put in front of a command so that its calls are written to `log`."""
    program = shutil.which("strace")
    assert program, "strace is not installed: make test installs it, or: sudo apt-get install strace"
    calls = ",".join((*_OPENS, *_WRITES, *_SENDS, "listen", *_WAYS_ROUND))
    options = ["-f", "--seccomp-bpf", "-yy", "-xx", "-s", "1048576", "-e", f"trace={calls}"]
    return [program, *options, "-o", str(log)]


def happenings(log: Path) -> Iterator[Happening]:
    """What the log tells, calls that failed included."""
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if call := _LINE.match(line):
                yield from _happening(call[1], call[2])


def _happening(call: str, arguments: str) -> Iterator[Happening]:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _HEX.findall(arguments)]
    if call in _WAYS_ROUND:
        yield Happening("went round", call)
    elif call in _OPENS:
        if call == "creat" or re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE", arguments):
            # The kernel's own word for the place where there is one: links are followed, folders known.
            opened = re.search(r"= \d+<([^>]*)>", arguments)
            yield Happening("opened", _decoded(opened[1]) if opened else texts[0].decode(errors="replace"))
    else:
        file = _FILE.match(arguments)
        where = _decoded(file[1]) if file else ""
        data = b"".join(texts)
        if call == "listen":
            yield Happening("listened", _own_end(where))
        elif address := _ADDRESS.search(arguments):
            yield Happening("sent", _address(address[1], address[2]), data)
        elif call in _SENDS or not where.startswith("/"):
            if (peer := _peer(where)) is not None:
                yield Happening("sent", peer, data)
        else:
            yield Happening("wrote", where, data)


def _decoded(text: str) -> str:
    """A path or socket as strace writes it, in hexadecimal digits where it wants."""
    plain = re.sub(
        r"(\\x[0-9a-f]{2})+", lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode(), text
    )
    return plain.partition("<char")[0]


def _address(family: str, rest: str) -> str:
    if family not in ("AF_INET", "AF_INET6"):
        return family
    found = _HEX.findall(rest)
    return bytes.fromhex(found[-1].replace("\\x", "")).decode() if found else rest


def _peer(socket: str) -> str | None:
    """The far end of a connected socket; the kind of a pipe or the like.

    None where the kernel knows no far end (not connected yet or any more): such a socket can lead only where
    the call that connected it said, or whoever reached its listener, and these calls were seen.
    """
    if not socket or re.match(r"(TCP|UDP)(v6)?:\[((\[::\]|0\.0\.0\.0):\d+|\d+)\]$", socket):
        return None
    found = re.match(r"(?:TCP|UDP)(?:v6)?:\[.*->\[?(.*?)\]?:\d+\]$", socket)
    return found[1] if found else socket.partition(":")[0]


def _own_end(socket: str) -> str:
    """Where a socket listens."""
    found = re.match(r"TCP(?:v6)?:\[\[?(.*?)\]?:\d+\]$", socket)
    return found[1] if found else socket.partition(":")[0]


def stays_here(where: str) -> bool:
    """Whether a socket, pipe or event leads nowhere but to this machine."""
    try:
        return ipaddress.ip_address(where).is_loopback
    except ValueError:
        return where in {"AF_UNIX", "AF_NETLINK", "AF_UNSPEC"} or where.startswith(
            ("UNIX", "NETLINK", "pipe", "anon_inode", "/dev/")
        )


MARKS = {"a JPEG picture": b"\xff\xd8\xff", "a PNG picture": b"\x89PNG\r\n", "an MP4 film": b"ftypisom"}


def pictures(data: bytes, patches: Collection[bytes]) -> list[str]:
    """Which pictures are in `data`: files of a known kind, or a piece of what the camera saw."""
    found = [what for what, mark in MARKS.items() if mark in data]
    return found + (["pixels of the camera"] if any(patch in data for patch in patches) else [])


def breaches(
    seen: Sequence[Happening], allowed: Collection[str], patches: Collection[bytes]
) -> dict[str, list[str]]:
    """What was written where it should not be, or sent away, or is a picture: the place and what is wrong."""
    found: dict[str, list[str]] = {}
    written: dict[str, bytearray] = {}
    for one in seen:
        if one.what == "went round":
            found.setdefault(one.where, []).append("bytes moved unseen")
        elif one.what in ("sent", "listened"):
            if not stays_here(one.where):
                found.setdefault(one.where, []).append("not this machine")
        elif not one.where.startswith(_HARMLESS):
            written.setdefault(one.where, bytearray()).extend(one.data)
    for where, data in written.items():
        if where not in allowed:
            found.setdefault(where, []).append("a file that is not expected")
        if kinds := pictures(bytes(data), patches):
            found.setdefault(where, []).extend(kinds)
    return {where: list(dict.fromkeys(what)) for where, what in found.items()}
