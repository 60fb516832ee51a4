from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from device.errors import ConfigError
from device.link.settings import LinkSettings
from device.link.tls import tls_context
from tests.certificates import Authority


def test_certificates_are_required_and_old_tls_is_not_spoken(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    for settings in (LinkSettings(host="b"), LinkSettings(host="b", ca_file=authority.file)):
        context = tls_context(settings)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_clinic_s_own_authority_is_the_only_one(tmp_path: Path) -> None:
    context = tls_context(LinkSettings(host="b", ca_file=Authority(tmp_path).file))
    assert context.cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("setting", ["ca_file", "cert_file", "key_file"])
@pytest.mark.parametrize("fault", ["absent", "a folder", "no certificate", "encrypted key"])
def test_files_that_fail_are_named(tmp_path: Path, setting: str, fault: str) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("device@clinic.example")
    files = {"ca_file": authority.file, "cert_file": certificate, "key_file": key}
    bad = tmp_path / "bad.pem"
    if fault == "a folder":
        bad.mkdir()
    elif fault == "no certificate":
        bad.write_text("Dear diary")
    elif fault == "encrypted key":
        bad.write_bytes(encrypted(key))
    files[setting] = bad
    with pytest.raises(ConfigError) as refusal:
        tls_context(LinkSettings(host="b", **files))
    message = str(refusal.value)
    assert str(bad) in message
    assert message.startswith("link.")
    assert "\n" not in message


def encrypted(key: Path) -> bytes:
    private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
