"""Connecting: TLS, certificates, names, and whatever else may listen on a port."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device.clinician import Connection
from device.errors import ConfigError, LinkError
from device.link.settings import LinkSettings
from device.link.wake import Wake
from device.link.wire import LinkRefusedError, Message, Outcome
from device.store import Store
from device.view import LinkState
from tests.brokers import Mosquitto
from tests.certificates import Authority
from tests.device.link.uplinks import PAHO_LEAVES_TLS_SOCKETS_OPEN, plain, running
from tests.device.sessions import finish_session

pytestmark = [pytest.mark.broker, pytest.mark.filterwarnings(f"ignore:{PAHO_LEAVES_TLS_SOCKETS_OPEN}")]

StartBroker = Callable[..., Mosquitto]


def secure(broker: Mosquitto, **changes: object) -> LinkSettings:
    return LinkSettings.model_validate({"host": "localhost", "port": broker.port, **changes})


def open_and_close(settings: LinkSettings) -> None:
    with Connection(settings, "test", session_expiry_s=0) as connection:
        assert connection.open(threading.Event())


def test_a_summary_travels_over_tls_with_client_certificate(
    custom_broker: StartBroker, store: Store, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    broker = custom_broker(
        tls=authority.issue("localhost"), extra=(f"cafile {authority.file}", "require_certificate true")
    )
    certificate, key = authority.issue("device@clinic.example")
    settings = secure(broker, ca_file=authority.file, cert_file=certificate, key_file=key)
    with running(store, settings) as uplink:
        finish_session(store)
        uplink.wait_until(lambda status: "someone at the clinic" in status.detail)
    with pytest.raises(
        LinkError, match=r"hangs up at once; does it ask for a client certificate \(cert_file\)\?"
    ):
        open_and_close(secure(broker, ca_file=authority.file))


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        (("other.example", {}), "its certificate is for another name; check host"),
        (("localhost", {"expired": True}), "its certificate has expired; it needs a new one"),
        (("localhost", {"not_yet": True}), "its certificate is not valid yet; is this device's clock set?"),
    ],
)
def test_a_broker_that_can_t_be_trusted_gets_nothing(
    custom_broker: StartBroker,
    store: Store,
    tmp_path: Path,
    certificate: tuple[str, dict[str, bool]],
    words: str,
) -> None:
    authority = Authority(tmp_path)
    identity, validity = certificate
    broker = custom_broker(tls=authority.issue(identity, **validity))
    finish_session(store)
    with running(store, secure(broker, ca_file=authority.file)) as uplink:
        shown = uplink.wait_for(LinkState.REFUSED)
    assert shown.detail.startswith(f"localhost:{broker.port}: {words}")
    assert shown.outbox == 1
    assert "PUBLISH" not in broker.log()


def test_an_unknown_authority_is_told(custom_broker: StartBroker, tmp_path: Path) -> None:
    broker = custom_broker(tls=Authority(tmp_path).issue("localhost"))
    words = "comes from an authority that this device does not know; check ca_file"
    with pytest.raises(LinkRefusedError, match=words):
        open_and_close(secure(broker, ca_file=Authority(tmp_path, "other").file))
    with pytest.raises(LinkRefusedError, match=words):
        open_and_close(secure(broker))


def test_an_address_is_checked_like_a_name(custom_broker: StartBroker, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    broker = custom_broker(tls=authority.issue("localhost"))
    with pytest.raises(LinkRefusedError, match="its certificate is for another address; check host"):
        open_and_close(secure(broker, host="127.0.0.1", ca_file=authority.file))
    broker = custom_broker(tls=authority.issue("127.0.0.1"))
    open_and_close(secure(broker, host="127.0.0.1", ca_file=authority.file))


def test_tls_on_one_side_only_is_told(broker: Mosquitto, custom_broker: StartBroker, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with pytest.raises(LinkError, match=r"does not speak TLS there; check port and tls|cut while it was"):
        open_and_close(secure(broker, ca_file=authority.file))
    over_tls = custom_broker(tls=authority.issue("localhost"))
    with pytest.raises(LinkError, match=r"hangs up at once; is it an MQTT broker, does it expect TLS\?"):
        open_and_close(plain(over_tls))


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("broker.invalid", "the name can't be resolved; check it and the network"),
        ("broker..example", "not the name of a host; check host"),
        ("x" * 70 + ".example", "not the name of a host; check host"),
    ],
)
def test_a_host_that_does_not_exist_is_told(host: str, words: str) -> None:
    with pytest.raises(LinkError, match=re.escape(f"{host}:8883: {words}")):
        open_and_close(LinkSettings(host=host))


def test_no_host_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match=r"link\.host: not set; give the name of the clinic's broker"):
        Connection(LinkSettings(), "test", session_expiry_s=0)


def test_a_certificate_file_that_vanished_is_shown_and_used_when_it_is_back(
    custom_broker: StartBroker, store: Store, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    broker = custom_broker(tls=authority.issue("localhost"))
    kept = authority.file.read_bytes()
    authority.file.unlink()
    with running(store, secure(broker, ca_file=authority.file)) as uplink:
        shown = uplink.wait_for(LinkState.REFUSED)
        assert shown.detail == f"link.ca_file: {authority.file}: can't be read: No such file or directory"
        authority.file.write_bytes(kept)
        uplink.wait_for(LinkState.CONNECTED)


@contextmanager
def something_else(answer: bytes) -> Iterator[int]:
    """A server that is no MQTT broker: whatever it is asked, it says `answer` and waits."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(0.5)
                    try:
                        connection.recv(4096)
                        connection.sendall(answer)
                        connection.recv(4096)
                    except OSError:
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


