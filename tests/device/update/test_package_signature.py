from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from device.errors import UsageError
from device.update.signature import check, sign, trusted_keys


def make_key(folder: Path, name: str, algorithm: str = "ed25519") -> Path:
    """As docs/updates.md tells: the private half; the public one lies in folder/trusted."""
    private = folder / f"{name}-private.pem"
    subprocess.run(
        ["openssl", "genpkey", "-algorithm", algorithm, "-out", private], check=True, capture_output=True
    )
    (folder / "trusted").mkdir(exist_ok=True)
    public = folder / "trusted" / f"{name}.pem"
    subprocess.run(
        ["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True, capture_output=True
    )
    return private


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "matside_1.0.0_arm64.deb"
    path.write_bytes(b"not looked into here" * 1000)
    return path


def test_who_signed_it_is_told(tmp_path: Path, package: Path) -> None:
    make_key(tmp_path, "clinic")
    signature = sign(package, make_key(tmp_path, "maker"))
    assert signature.name == "matside_1.0.0_arm64.deb.sig"
    assert check(package, signature, trusted_keys([tmp_path / "trusted"])) == "maker.pem"


def test_one_changed_byte_is_noticed(tmp_path: Path, package: Path) -> None:
    signature = sign(package, make_key(tmp_path, "maker"))
    content = bytearray(package.read_bytes())
    content[7] ^= 1
    package.write_bytes(content)
    with pytest.raises(UsageError, match="not signed by a key that this device trusts"):
        check(package, signature, trusted_keys([tmp_path / "trusted"]))


def test_a_key_that_is_not_trusted_helps_nobody(tmp_path: Path, package: Path) -> None:
    signature = sign(package, make_key(tmp_path, "stranger"))
    with pytest.raises(UsageError, match="none is trusted yet"):
        check(package, signature, trusted_keys([tmp_path / "nothing-here"]))


def test_a_signature_of_the_bare_content_does_not_count(tmp_path: Path, package: Path) -> None:
    key = make_key(tmp_path, "maker")
    raw = tmp_path / "raw"
    command = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", package, "-out", raw]
    subprocess.run(command, check=True, capture_output=True)
    signature = tmp_path / "other.sig"
    signature.write_bytes(base64.b64encode(raw.read_bytes()))
    with pytest.raises(UsageError, match="not signed"):
        check(package, signature, trusted_keys([tmp_path / "trusted"]))


def test_bad_files_are_named(tmp_path: Path, package: Path) -> None:
    make_key(tmp_path, "maker")
    keys = trusted_keys([tmp_path / "trusted"])
    with pytest.raises(UsageError, match=r"missing\.sig: can't be read"):
        check(package, tmp_path / "missing.sig", keys)
    garbled = tmp_path / "garbled.sig"
    garbled.write_text("§ not base64", "utf-8")
    with pytest.raises(UsageError, match=r"garbled\.sig: not a signature"):
        check(package, garbled, keys)
    with pytest.raises(UsageError, match=r"gone\.deb: can't be read"):
        sign(tmp_path / "gone.deb", tmp_path / "maker-private.pem")
    with pytest.raises(UsageError, match="not a PEM private key"):
        sign(package, garbled)
    (tmp_path / "trusted/broken.pem").write_text("nothing", "utf-8")
    with pytest.raises(UsageError, match=r"broken\.pem: not a PEM public key"):
        trusted_keys([tmp_path / "trusted"])


def test_keys_of_another_kind_are_refused(tmp_path: Path, package: Path) -> None:
    key = make_key(tmp_path, "curve", "x25519")
    with pytest.raises(UsageError, match="not an Ed25519 key"):
        sign(package, key)
    with pytest.raises(UsageError, match="not an Ed25519 public key"):
        trusted_keys([tmp_path / "trusted"])
