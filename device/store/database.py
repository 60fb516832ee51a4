"""One SQLite file: opened with care, set aside if damaged, migrated, written in whole transactions."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from device.errors import DiskError, StoreError
from device.store.disk import DiskTrouble, disk_trouble
from device.store.schema import APPLICATION_ID, MIGRATIONS

log = logging.getLogger(__name__)

BUSY_TIMEOUT_S: Final = 5.0
CACHE_KIB: Final = 512
"""Of pages in memory. SQLite's own 2 MiB take weeks to fill, and nobody could tell that from a leak."""
_MAGIC: Final = b"SQLite format 3\0"
_HEAD_BYTES: Final = 64 * 1024
# The log first: after a crash half-way the rest still gets the same new name.
_SUFFIXES: Final = ("-wal", "-shm", "")

_ADVICE: Final = {
    sqlite3.SQLITE_READONLY: "can't be written; make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check that its folder exists and is writable",
    sqlite3.SQLITE_PERM: "access denied; make the file and its folder readable and writable",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check the disk or the memory card",
    sqlite3.SQLITE_BUSY: "in use by another program for too long; is Matside running twice?",
    sqlite3.SQLITE_LOCKED: "in use by another program for too long; is Matside running twice?",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; start Matside again: it keeps the file and begins anew",
    sqlite3.SQLITE_NOTADB: "not a Matside database; choose another file or move this one away",
}


_OF_THE_DISK: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
)
"""What SQLite says of a full or read-only disk: which one, it does not always know."""


class _DamagedError(Exception):
    """The file was our database once, and can't be trusted any more."""


class Database:
    """A connection shared by all threads, one at a time.

    Write-ahead log with synchronous FULL: what a transaction wrote is on the disk when it ends, even if
    the power fails in the next moment. One lock is enough: a transaction here takes milliseconds.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, notice: str | None) -> None:
        self.path = path
        self.notice = notice
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open or create the file, check it and bring it to the newest schema.

        A damaged database is kept under another name, a new one takes its place and `notice` says so.

        Raises:
            StoreError: the file can't be opened or written, is no Matside database, or a newer Matside's.
        """
        notice = None
        try:
            connection = _connect(path)
        except _DamagedError as damage:
            aside = _set_aside(path)
            notice = f"{path}: the database was damaged ({damage}); kept as {aside.name}, a new one was begun"
            log.warning(notice)
            connection = _connect(path)
        return cls(path, connection, notice)

    def close(self) -> None:
        """Fold the log into the file and let go of it; safe to call twice."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for one or more SELECTs that see the same state.

        Raises:
            StoreError: the file can't be read.
        """
        with self._lock, _told(self.path):
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything in the block is on the disk when it ends, or nothing is.

        Raises:
            StoreError: the file can't be written; nothing of the block was.
        """
        with self._lock, _told(self.path), _whole(self._connection):
            yield self._connection

    def shred(self) -> None:
        """Leave nothing of what was deleted in the file or its log."""
        with self.reading() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def integrity(self) -> list[str]:
        """What SQLite's full check finds wrong; empty if the file is sound."""
        with self.reading() as connection:
            return _faults(connection, "integrity_check")


def _connect(path: Path) -> sqlite3.Connection:
    """Open, check, migrate. Raises _DamagedError or StoreError."""
    was_ours = _looks_like_ours(path)
    # What is in it concerns nobody else on this machine; SQLite's own trouble follows if this fails.
    with suppress(OSError):
        path.touch(mode=0o600, exist_ok=False)
    with _told(path):
        connection = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except sqlite3.DatabaseError as error:
            connection.close()
            if was_ours and error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise _DamagedError(str(error)) from error
            raise
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    if application != APPLICATION_ID and (application or tables):
        raise StoreError(
            f"{path}: the database of another program; choose another file or move this one away"
        )
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: written by a newer Matside (schema {version}, this one knows {len(MIGRATIONS)}); "
            "install the newer version again, or move the file away to begin anew"
        )
    if faults := _faults(connection, "integrity_check(1)"):
        raise _DamagedError(faults[0])
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    for number in range(version, len(MIGRATIONS)):
        with _whole(connection):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number + 1}")


def _faults(connection: sqlite3.Connection, check: str) -> list[str]:
    """One line for each fault; SQLite spreads some over two."""
    return [" ".join(text.split()) for (text,) in connection.execute(f"PRAGMA {check}") if text != "ok"]


def _looks_like_ours(path: Path) -> bool:
    """Whether a file that SQLite refuses may be replaced: a database, its remains, or blanked flash memory.

    Anything else was never ours (a photo, a text, named by mistake) and is left alone.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return head.startswith(_MAGIC) or b"CREATE TABLE" in head or set(head[:512]) in ({0x00}, {0xFF})


def _set_aside(path: Path) -> Path:
    """Rename the file and its log together, so that they can still be studied."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in _SUFFIXES:
        source = path.with_name(path.name + suffix)
        if source.exists():
            try:
                source.rename(aside.with_name(aside.name + suffix))
            except OSError as error:
                raise StoreError(f"{source}: damaged, and can't be set aside: {error.strerror}") from error
    return aside


@contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has already rolled back by itself after some errors, a full disk among them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Trouble with the disk or the file becomes a StoreError; a wrong statement stays the bug that it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else None
        trouble = disk_trouble(path.parent) if code in _OF_THE_DISK else None
        if trouble is None and code == sqlite3.SQLITE_FULL:
            trouble = DiskTrouble.FULL
        if trouble is not None:
            raise DiskError(f"{path}: {trouble.advice} ({error})", trouble) from error
        if code not in _ADVICE:
            raise
        raise StoreError(f"{path}: {_ADVICE[code]} ({error})") from error