CONNACK = b"\x20\x03\x00\x00\x00"


@pytest.mark.parametrize("seed", range(24))
def test_whatever_answers_is_an_error_in_words_not_a_crash(seed: int) -> None:
    """Random bytes, as a first answer or after a proper welcome; half of them look like MQTT packets."""
    chance = random.Random(seed)
    noise = chance.randbytes(chance.randrange(2, 60))
    if seed % 2:
        body = chance.randbytes(chance.randrange(0, 20))
        noise = bytes([chance.choice((0x20, 0x30, 0x32, 0x40, 0x90, 0xD0, 0xE0)), len(body)]) + body
    welcomed = seed % 4 >= 2
    with something_else(CONNACK + noise if welcomed else noise) as port:
        settings = LinkSettings(host="127.0.0.1", port=port, tls=False, keepalive_s=5)
        deadline_s = time.monotonic() + 0.3
        with Connection(settings, "test", session_expiry_s=0) as connection:
            stop = threading.Event()
            threading.Timer(0.3, stop.set).start()
            said = ""
            try:
                if connection.open(stop):
                    connection.publish(Message("a/b", b"c"))
                    while time.monotonic() < deadline_s:
                        connection.turn(0.05, Wake())
            except LinkError as error:
                said = str(error)
        assert re.fullmatch(rf"(127\.0\.0\.1:{port}: [^\n]+)?", said)


def test_a_web_server_is_not_a_broker() -> None:
    with something_else(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        words = "answers, but not as an MQTT broker|hangs up at once"
        with pytest.raises(LinkError, match=words):
            open_and_close(LinkSettings(host="127.0.0.1", port=port, tls=False))


def test_an_old_broker_is_told_to_be_too_old() -> None:
    """Mosquitto before 1.6 answers an MQTT 5 client with 'unacceptable protocol version' of MQTT 3.1.1."""
    with something_else(b"\x20\x02\x00\x01") as port, pytest.raises(LinkError) as refusal:
        open_and_close(LinkSettings(host="127.0.0.1", port=port, tls=False))
    assert "MQTT" in str(refusal.value)


def test_a_message_above_the_announced_limit_is_not_even_sent(custom_broker: StartBroker) -> None:
    broker = custom_broker(extra=("max_packet_size 500",))
    with Connection(plain(broker), "test", session_expiry_s=0) as connection:
        assert connection.open(threading.Event())
        token = connection.publish(Message("a/b", bytes(600)))
        (outcome,) = connection.turn(1.0, Wake())
        assert isinstance(outcome, Outcome)
        assert outcome.token == token
        assert outcome.refusal is not None
        assert "too large" in outcome.refusal
        # Exactly at the limit it passes.
        largest = 500 - len("a/b") - 10
        connection.publish(Message("a/b", bytes(largest)))
        (outcome,) = connection.turn(1.0, Wake())
        assert isinstance(outcome, Outcome)
        assert outcome.refusal is None
