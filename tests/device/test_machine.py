"""Pairing on the touchscreen, and the switch."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from device.config import Config, StoreSettings
from device.errors import ConfigError, UsageError
from device.link.pairing import Pairing, pairing_code
from device.link.settings import LinkSettings
from device.machine import Machine
from device.paired import NAME, link_of
from device.power import Power, poweroff_command

PAIRING = Pairing(
    host="broker.clinic.example", clinic="north", patient_code="K7Q2M9", username="mat", password="secret"
)
CODE = pairing_code(PAIRING)


def machine(folder: Path, link: LinkSettings | None = None, *, settled: bool = False) -> Machine:
    return Machine(
        data_dir=folder,
        link=link or LinkSettings(),
        settled=settled,
        patient_code=lambda: "ABCD2345",
        power=Power(()),
    )


def config(folder: Path, **more: object) -> Config:
    return Config(store=StoreSettings(data_dir=folder), **more)  # type: ignore[arg-type]


def test_who_is_not_paired_shows_the_devices_own_code(tmp_path: Path):
    card = machine(tmp_path).link()
    assert (card.host, card.patient_code, card.check_code) == (None, "ABCD2345", None)
    assert link_of(config(tmp_path), lambda: "OWNCODE2") == (LinkSettings(), "OWNCODE2")


def test_a_pairing_code_takes_effect_at_the_next_start_and_both_sides_see_the_same_letters(tmp_path: Path):
    here = machine(tmp_path)
    card = here.pair(f"  {CODE}\n")
    assert (card.host, card.clinic, card.patient_code) == ("broker.clinic.example", "north", "K7Q2M9")
    assert card.restart_needed
    assert here.link() == card
    link, code = link_of(config(tmp_path), lambda: "OWNCODE2")
    assert (link.host, link.clinic, link.username, code) == (
        "broker.clinic.example",
        "north",
        "mat",
        "K7Q2M9",
    )
    assert link.password is not None
    assert link.password.get_secret_value() == "secret"
    after = Machine(
        data_dir=tmp_path, link=link, settled=False, patient_code=lambda: code, power=Power(())
    ).link()
    assert (after.check_code, after.restart_needed) == (card.check_code, False)


def test_only_the_owner_can_read_what_was_paired(tmp_path: Path):
    machine(tmp_path).pair(CODE)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_the_settings_file_goes_first(tmp_path: Path):
    machine(tmp_path).pair(CODE)
    settings = LinkSettings(host="127.0.0.1", tls=False)
    link, code = link_of(config(tmp_path, link=settings, patient_code="FILE2345"), lambda: "OWNCODE2")
    assert (link, code) == (settings, "FILE2345")
    with pytest.raises(UsageError, match="pair with matside provision"):
        machine(tmp_path, settings, settled=True).pair(CODE)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("hello", "neither a pairing file"),
        (CODE[:-10], "neither a pairing file"),
        ("{}", "pairing: host: field required"),
        (pairing_code(PAIRING.model_copy(update={"tls": False})), "sends in the clear"),
        (pairing_code(PAIRING.model_copy(update={"ca": "-----BEGIN nothing"})), "no certificate in PEM form"),
    ],
)
def test_a_code_that_can_not_be_used_changes_nothing(tmp_path: Path, code: str, said: str):
    with pytest.raises(UsageError, match=said):
        machine(tmp_path).pair(code)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_pairing_that_was_damaged_is_named(tmp_path: Path):
    (tmp_path / NAME).write_text('{"host": 3}')
    with pytest.raises(ConfigError, match=r"pairing\.json: .*; pair again, or remove the file"):
        link_of(config(tmp_path), lambda: "OWNCODE2")


def test_where_matside_is_no_service_nothing_is_switched_off(tmp_path: Path):
    assert poweroff_command({"PATH": "/usr/bin:/bin"}) == ()
    assert poweroff_command({"PATH": "/usr/bin:/bin", "INVOCATION_ID": "1"}, tmp_path / "none") == ()
    assert not machine(tmp_path).can_shut_down()
    with pytest.raises(UsageError, match="can't be switched off from here"):
        machine(tmp_path).shut_down()


def test_the_service_is_switched_off_by_its_supervisor(tmp_path: Path):
    tool = tmp_path / "systemctl"
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/told\n')
    tool.chmod(0o755)
    command = poweroff_command({"PATH": str(tmp_path), "INVOCATION_ID": "1"}, tmp_path)
    power = Power(command)
    assert power.can_switch_off
    power.switch_off()
    assert (tmp_path / "told").read_text() == "--no-ask-password poweroff\n"


def test_a_refusal_is_told_in_one_line(tmp_path: Path):
    tool = tmp_path / "refuse"
    tool.write_text("#!/bin/sh\necho 'Access denied' >&2\necho more >&2\nexit 1\n")
    tool.chmod(0o755)
    with pytest.raises(UsageError, match=r"switching off was refused: Access denied$"):
        Power((str(tool),)).switch_off()
    with pytest.raises(UsageError, match=r"switching off: .*nowhere"):
        Power((str(tmp_path / "nowhere"),)).switch_off()
