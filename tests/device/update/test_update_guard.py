"""The judge of an update; the machine around it is played here and real in tests/boot."""

from __future__ import annotations

import ast
import json
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.update import guard
from device.update.guard import Update, becomes_healthy, finish, healthy, restore_database
from tests.device.fake_clock import FakeClock


def update(data_dir: Path = Path("/nowhere")) -> Update:
    return Update("1.0.0", "1.1.0", str(data_dir), "http://127.0.0.1:1/")


class Service:
    """A service that is restarted at these seconds, and answers from then on."""

    def __init__(self, restarts_s: list[float], answers_from_s: float = 0.0) -> None:
        self.clock = FakeClock(0.0)
        self._restarts_s = restarts_s
        self._answers_from_s = answers_from_s

    def run(self) -> str:
        begun = [at_s for at_s in self._restarts_s if at_s <= self.clock()]
        return f"run {len(begun)}" if begun else ""

    def answers(self, update: Update, run: str) -> bool:
        return self.clock() >= self._answers_from_s

    def judged(self) -> bool:
        return becomes_healthy(update(), self.run, self.answers, self.clock, self.clock.sleep)


def test_a_service_that_runs_for_a_minute_is_healthy() -> None:
    service = Service([5.0])
    assert service.judged()
    assert 65 <= service.clock() <= 70


def test_one_restart_at_first_is_forgiven() -> None:
    service = Service([5.0, 50.0])
    assert service.judged()
    assert service.clock() >= 110


@pytest.mark.parametrize(
    "service",
    [
        Service([]),
        Service([at * 20.0 for at in range(20)]),
        Service([5.0], answers_from_s=1000.0),
        Service([150.0]),
    ],
    ids=["never ready", "restarts again and again", "no screen", "too late"],
)
def test_three_minutes_and_no_more(service: Service) -> None:
    assert not service.judged()
    assert 180 <= service.clock() <= 181


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Where the data is, and where the data of before was kept; both empty."""
    data, kept = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    kept.mkdir()
    return data, kept


def database(path: Path, schema: int, words: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE told (words TEXT)")
        connection.execute("INSERT INTO told VALUES (?)", (words,))
        connection.execute(f"PRAGMA user_version = {schema}")
        connection.commit()


def told(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT words FROM told").fetchone()[0])


def test_data_in_a_newer_form_is_laid_aside_for_the_data_of_before(folders: tuple[Path, Path]) -> None:
    data, kept = folders
    database(data / "matside.db", 4, "after")
    database(kept / "matside.db", 3, "before")
    restore_database(update(data), kept)
    assert told(data / "matside.db") == "before"
    assert told(data / "matside.db.of-1.1.0") == "after"
    assert (data / "matside.db").stat().st_mode & 0o777 == 0o600


def test_root_follows_no_link_of_the_service(folders: tuple[Path, Path], tmp_path: Path) -> None:
    data, kept = folders
    others = tmp_path / "shadow"
    others.write_text("root")
    (data / ".matside.db.before").symlink_to(others)
    database(data / "matside.db", 4, "after")
    database(kept / "matside.db", 3, "before")
    restore_database(update(data), kept)
    assert others.read_text() == "root"
    assert told(data / "matside.db") == "before"


def test_what_was_laid_aside_before_a_power_cut_is_not_overwritten(folders: tuple[Path, Path]) -> None:
    data, kept = folders
    database(data / "matside.db.of-1.1.0", 4, "after")
    database(data / "matside.db", 4, "begun anew at the start after the cut")
    database(kept / "matside.db", 3, "before")
    restore_database(update(data), kept)
    assert told(data / "matside.db") == "before"
    assert told(data / "matside.db.of-1.1.0") == "after"
    assert told(data / "matside.db.of-1.1.0-2") == "begun anew at the start after the cut"


def test_a_power_cut_after_laying_aside_leaves_nothing_undone(folders: tuple[Path, Path]) -> None:
    data, kept = folders
    database(data / "matside.db.of-1.1.0", 4, "after")
    database(kept / "matside.db", 3, "before")
    restore_database(update(data), kept)
    assert told(data / "matside.db") == "before"
    assert sorted(path.name for path in data.iterdir()) == ["matside.db", "matside.db.of-1.1.0"]


def test_data_in_the_same_form_is_kept_with_what_came_since(folders: tuple[Path, Path]) -> None:
    data, kept = folders
    database(data / "matside.db", 3, "after")
    database(kept / "matside.db", 3, "before")
    restore_database(update(data), kept)
    assert told(data / "matside.db") == "after"


def test_nothing_pending_is_nothing_to_do(tmp_path: Path) -> None:
    assert guard.main(tmp_path) == 0
    (tmp_path / "pending.json").write_text(json.dumps({"before": "1"}), "utf-8")
    finish(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    ["", "nonsense\r\n\r\n", "HTTP/1.1 500 Internal Server Error\r\n\r\n"],
    ids=["none", "garbled", "500"],
)
def test_a_screen_that_answers_nonsense_is_not_healthy(answer: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer.encode())

        screen = threading.Thread(target=serve)
        screen.start()
        asked = replace(update(), screen=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        assert not healthy(asked, "run 1")
        screen.join(5)


def test_the_judge_needs_nothing_but_pythons_own_library() -> None:
    source = Path(guard.__file__)
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names | {"__future__"}
    alone = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(source)!r})"]
    subprocess.run(alone, check=True, timeout=30)
