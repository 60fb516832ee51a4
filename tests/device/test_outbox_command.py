from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from device.store import Store
from tests.device.sessions import finish_session


def outbox(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"MATSIDE_STORE__DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "device", "outbox", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_counts_and_sends_again_while_the_appliance_holds_the_database(
    store: Store, tmp_path: Path
) -> None:
    delivered, waiting = finish_session(store), finish_session(store)
    store.outbox.mark_delivered([delivered.session_id])
    assert outbox(tmp_path).stdout == "1 waiting, 1 delivered in the last 90 days\n"
    assert outbox(tmp_path, "resend").stdout == "1 messages will be sent again\n"
    assert [row.id for row in store.outbox.pending(9)] == [delivered.session_id, waiting.session_id]


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    done = outbox(tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"matside: {tmp_path}/matside.db: no database yet; it is made when Matside runs for the first time\n"
    )
