"""The database of the clinic's records: SQLite in a file, or PostgreSQL; opened, migrated, transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from device.errors import ConfigError, StoreError

MIGRATIONS: Final = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S: Final = 15.0
_MIGRATION_LOCK: Final = 0x4D415453  # any number that all workers share


def database_url(given: str | None, data_dir: Path) -> URL:
    """The database to use: `given` as in the settings, else a SQLite file in `data_dir`.

    Raises:
        ConfigError: `given` is no address of a database that can be used.
    """
    if given is None:
        return URL.create("sqlite", database=str(data_dir / "clinic.db"))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "clinic.database: not an address; write postgresql://user:password@host/name"
        ) from None
    kind = url.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite":
        return url.set(drivername="sqlite")
    raise ConfigError(
        f"clinic.database: {kind} is not supported; use postgresql:// or leave it out for SQLite"
    )


class Database:
    """Use as a context manager, or call `close`. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: URL) -> Database:
        """Connect, and bring the tables to this version.

        Raises:
            StoreError: it can't be reached or written, or a newer version of Matside has changed it.
        """
        engine = create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        database = cls(engine)
        try:
            with database.writing() as connection:
                if engine.dialect.name == "postgresql":
                    # Several workers may start at once on an empty database.
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                migrate(connection)
        except StoreError:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Give the connections back; safe to call twice."""
        self._engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def where(self) -> str:
        """The database in words, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view of the records.

        Raises:
            StoreError: the database is away or refuses.
        """
        with self._saying_what_is_wrong(), self._engine.connect() as plain:
            yield plain.execution_options(reads=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed, and on disk, when the block ends without an error.

        Raises:
            StoreError: the database is away or refuses; nothing of the block was kept.
        """
        with self._saying_what_is_wrong(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _saying_what_is_wrong(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, CommandError) as error:
            cause = str(getattr(error, "orig", None) or error).strip().splitlines()
            raise StoreError(f"{self.where}: {cause[0] if cause else type(error).__name__}") from error


def migrate(connection: Connection) -> None:
    """Bring the tables behind `connection` to this version, within its transaction."""
    config = AlembicConfig(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def insert_new(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Add rows; those whose key is there already are left as they are. Returns how many were new."""
    if not rows:
        return 0
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    key = table.primary_key.columns.values()[0]
    # Asking for the keys lets SQLAlchemy put many rows into one statement, in this order.
    return len(connection.execute(insert.on_conflict_do_nothing().returning(key), rows).all())


def upsert(
    connection: Connection, table: Table, key: str, rows: Sequence[dict[str, Any]], changed: Sequence[str]
) -> None:
    """Add rows, or give those whose `key` is there the new values of `changed`, where these differ."""
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    first = table.c[changed[0]]
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[key],
            set_={name: insert.excluded[name] for name in changed},
            where=first.is_distinct_from(insert.excluded[changed[0]]),
        ),
        rows,
    )


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # Transactions are begun by `_begin_sqlite`, not by the driver.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000:.0f}")
    deadline_s = time.monotonic() + BUSY_TIMEOUT_S
    # On an empty file that several workers open at once SQLite refuses this without waiting for its turn.
    while not _in_wal(cursor):
        if time.monotonic() >= deadline_s:
            raise sqlite3.OperationalError("in use by another program for too long")
        time.sleep(0.02)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _in_wal(cursor: DBAPICursor) -> bool:
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False
    return True


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads before it writes could otherwise fail instead of waiting for its turn.
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
