"""A device that has sessions until there are enough, and sends them, until it is killed or all have arrived.

It prints how many sessions there are, and at last "delivered".
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from device.channel import Latest
from device.link.settings import LinkSettings
from device.link.uplink import Uplink
from device.store import Store
from device.worker import Worker
from tests.device.link.uplinks import PATIENT, QUICK
from tests.device.sessions import SQUATS, finish_session, summary_of

PAUSE_S = 0.2


def main(database: Path, port: int, sessions: int) -> None:
    """Pick up where the process before was killed."""
    store = Store.open(database)
    for left in store.open_sessions():
        store.close_session(summary_of(left.record))
    deaths: list[BaseException] = []
    uplink = Uplink(
        LinkSettings(host="127.0.0.1", port=port, tls=False),
        patient_code=PATIENT,
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
        if random.random() < 0.5:
            finish_session(store)
        else:
            record = store.begin_session([SQUATS])
            time.sleep(random.uniform(0, PAUSE_S))
            store.close_session(summary_of(record))
        assert not deaths
    while store.outbox.waiting():
        time.sleep(0.05)
        assert not deaths
    print("delivered", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
