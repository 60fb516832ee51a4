"""The clinic's broker, called as the appliance calls it: with its pairing, its certificate, its login."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from device.config import Config, StoreSettings
from device.doctor import checks, parts
from device.doctor.check import Check, Level
from device.link.pairing import Pairing
from device.link.settings import LinkSettings
from device.paired import NAME, keep_pairing
from device.store import Store
from tests.brokers import Mosquitto, free_port
from tests.certificates import Authority
from tests.device.link.uplinks import PAHO_LEAVES_TLS_SOCKETS_OPEN, plain, running

pytestmark = [pytest.mark.broker, pytest.mark.filterwarnings(f"ignore:{PAHO_LEAVES_TLS_SOCKETS_OPEN}")]

StartBroker = Callable[..., Mosquitto]


def pair(folder: Path, broker: Mosquitto, **changes: object) -> Config:
    """A device that was paired on its touchscreen; the settings name no broker."""
    folder.mkdir(exist_ok=True)
    pairing = {"host": "localhost", "port": broker.port, "clinic": "clinic", "patient_code": "TEST2345"}
    keep_pairing(folder, Pairing.model_validate(pairing | changes).model_dump_json())
    return Config(store=StoreSettings(data_dir=folder))


def test_a_pairing_of_the_touchscreen_is_tried_over_tls_with_its_login(
    custom_broker: StartBroker, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    broker = custom_broker(tls=authority.issue("localhost"), users={"mat": "rosebud"})
    own = {"ca": authority.file.read_text(), "username": "mat", "password": "rosebud"}
    where = f"localhost:{broker.port}"
    assert parts.broker(pair(tmp_path / "good", broker, **own)) == Check(
        "broker", Level.OK, f"{where} takes this device, over TLS"
    )
    wrong = parts.broker(pair(tmp_path / "login", broker, **own | {"password": "citizen"}))
    assert wrong == Check(
        "broker", Level.FAIL, f"{where}: does not allow this; check the user name and its rights (ACL)"
    )
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other").file.read_text()
    unknown = parts.broker(pair(tmp_path / "ca", broker, **own | {"ca": stranger}))
    assert unknown.level is Level.FAIL
    assert unknown.words.startswith(f"{where}: its certificate comes from an authority that this device does")


def test_whatever_else_is_there_or_nothing_is_named(tmp_path: Path) -> None:
    def of(host: str, port: int) -> Check:
        link = LinkSettings(host=host, port=port, tls=host != "127.0.0.1")
        return parts.broker(Config(link=link, store=StoreSettings(data_dir=tmp_path)))

    silent = of("127.0.0.1", free_port())
    assert silent.level is Level.FAIL
    assert silent.words.endswith("nothing listens there; is the broker running, is the port right?")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        told = of("127.0.0.1", mute.getsockname()[1])
    assert told.level is Level.FAIL
    assert told.words.endswith("answers, but not as an MQTT broker; check the port")
    nameless = of("no-such-host.invalid", 8883)
    assert nameless.words == "no-such-host.invalid:8883: the name can't be resolved; check it and the network"
    unpaired = parts.broker(Config(store=StoreSettings(data_dir=tmp_path)))
    assert unpaired.level is Level.WARN


def test_a_pairing_that_can_not_be_read_fails(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("half a pai")
    config = Config(store=StoreSettings(data_dir=tmp_path))
    (check,) = [found for found in checks(config) if found.name == "broker"]
    assert check.level is Level.FAIL
    assert "pair again, or remove the file" in check.words


def test_looking_leaves_the_running_appliance_connected(
    broker: Mosquitto, store: Store, tmp_path: Path
) -> None:
    with running(store, plain(broker)) as uplink:
        uplink.wait_until(lambda status: status.state == "connected")
        config = Config(link=plain(broker), store=StoreSettings(data_dir=tmp_path))
        assert parts.broker(config).level is Level.OK
        time.sleep(0.5)
        assert uplink.status.peek().state == "connected"
    log = broker.log()
    (own,) = set(re.findall(r"matside-doctor-\w{8}", log))
    assert f"Client {own} disconnected" in log
    assert log.count("New client connected") == 2
