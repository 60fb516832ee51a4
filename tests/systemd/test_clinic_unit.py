"""The unit of the clinic's server: judged by systemd's own tools, its limits put on the real program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from device.clinic.store.database import Database, database_url
from tests.brokers import Mosquitto
from tests.clinics import say
from tests.device.clinic.readings import PATIENT, rows, session
from tests.device.clinic.test_ingest import wait_until
from tests.systemd.test_units import MATSIDE, SYSTEMD, exposure, tool, verify

UNIT = SYSTEMD / "matside-clinic.service"
INSTALLED = "/opt/matside-clinic/bin/matside"


def test_systemd_finds_nothing_to_say_about_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    assert f"ExecStart={INSTALLED} " in text
    unit = tmp_path / UNIT.name
    unit.write_text(text.replace(INSTALLED, sys.executable), encoding="utf-8")
    checked = verify(unit)
    assert (checked.stdout, checked.stderr, checked.returncode) == ("", "", 0)


def test_the_exposure_is_at_most_two() -> None:
    judged = exposure(UNIT, 20)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_the_user_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "usr/lib/sysusers.d"
    folder.mkdir(parents=True)
    (tmp_path / "etc").mkdir()
    (folder / "matside-clinic.conf").write_bytes((SYSTEMD / "sysusers.d/matside-clinic.conf").read_bytes())
    command = [tool("systemd-sysusers"), f"--root={tmp_path}"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    assert ":/var/lib/matside-clinic:/usr/sbin/nologin\n" in (tmp_path / "etc/passwd").read_text()


@pytest.mark.broker
def test_it_stores_and_shows_under_the_services_restrictions(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")} | {
        "MATSIDE_STORE__DATA_DIR": str(tmp_path),
        "MATSIDE_CLINIC__PORT": "0",
        "MATSIDE_LINK__HOST": "127.0.0.1",
        "MATSIDE_LINK__PORT": str(broker.port),
        "MATSIDE_LINK__TLS": "false",
    }
    confined = [sys.executable, "-m", "tests.systemd.confine", str(UNIT), MATSIDE, "clinic", "serve"]
    with subprocess.Popen(confined, env=environ, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout
            address = service.stdout.readline().split("open ")[1].split(" ")[0]
            assert "storing for clinic" in service.stdout.readline()
            with urllib.request.urlopen(f"{address}sign-in", timeout=10) as page:
                assert "Sign in" in page.read().decode()
            topic = f"matside/v1/clinic/{PATIENT}/summary"
            say(broker, topic, session().model_dump_json().encode())
            with Database.open(database_url(None, tmp_path)) as database:
                wait_until(lambda: rows(database, "summaries"))
            service.send_signal(signal.SIGTERM)
            assert service.wait(15) == 0
        finally:
            service.kill()
            broker.stop()
