"""The device's own key: made here, asked a certificate for, used with it, and never handed out."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from device.backup.snapshot import kept_files
from device.commands.provision import provision
from device.config import Config
from device.config_file import load
from device.device_key import NAME, certificate_request, ensure_key
from device.errors import MatsideError, UsageError
from device.paired import keep_pairing, link_of
from device.store import Store
from tests.brokers import Mosquitto
from tests.certificates import Authority
from tests.device.link.uplinks import PAHO_LEAVES_TLS_SOCKETS_OPEN, PATIENT, running
from tests.device.sessions import finish_session

LINK = {"host": "localhost", "clinic": "north", "patient_code": "K7Q2M9"}


class Device:
    """A data folder and a settings file."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self.data.mkdir(parents=True)
        self.settings = root / "matside.toml"
        self.settings.write_text(f'[store]\ndata_dir = "{self.data}"\n')

    def config(self) -> Config:
        return load(self.settings, {})

    def provision(self, *arguments: str) -> str:
        result = CliRunner().invoke(provision, ["--config", str(self.settings), *arguments])
        if isinstance(result.exception, MatsideError):
            raise result.exception
        assert result.exception is None, result.output
        return result.stdout


def sign(authority: Authority, request: str) -> str:
    """A certificate as a clinic's engineer makes it of a request, with the authority's key."""
    asked = x509.load_pem_x509_csr(request.encode())
    assert asked.is_signature_valid
    issuer = x509.load_pem_x509_certificate(authority.file.read_bytes())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(issuer.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    key = load_pem_private_key(authority.key_pem(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


def common_name(request: str) -> object:
    (name,) = x509.load_pem_x509_csr(request.encode()).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return name.value


def test_it_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = ensure_key(tmp_path)
    assert isinstance(key.curve, ec.SECP256R1)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert ensure_key(tmp_path).private_numbers() == key.private_numbers()
    (tmp_path / "other").mkdir()
    assert ensure_key(tmp_path / "other").private_numbers() != key.private_numbers()


def test_it_belongs_to_a_backup(tmp_path: Path) -> None:
    ensure_key(tmp_path)
    assert kept_files(tmp_path) == [tmp_path / NAME]


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff"])
def test_a_key_that_is_damaged_is_said_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(UsageError, match=r"device-key\.pem: no key of a device; restore a backup"):
        ensure_key(tmp_path)
    assert (tmp_path / NAME).read_bytes() == content


@pytest.mark.parametrize("name", ["", "x" * 65, "two\nlines"])
def test_names_that_no_certificate_can_bear_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"^name: .* can't be a certificate's"):
        certificate_request(tmp_path, name)


def test_the_request_bears_the_name_that_the_brokers_rights_go_by(tmp_path: Path) -> None:
    device = Device(tmp_path)
    with pytest.raises(UsageError, match=r"^--name: no name or code of a clinic is known"):
        device.provision("--request")
    assert common_name(device.provision("--request", "--name", "mat-7")) == "mat-7"
    keep_pairing(device.data, json.dumps(LINK))
    assert common_name(device.provision("--request")) == "K7Q2M9"
    keep_pairing(device.data, json.dumps(LINK | {"username": "mat-7", "password": "x"}))
    request = device.provision("--request")
    assert common_name(request) == "mat-7"
    assert "PRIVATE" not in request


@pytest.mark.parametrize("way", ["by the pairing's file", "on the touchscreen"])
@pytest.mark.broker
@pytest.mark.filterwarnings(f"ignore:{PAHO_LEAVES_TLS_SOCKETS_OPEN}")
def test_a_summary_travels_by_a_certificate_for_the_devices_own_key(
    custom_broker: Callable[..., Mosquitto], store: Store, tmp_path: Path, way: str
) -> None:
    authority = Authority(tmp_path)
    broker = custom_broker(
        tls=authority.issue("localhost"),
        acl="pattern write matside/v1/north/%u/#\npattern read matside/v1/north/%u/#\n",
        extra=(f"cafile {authority.file}", "require_certificate true", "use_identity_as_username true"),
    )
    device = Device(tmp_path / "device")
    certificate = sign(authority, device.provision("--request", "--name", PATIENT))
    pairing = LINK | {
        "port": broker.port,
        "patient_code": PATIENT,
        "ca": authority.file.read_text(),
        "cert": certificate,
    }
    if way == "on the touchscreen":
        keep_pairing(device.data, json.dumps(pairing))
    else:
        (tmp_path / "pairing.json").write_text(json.dumps(pairing))
        device.provision("--file", str(tmp_path / "pairing.json"))
    link, code = link_of(device.config(), lambda: "")
    assert (code, link.key_file) == (PATIENT, device.data / NAME)
    with running(store, link) as uplink:
        finish_session(store)
        uplink.wait_until(lambda status: "someone at the clinic" in status.detail)


@pytest.mark.parametrize("way", ["by the pairing's file", "on the touchscreen"])
def test_a_certificate_for_another_devices_key_is_said_in_one_line(tmp_path: Path, way: str) -> None:
    authority = Authority(tmp_path)
    other, device = Device(tmp_path / "other"), Device(tmp_path / "device")
    settings = device.settings.read_text()
    certificate = sign(authority, other.provision("--request", "--name", "mat-7"))
    text = json.dumps(LINK | {"ca": authority.file.read_text(), "cert": certificate})
    (tmp_path / "pairing.json").write_text(text)
    pair = {
        "on the touchscreen": lambda: keep_pairing(device.data, text),
        "by the pairing's file": lambda: device.provision("--file", str(tmp_path / "pairing.json")),
    }[way]
    with pytest.raises(UsageError, match=r"^pairing: cert: not for this device's key; ") as refused:
        pair()
    assert "\n" not in str(refused.value)
    assert not (device.data / "pairing.json").exists()
    assert device.settings.read_text() == settings
