from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from device.clinic.store.database import Database, database_url
from tests.postgres import PostgresCluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[PostgresCluster]:
    with PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """An empty database, as `clinic.database` names it; None: SQLite in the test's folder."""
    if request.param == "sqlite":
        return None
    cluster: PostgresCluster = request.getfixturevalue("cluster")
    return cluster.new_database(f"test_{abs(hash(request.node.nodeid))}")


@pytest.fixture
def database(address: str | None, tmp_path: Path) -> Iterator[Database]:
    """The clinic's records, once on each kind of database."""
    with Database.open(database_url(address, tmp_path)) as database:
        yield database
