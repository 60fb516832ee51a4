"""Runs a program under the system call filter and the memory rule that a unit file asks for, without systemd.

    python -m tests.systemd.confine UNIT PROGRAM [ARGUMENT]...

Needs no rights: the same libseccomp that systemd uses puts the filter on this process, which then becomes the
program.
"""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
MASKED_EQUAL = 7


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp: (argument & mask) == value."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


def settings(unit: Path, key: str) -> list[str]:
    """The values of `key` in the unit, in order."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


def members(group: str) -> Iterator[str]:
    """The system calls of a group such as @system-service, as systemd itself resolves it."""
    if not group.startswith("@"):
        yield group
        return
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True
    )
    for line in told.stdout.splitlines()[1:]:
        name = line.strip()
        if name and not name.startswith("#"):
            yield from members(name)


def admitted(filters: Iterable[str]) -> set[str]:
    """The system calls that SystemCallFilter= lines leave; systemd always admits @default."""
    calls = set(members("@default"))
    for line in filters:
        listed = {call for group in line.removeprefix("~").split() for call in members(group)}
        calls = calls - listed if line.startswith("~") else calls | listed
    return calls


def confine(calls: set[str], deny_write_execute: bool) -> None:
    """Put the filter on this process, for good."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(REFUSE))

    def rule(action: int, name: str, *comparisons: Comparison) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            array = (Comparison * len(comparisons))(*comparisons)
            library.seccomp_rule_add_array(context, action, number, len(comparisons), array)

    # As systemd: no memory both written and run, and none made runnable later.
    gates = {
        "mmap": (2, PROT_WRITE | PROT_EXEC),
        "mprotect": (2, PROT_EXEC),
        "pkey_mprotect": (2, PROT_EXEC),
        "shmat": (2, SHM_EXEC),
    }
    for name in calls:
        if deny_write_execute and name in gates:
            argument, bits = gates[name]
            for left_out in (bit for bit in (PROT_WRITE, PROT_EXEC, SHM_EXEC) if bit & bits):
                rule(ALLOW, name, Comparison(argument, MASKED_EQUAL, left_out, 0))
        else:
            rule(ALLOW, name)
    if failure := library.seccomp_load(context):
        sys.exit(f"confine: the kernel refuses the filter: {os.strerror(-failure)}")


if __name__ == "__main__":
    unit = Path(sys.argv[1])
    confine(
        admitted(settings(unit, "SystemCallFilter")),
        settings(unit, "MemoryDenyWriteExecute") == ["true"],
    )
    os.execvp(sys.argv[2], sys.argv[2:])
