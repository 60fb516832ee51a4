from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from device.errors import UsageError
from device.store.lock import LOCK_FILE, sole_use

HOLDER = """
import sys, time
from pathlib import Path
from device.store.lock import sole_use
with sole_use(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_who_holds_the_folder_and_gets_it_after_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError) as refused, sole_use(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
    assert str(refused.value).startswith(f"{tmp_path}: in use by another Matside (process {holder.pid})")
    assert refused.value.exit_code == 2
    with sole_use(tmp_path):
        assert (tmp_path / LOCK_FILE).read_text() == str(os.getpid())


def test_the_folder_is_free_again_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with sole_use(tmp_path), pytest.raises(UsageError, match="in use"), sole_use(tmp_path):
            pass


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    said = r"matside.lock: can't be written \(No such file or directory\)"
    with pytest.raises(UsageError, match=said), sole_use(tmp_path / "nowhere"):
        pass


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    """The folder is the service's; root takes the lock too, and would write to whatever the link leads to."""
    settings = tmp_path / "matside.toml"
    settings.write_text("of root's")
    (tmp_path / LOCK_FILE).symlink_to(settings)
    with pytest.raises(UsageError, match="can't be written"), sole_use(tmp_path):
        pass
    assert settings.read_text() == "of root's"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_locks_the_service_can_lock_afterwards(tmp_path: Path) -> None:
    os.chown(tmp_path, 1234, 1234)
    with sole_use(tmp_path):
        made = (tmp_path / LOCK_FILE).stat()
    assert (made.st_uid, made.st_gid) == (1234, 1234)
