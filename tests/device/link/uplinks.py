"""An uplink in a worker of its own, as the appliance runs it, and waiting for what it shows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from device.channel import Latest
from device.link.messages import Alert, AlertKind, Health, RedFlag
from device.link.prescription import Prescription
from device.link.settings import LinkSettings
from device.link.status import LinkStatus
from device.link.timing import UplinkTiming
from device.link.uplink import Uplink
from device.store import OutboxKind, Store
from device.summary import PartOfDay
from device.view import LinkState
from device.worker import Worker
from tests.brokers import Mosquitto
from tests.clinics import Clinic, say

StartBroker = Callable[..., Mosquitto]
OpenClinic = Callable[..., Clinic]
PATIENT = "ABCD2345"
USERS = {"device": "secret-1", "clinic": "secret-2"}
CLINIC_RIGHTS = "user clinic\ntopic readwrite matside/#\n"
# After a failed handshake paho leaves the socket to the garbage collector, which warns.
PAHO_LEAVES_TLS_SOCKETS_OPEN = "Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
QUICK = UplinkTiming(
    first_retry_s=0.1, longest_retry_s=0.5, acknowledge_s=10.0, first_repeat_s=0.5, longest_repeat_s=1.0
)


def plain(broker: Mosquitto, **changes: object) -> LinkSettings:
    """Settings for a broker without TLS."""
    return LinkSettings.model_validate({"host": "127.0.0.1", "port": broker.port, "tls": False, **changes})


def as_device(broker: Mosquitto) -> LinkSettings:
    """Settings for a broker that knows USERS."""
    return plain(broker, username="device", password=USERS["device"])


def rights(*leaves: str) -> str:
    """Everything for the clinic; for the device to read what is its own, and to write these alone."""
    mine = f"matside/v1/clinic/{PATIENT}"
    writes = "".join(f"topic write {mine}/{leaf}\n" for leaf in leaves)
    return f"user device\n{writes}topic read {mine}/#\n{CLINIC_RIGHTS}"


def give_receipt(broker: Mosquitto, *ids: str, patient: str = PATIENT) -> None:
    """Confirm as the clinic does."""
    say(broker, f"matside/v1/clinic/{patient}/receipt", json.dumps({"ids": ids}).encode())


RED_FLAG = Alert(
    alert_id="a" * 32,
    patient_code=PATIENT,
    kind=AlertKind.RED_FLAG,
    red_flags=(RedFlag.FEVER,),
    programme_day=3,
    part_of_day=PartOfDay.EVENING,
)


def queue_alert(store: Store) -> Alert:
    store.outbox.put(OutboxKind.ALERT, RED_FLAG.alert_id, RED_FLAG)
    return RED_FLAG


class RunningUplink:
    """What the uplink shows, and whether it died."""

    def __init__(self) -> None:
        self.status: Latest[LinkStatus] = Latest()
        self.deaths: list[BaseException] = []

    def wait_until(self, condition: Callable[[LinkStatus], bool], timeout_s: float = 15.0) -> LinkStatus:
        """The first status shown from now on, or now, that fulfils the condition."""
        deadline_s, seen = time.monotonic() + timeout_s, 0
        while (left_s := deadline_s - time.monotonic()) > 0:
            if (newer := self.status.newer(seen, left_s)) is not None:
                seen, status = newer
                if condition(status):
                    return status
        raise AssertionError(f"still {self.status.peek()} after {timeout_s:g} s")

    def wait_for(self, state: LinkState, timeout_s: float = 15.0) -> LinkStatus:
        return self.wait_until(lambda status: status.state is state, timeout_s)

    def wait_empty(self, timeout_s: float = 15.0) -> LinkStatus:
        """Everything has arrived."""
        return self.wait_until(
            lambda status: status.outbox == 0 and status.state is LinkState.CONNECTED, timeout_s
        )


@contextmanager
def running(
    store: Store,
    settings: LinkSettings,
    timing: UplinkTiming = QUICK,
    prescription: Prescription | None = None,
    *,
    health: Callable[[], Health] | None = None,
    others: Callable[[], Mapping[str, Prescription]] = dict,
) -> Iterator[RunningUplink]:
    """Run an uplink; fails the test if it dies or does not stop."""
    shown = RunningUplink()
    uplink = Uplink(
        settings,
        patient_code=PATIENT,
        client_id=store.client_id(),
        software="0.1.0",
        outbox=store.outbox,
        status=shown.status,
        timing=timing,
        prescription=prescription,
        health=health,
        others=others,
    )
    worker = Worker("uplink", uplink.run, shown.deaths.append)
    worker.start()
    try:
        yield shown
    finally:
        worker.stop()
    assert shown.deaths == []
