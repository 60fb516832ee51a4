"""Pairing with a clinic: the command as a person runs it, and the file that it leaves."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from device.commands.clinic import clinic
from device.commands.provision import provision as command
from device.config_edit import changed
from device.config_file import load
from device.errors import MatsideError, UsageError
from device.link.pairing import ALPHABET, Pairing, check_code, pairing_code, read_pairing
from tests.certificates import Authority

KEY = "A" * 43 + "="
LINK = ["--host", "broker.clinic.example", "--clinic", "north", "--patient-code", "K7Q2M9"]


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def provision(config: Path, *arguments: str, stdin: str = "") -> Done:
    """In this process: starting one takes longer than the command."""
    result = CliRunner().invoke(command, ["--config", str(config), *arguments], input=stdin)
    if isinstance(result.exception, MatsideError):
        return Done(result.exception.exit_code, result.stdout, f"matside: {result.exception}\n")
    assert result.exception is None, result.output
    return Done(result.exit_code, result.stdout, result.stderr)


def shown_code(output: str) -> str:
    (line,) = [line for line in output.splitlines() if line.startswith("check code:")]
    return line.split()[2]


def paired(tmp_path: Path, **changes: object) -> Pairing:
    authority = Authority(tmp_path)
    values = {"host": "broker.clinic.example", "clinic": "north", "patient_code": "K7Q2M9"}
    return Pairing.model_validate({**values, "ca": authority.file.read_text(), "clinic_key": KEY, **changes})


def code_of(pairing: Pairing) -> str:
    return check_code(
        **pairing.model_dump(include={"host", "port", "clinic", "patient_code", "ca", "clinic_key"})
    )


def test_options_make_a_configuration_that_only_its_owner_may_read(tmp_path: Path) -> None:
    config = tmp_path / "etc" / "matside.toml"
    secret = tmp_path / "password.txt"
    secret.write_text("rosebud\n")
    done = provision(config, *LINK, "--username", "mat-7", "--password-file", str(secret), "--no-receipts")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    loaded = load(config, {})
    assert (loaded.link.host, loaded.link.port, loaded.link.tls) == ("broker.clinic.example", 8883, True)
    assert (loaded.link.clinic, loaded.link.receipts, loaded.patient_code) == ("north", False, "K7Q2M9")
    assert loaded.link.password is not None
    assert loaded.link.password.get_secret_value() == "rosebud"
    assert "rosebud" not in done.stdout
    assert provision(config, "--show").stdout in done.stdout


def test_it_is_a_command_of_matside(tmp_path: Path) -> None:
    config = tmp_path / "matside.toml"
    shell = [sys.executable, "-m", "device", "provision", "--config", str(config)]
    done = subprocess.run([*shell, *LINK], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert load(config, {}).patient_code == "K7Q2M9"
    done = subprocess.run(
        [*shell, "--port", "x y", *LINK], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_comments_and_other_settings_stay(tmp_path: Path) -> None:
    config = tmp_path / "matside.toml"
    config.write_text(
        "# Ours, since spring.\n[camera]\nrotation_deg = 180  # upside down\n\n[link]\nkeepalive_s = 60\n"
        'password = "old"\nusername = "old"\n\n[[plan]]\nexercise = "squat"\nreps = 3\n'
    )
    config.chmod(0o664)
    assert provision(config, *LINK).returncode == 0
    text = config.read_text()
    for kept in ("# Ours, since spring.", "rotation_deg = 180  # upside down", "keepalive_s = 60"):
        assert kept in text
    loaded = load(config, {})
    assert (loaded.link.username, loaded.link.password) == (None, None), "of the clinic before"
    assert loaded.plan[0].reps == 3
    assert stat.S_IMODE(config.stat().st_mode) == 0o640, "its group may still read it, nobody else"


def test_a_pairing_file_brings_certificates_and_keys(tmp_path: Path) -> None:
    certificate, key = Authority(tmp_path, "devices").issue("mat-7")
    pairing = paired(tmp_path, cert=certificate.read_text(), key=key.read_text(), username="mat-7")
    file = tmp_path / "pairing.json"
    file.write_text(pairing.model_dump_json())
    config = tmp_path / "etc" / "matside.toml"
    done = provision(config, "--file", str(file))
    assert done.returncode == 0, done.stderr
    link = load(config, {}).link
    for path, text in (
        (link.ca_file, pairing.ca),
        (link.cert_file, pairing.cert),
        (link.key_file, pairing.key),
    ):
        assert path is not None
        assert path.parent == config.parent
        assert path.read_text() == text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert link.clinic_key == KEY
    assert shown_code(done.stdout) == code_of(pairing)
    assert "must be signed" in done.stdout


def test_the_clinic_prints_the_code_that_a_device_takes(tmp_path: Path) -> None:
    pairing = paired(tmp_path)
    file = tmp_path / "pairing.json"
    file.write_text(pairing.model_dump_json())
    printed = CliRunner().invoke(clinic, ["pair", str(file)])
    assert read_pairing(printed.stdout.strip()) == pairing
    assert printed.stderr == f"check code: {code_of(pairing)}\n"
    file.write_text(pairing.model_copy(update={"ca": "-----BEGIN nothing"}).model_dump_json())
    with pytest.raises(UsageError, match="ca: holds no certificate in PEM form"):
        CliRunner().invoke(clinic, ["pair", str(file)], catch_exceptions=False)


def test_file_code_and_standard_input_come_to_the_same(tmp_path: Path) -> None:
    pairing = paired(tmp_path)
    by_code = provision(tmp_path / "a.toml", "--code", pairing_code(pairing))
    by_input = provision(tmp_path / "b.toml", "--file", "-", stdin=pairing.model_dump_json())
    assert by_code.returncode == by_input.returncode == 0, by_code.stderr + by_input.stderr
    assert (tmp_path / "a.toml").read_text() == (tmp_path / "b.toml").read_text()


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("host", "evil.example"),
        ("port", 8884),
        ("clinic", "south"),
        ("patient_code", "K7Q2M8"),
        ("clinic_key", "B" * 43 + "="),
        ("clinic_key", None),
        ("ca", None),
    ],
)
def test_the_check_code_differs_with_whatever_matters(tmp_path: Path, change: str, value: object) -> None:
    assert code_of(paired(tmp_path)) != code_of(paired(tmp_path, **{change: value}))


def test_the_check_code_knows_another_authority_and_ignores_how_it_is_written(tmp_path: Path) -> None:
    pairing = paired(tmp_path)
    again = pairing.model_copy(update={"ca": f"{pairing.ca}\n\n", "password": "rosebud", "receipts": False})
    assert code_of(again) == code_of(pairing)
    other = Authority(tmp_path, "other").file.read_text()
    assert code_of(pairing.model_copy(update={"ca": other})) != code_of(pairing)
    assert set(code_of(pairing)) <= {*ALPHABET, "-"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give one of --file, --code, or the options of the link"),
        (["--host", "a", "--code", "x"], "give one of --file, --code, or the options of the link"),
        (["--host", "broker.example"], "--clinic: field required"),
        ([*LINK, "--patient-code", "Jane Doe"], "--patient-code: string should match pattern"),
        ([*LINK, "--port", "0"], "--port: input should be greater than or equal to 1"),
        ([*LINK, "--clinic-key", "secret"], "--clinic-key: string should match pattern"),
        ([*LINK, "--ca-file", "nowhere.pem"], "nowhere.pem: can't be read: No such file or directory"),
        ([*LINK, "--no-tls"], "tls = false sends in the clear, and broker.clinic.example is not loopback"),
        (["--file", "nowhere.json"], "nowhere.json: can't be read: No such file or directory"),
        (["--code", "hello"], "pairing: neither a pairing file (JSON) nor a whole pairing code"),
    ],
)
def test_what_can_t_be_used_is_one_line_and_changes_nothing(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    config = tmp_path / "matside.toml"
    config.write_text("# untouched\n")
    done = provision(config, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("matside: ")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert config.read_text() == "# untouched\n"
    assert [path.name for path in tmp_path.iterdir()] == ["matside.toml"]


def test_an_authority_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    wrong = tmp_path / "ca.pem"
    wrong.write_text("-----BEGIN NOTHING-----\n")
    done = provision(tmp_path / "etc" / "matside.toml", *LINK, "--ca-file", str(wrong))
    assert done.returncode == 2
    assert "holds no certificate in PEM form" in done.stderr
    assert not (tmp_path / "etc").exists()


def test_a_secret_that_can_t_be_used_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        read_pairing(
            json.dumps({"host": "a", "clinic": "b", "patient_code": "ABCD", "password": ["rosebud"]})
        )
    assert "rosebud" not in str(caught.value)


def test_show_without_a_pairing_says_so(tmp_path: Path) -> None:
    config = tmp_path / "matside.toml"
    config.write_text("")
    assert provision(config, "--show").stdout == "not paired: no broker is configured\n"


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_pairing_code_crashes_it(text: str) -> None:
    with pytest.raises(UsageError):
        read_pairing(text)


KEYS = st.sampled_from(["a", "b", "host", "patient_code", "x-y"])
PLAIN = st.integers(-9, 9) | st.booleans() | st.sampled_from(["", "text", "# no comment", 'quote " it'])
TABLES = st.dictionaries(KEYS, PLAIN, max_size=3)


@given(
    top=st.dictionaries(KEYS, PLAIN, max_size=2),
    tables=st.dictionaries(st.sampled_from(["camera", "link", "web"]), TABLES, max_size=3),
    comment=st.sampled_from(["", "# said by hand\n", "\n\n"]),
)
@settings(deadline=None)
def test_whatever_the_file_looks_like_the_rest_stays_as_it_is(
    top: dict[str, object], tables: dict[str, dict[str, object]], comment: str
) -> None:
    text = comment + tomli_w.dumps(top) + comment
    for name, values in tables.items():
        text += f"[{name}]\n{tomli_w.dumps(values)}{comment}"
    after = changed(text, {"patient_code": "K7Q2M9"}, "link", {"host": "h", "b": None}, "file")
    expected = tomllib.loads(text) | {"patient_code": "K7Q2M9"}
    link = {key: value for key, value in expected.get("link", {}).items() if key != "b"}
    assert tomllib.loads(after) == expected | {"link": link | {"host": "h"}}
    assert after.count("# said by hand") == text.count("# said by hand")
