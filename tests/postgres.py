"""A private PostgreSQL for tests and measurements: a cluster in a folder of its own, on a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.brokers import program

START_TIMEOUT_S = 60
OWNER = "postgres"


def _find(name: str) -> str:
    """One of PostgreSQL's programs; Debian keeps them apart from the PATH, by version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, f"{name} is not installed: make test installs it, or: sudo apt-get install postgresql"
    return found


class PostgresCluster:
    """Started on construction; use as a context manager, or call `stop`, which also deletes it.

    With a `primary`, it is a replica of that one, which then commits nothing that the replica has not.

    PostgreSQL refuses to run as root: then it runs as the user that its package has made.
    """

    def __init__(self, primary: PostgresCluster | None = None) -> None:
        self._as_owner: list[str] = []
        # The socket's path may have 107 characters at most: not below pytest's folders.
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as_owner = [program("setpriv"), f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"]
        try:
            if primary is None:
                self._run("initdb", "-A", "trust", "-U", "matside", "-E", "UTF8", "--no-locale")
            else:
                where = ("-h", str(primary.folder), "-U", "matside")
                self._run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", *where)
            self.start()
            if primary is not None:
                primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
                primary.sql("SELECT pg_reload_conf()")
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        """Its address for `clinic.database`."""
        return f"postgresql://matside@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", str(START_TIMEOUT_S), "-l", log, "-o", options)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def promote(self) -> None:
        """Make this replica the primary, as whoever watches over both would."""
        self._run("pg_ctl", "promote", "-w")

    def sql(self, statement: str) -> None:
        """Run one statement as the owner."""
        self._run(
            "psql", "-h", str(self.folder), "-U", "matside", "-d", "postgres", "-c", statement, data=False
        )

    def stop(self) -> None:
        """End it and delete its files; safe to call twice."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self, name: str) -> str:
        """Make an empty database; its address."""
        self._run("createdb", "-h", str(self.folder), "-U", "matside", name, data=False)
        return self.url.replace("/postgres?", f"/{name}?")

    def __enter__(self) -> PostgresCluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self, name: str, *arguments: str, data: bool = True) -> None:
        where = ["-D", str(self.folder / "data")] if data else []
        done = subprocess.run(
            [*self._as_owner, _find(name), *where, *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            # A server that keeps the pipe open would keep us waiting for its end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if name != "pg_ctl" else subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, (name, done.stderr)
