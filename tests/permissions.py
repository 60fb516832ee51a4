"""Doing things as somebody whom file permissions stop."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of linux/capability.h.
_PASSES_EVERY_DOOR = 1 << 1 | 1 << 2


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Within the block this thread obeys file permissions, also where the tests run as root."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    before = sets[0]
    sets[0] = before & ~_PASSES_EVERY_DOOR
    libc.capset(header, sets)
    try:
        yield
    finally:
        sets[0] = before
        libc.capset(header, sets)
