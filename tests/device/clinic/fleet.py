"""Many devices at once, each with one message under way until its receipt; how fast a clinic stores them.

    python -m tests.device.clinic.fleet --devices 1000 --sessions 30 --workers 1 2 4 --postgres

starts a private broker (and PostgreSQL) and so many `matside clinic ingest` processes, and prints how many
messages a second were stored and confirmed.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import create_engine, text

from device.clinic.store.database import database_url
from device.link.messages import Receipt
from device.summary import Ending, ExerciseSummary, PartOfDay, SessionSummary
from tests.brokers import Mosquitto
from tests.postgres import PostgresCluster

SENDERS = 2
REPEAT_S = 30.0


def code_of(number: int) -> str:
    return f"D{number:05d}"


def a_session(patient_code: str, day: int, chance: random.Random) -> SessionSummary:
    """A session of five exercises as the default plan has them."""
    plan = ["squat", "sit_to_stand", "glute_bridge", "prone_press_up", "bird_dog"]
    exercises = tuple(
        ExerciseSummary(
            exercise=name,
            prescribed_reps=5,
            reps=chance.randint(3, 5),
            too_small=chance.randint(0, 1),
            range_unit="deg",
            range_median=round(chance.uniform(60, 95), 1),
            deviations={"trunk_lean": chance.randint(1, 3)} if chance.random() < 0.4 else {},
            duration_s=round(chance.uniform(30, 60), 1),
            measurable=round(chance.uniform(0.85, 1.0), 3),
            not_measurable_s={"out_of_frame": 2.5},
        )
        for name in plan
    )
    return SessionSummary(
        session_id=f"{chance.getrandbits(128):032x}",
        patient_code=patient_code,
        programme_day=day,
        part_of_day=PartOfDay.MORNING,
        ended=Ending.COMPLETED,
        duration_s=300.0,
        exercises=exercises,
        pain_before=chance.randint(2, 6),
        pain_after=chance.randint(1, 5),
        software="0.1.0",
        model="movenet_lightning_int8",
    )


@dataclass
class Fleet:
    """Devices that share one connection; each sends its next session on the receipt of the last.

    Attributes:
        waits_s: from publish to receipt, for each message.
        repeats: messages sent again after 30 s.
    """

    port: int
    devices: range
    sessions: int
    waits_s: list[float] = field(default_factory=list)
    repeats: int = 0

    def run(self) -> None:
        """Send everything; returns when every session has its receipt."""
        queues = {code_of(number): self._sessions(number) for number in self.devices}
        under_way: dict[str, tuple[str, bytes, float]] = {}
        arrived: deque[MQTTMessage] = deque()
        news = threading.Event()
        ready = threading.Event()
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        client.max_inflight_messages_set(65535)

        def on_message(_client: Client, _data: object, message: MQTTMessage) -> None:
            arrived.append(message)
            news.set()

        client.on_message = on_message
        client.on_subscribe = lambda *_: ready.set()
        client.connect("127.0.0.1", self.port)
        client.subscribe([(f"matside/v1/clinic/{code}/receipt", 1) for code in queues])  # type: ignore[list-item]
        client.loop_start()
        assert ready.wait(30)

        def send(code: str) -> None:
            if queues[code]:
                id_, payload = queues[code].popleft()
                under_way[code] = (id_, payload, time.monotonic())
                client.publish(f"matside/v1/clinic/{code}/summary", payload, qos=1)

        for code in queues:
            send(code)
        while under_way:
            news.wait(1.0)
            news.clear()
            while arrived:
                message = arrived.popleft()
                code = message.topic.split("/")[3]
                ids = Receipt.model_validate_json(message.payload).ids
                if code in under_way and under_way[code][0] in ids:
                    self.waits_s.append(time.monotonic() - under_way.pop(code)[2])
                    send(code)
            for code, (id_, payload, sent_s) in list(under_way.items()):
                if time.monotonic() - sent_s > REPEAT_S:
                    self.repeats += 1
                    under_way[code] = (id_, payload, time.monotonic())
                    client.publish(f"matside/v1/clinic/{code}/summary", payload, qos=1)
        client.disconnect()
        client.loop_stop()

    def _sessions(self, number: int) -> deque[tuple[str, bytes]]:
        chance = random.Random(number)
        made = [a_session(code_of(number), day + 1, chance) for day in range(self.sessions)]
        return deque((one.session_id, one.model_dump_json().encode()) for one in made)


def _send(port: int, devices: range, sessions: int, results: multiprocessing.SimpleQueue[Fleet]) -> None:
    fleet = Fleet(port, devices, sessions)
    fleet.run()
    results.put(fleet)


@contextlib.contextmanager
def ingesting(folder: Path, port: int, database: str | None, workers: int) -> Iterator[None]:
    """So many `matside clinic ingest` processes, subscribed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")}
    environ |= {"MATSIDE_LINK__HOST": "127.0.0.1", "MATSIDE_LINK__PORT": str(port)}
    environ |= {"MATSIDE_LINK__TLS": "false", "MATSIDE_STORE__DATA_DIR": str(folder)}
    if database is not None:
        environ["MATSIDE_CLINIC__DATABASE"] = database
    command = [sys.executable, "-m", "device", "clinic", "ingest"]
    running = [
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(workers)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            assert "storing" in process.stdout.readline()
        yield
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            assert process.wait(20) == 0
            assert process.stdout is not None
            process.stdout.close()


@dataclass(frozen=True)
class Measured:
    """One run: messages stored, the time for it, the median and 99th percentile from publish to receipt."""

    messages: int
    seconds: float
    median_s: float
    slowest_percent_s: float
    repeats: int


def measure(
    folder: Path, *, devices: int, sessions: int, workers: int, database: str | None, senders: int = SENDERS
) -> Measured:
    """Send `devices` x `sessions` summaries through a private broker to so many workers."""
    broker = Mosquitto(folder, extra=("max_queued_messages 0", "max_inflight_messages 0"))
    broker.start()
    results: multiprocessing.SimpleQueue[Fleet] = multiprocessing.SimpleQueue()
    share = -(-devices // senders)
    try:
        with ingesting(folder, broker.port, database, workers):
            began_s = time.monotonic()
            sending = [
                multiprocessing.Process(
                    target=_send,
                    args=(broker.port, range(first, min(first + share, devices)), sessions, results),
                )
                for first in range(0, devices, share)
            ]
            for process in sending:
                process.start()
            fleets = [results.get() for _ in sending]
            seconds = time.monotonic() - began_s
            for process in sending:
                process.join()
    finally:
        broker.stop()
    waits = sorted(wait for fleet in fleets for wait in fleet.waits_s)
    return Measured(
        messages=len(waits),
        seconds=seconds,
        median_s=statistics.median(waits),
        slowest_percent_s=waits[int(len(waits) * 0.99)],
        repeats=sum(fleet.repeats for fleet in fleets),
    )


def stored(database: str | None, folder: Path) -> int:
    """How many summaries the records hold."""
    engine = create_engine(database_url(database, folder))
    with engine.connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM summaries"))
    engine.dispose()
    return int(count or 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--postgres", action="store_true", help="a private PostgreSQL instead of SQLite")
    parser.add_argument("--replica", action="store_true", help="the PostgreSQL has one, and waits for it")
    options = parser.parse_args()
    with contextlib.ExitStack() as closing:
        cluster = closing.enter_context(PostgresCluster()) if options.postgres else None
        if cluster and options.replica:
            closing.enter_context(PostgresCluster(cluster))
        for workers in options.workers:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
            database = cluster.new_database(f"with_{workers}") if cluster else None
            made = measure(
                folder,
                devices=options.devices,
                sessions=options.sessions,
                workers=workers,
                database=database,
            )
            assert stored(database, folder) == options.devices * options.sessions
            print(
                f"{'PostgreSQL' if cluster else 'SQLite'}, {workers} workers: {made.messages} in "
                f"{made.seconds:.1f} s, {made.messages / made.seconds:.0f}/s, to the receipt "
                f"{made.median_s * 1000:.0f} ms (99 %: {made.slowest_percent_s * 1000:.0f} ms), "
                f"{made.repeats} repeats",
                flush=True,
            )


if __name__ == "__main__":
    main()
