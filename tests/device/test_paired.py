"""The pairing of the touchscreen, kept by a service that may change no file's owner."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from device.config import Config, StoreSettings
from device.link.pairing import Pairing
from device.paired import NAME, keep_pairing, link_of


def test_a_device_can_be_paired_again_where_no_owner_may_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refuse)
    for host in ("first.example", "second.example"):
        pairing = Pairing(host=host, clinic="clinic", patient_code="TEST2345")
        keep_pairing(tmp_path, pairing.model_dump_json())
        assert link_of(Config(store=StoreSettings(data_dir=tmp_path)), str)[0].host == host
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
