"""What a process holds on to: memory, threads, open files, rows that were to be temporary."""

from __future__ import annotations

import ctypes
import gc
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

PER_SESSION = frozenset({"session", "run", "event", "outbox"})
"""Tables that keep what was done (the outbox for 90 days after delivery); every other must not grow."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look.

    Attributes:
        hour: of simulated time.
        rss_mb: resident memory.
        threads: of Python.
        files: open file descriptors.
        rows: by table.
        waiting: messages that the clinic has not confirmed.
    """

    hour: int
    rss_mb: float
    threads: int
    files: int
    rows: dict[str, int]
    waiting: int


def read(hour: int, database: Path) -> Reading:
    """Look now, after the garbage was collected and free memory was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    process = psutil.Process()
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        query = "SELECT count(*) FROM outbox WHERE delivered_s IS NULL"
        waiting = connection.execute(query).fetchone()[0]
    rss_mb = process.memory_info().rss / 1e6
    return Reading(hour, rss_mb, threading.active_count(), process.num_fds(), rows, waiting)


def slope(readings: Sequence[Reading], values: Sequence[float]) -> float:
    """By how much a value rises in an hour (least squares)."""
    return float(np.polyfit([reading.hour for reading in readings], values, 1)[0])
