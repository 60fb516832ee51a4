"""A device that has sessions until there are enough, and sends them, until it is killed or all have arrived.

    python -m tests.device.link.chaos_device DATABASE PATIENT SESSIONS

How to reach the broker is in the environment, as for the appliance. It prints how many sessions there are,
and at last "delivered".
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from device.channel import Latest
from device.config_file import load
from device.link.uplink import Uplink
from device.store import SessionRecord, Store
from device.worker import Worker
from tests.device.link.uplinks import QUICK
from tests.device.sessions import SQUATS, summary_of

PAUSE_S = 0.2


def main(database: Path, patient: str, sessions: int) -> None:
    """Pick up where the process before was killed."""
    store = Store.open(database)

    def close(record: SessionRecord) -> None:
        store.close_session(summary_of(record).model_copy(update={"patient_code": patient}))

    for left in store.open_sessions():
        close(left.record)
    deaths: list[BaseException] = []
    uplink = Uplink(
        load(None, os.environ).link,
        patient_code=patient,
        client_id=store.client_id(),
        software="0.1.0",
        outbox=store.outbox,
        status=Latest(),
        timing=QUICK,
    )
    Worker("uplink", uplink.run, deaths.append).start()
    while (count := len(store.history(sessions))) < sessions:
        print(count, flush=True)
        time.sleep(random.uniform(0, PAUSE_S))
        record = store.begin_session([SQUATS])
        if random.random() < 0.5:
            time.sleep(random.uniform(0, PAUSE_S))
        close(record)
        assert not deaths
    while store.outbox.waiting():
        time.sleep(0.05)
        assert not deaths
    print("delivered", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
