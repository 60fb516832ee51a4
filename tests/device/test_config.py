from __future__ import annotations

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.config import Config, PlanLine, StoreSettings
from device.config_file import effective, find_file, load
from device.errors import ConfigError
from tests.device.settings_reference import PAGE, with_table


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "matside.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path | None, environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    assert caught.value.exit_code == 2
    return str(caught.value).splitlines()


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    environ = {"STATE_DIRECTORY": "/var/lib/matside"}
    assert load(written(tmp_path, ""), environ) == load(None, environ)
    config = load(None, environ)
    assert (config.camera.source, config.web.port, config.model.name) == ("auto", 8137, "auto")
    assert config.plan == ()
    assert (config.session.ready_s, config.session.countdown_s) == (2.0, 3.0)


def test_the_file_sets_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    config = load(
        written(
            tmp_path,
            'patient_code = "K7Q2M9"\n[camera]\nrotation_deg = 90\n[panel]\nlong_press_s = 2\n'
            '[link]\nhost = "broker.example"\nusername = "mat"\npassword = "rosebud"\n'
            '[[plan]]\nexercise = "squat"\nhold_s = 20.5\n',
        ),
        {},
    )
    assert config.patient_code == "K7Q2M9"
    assert (config.camera.rotation_deg, config.camera.fps) == (90, 30)
    assert config.panel.long_press_s == 2.0
    assert config.link.password is not None
    assert config.link.password.get_secret_value() == "rosebud"
    assert config.plan == (PlanLine(exercise="squat", hold_s=20.5),)


def test_a_variable_beats_the_file_and_an_empty_one_does_not(tmp_path: Path) -> None:
    path = written(tmp_path, "[web]\nport = 8000\n[camera]\nmirror = false\nfps = 10\n")
    config = load(
        path,
        {
            "MATSIDE_WEB__PORT": "8140",
            "MATSIDE_CAMERA__MIRROR": "true",
            "MATSIDE_CAMERA__FPS": "",
            "MATSIDE_CAMERA__SOURCE": "clip:3 squats.mp4",
            "MATSIDE_PATIENT_CODE": "1234",
            "MATSIDE_PANEL__LONG_PRESS_S": "2.5",
            "MATSIDE_LINK__USERNAME": "mat",
            "MATSIDE_LINK__PASSWORD": "007",
            "MATSIDE_STORE__DATA_DIR": "/var/lib/mat",
            "MATSIDE_PLAN": '[{"exercise": "bird_dog", "reps": 3}]',
            "MATSIDE_CONFIG": str(path),
            "PATH": "/usr/bin",
        },
    )
    assert (config.web.port, config.camera.mirror, config.camera.fps) == (8140, True, 10)
    assert config.camera.source == "clip:3 squats.mp4"
    assert config.patient_code == "1234"
    assert config.panel.long_press_s == 2.5
    assert config.link.password is not None
    assert config.link.password.get_secret_value() == "007"
    assert config.store.data_dir == Path("/var/lib/mat")
    assert config.plan == (PlanLine(exercise="bird_dog", reps=3),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[camera]\nfps = 90\n", "camera.fps = 90: input should be less than or equal to 60"),
        ("[camera]\nwidth_px = 641\n", "camera.width_px = 641: input should be a multiple of 2"),
        ('[camera]\nwidth_px = "640"\n', 'camera.width_px = "640": input should be a valid integer'),
        ("[camera]\nmirror = 1\n", "camera.mirror = 1: input should be a valid boolean"),
        ("[camera]\nrotation_deg = 45\n", "camera.rotation_deg = 45: input should be 0, 90, 180 or 270"),
        (
            '[camera]\nsource = "v4l2:video0"\n',
            'camera.source = "v4l2:video0": must be "auto", "camera", "picamera", "v4l2"',
        ),
        (
            '[camera]\nsource = "clip:"\n',
            'camera.source = "clip:": must be "auto", "camera", "picamera", "v4l2"',
        ),
        ('[model]\nname = "heavy"\n', 'model.name = "heavy": must be "auto", "lightning", "thunder" or'),
        ('[web]\nhost = "0.0.0.0"\n', 'web.host = "0.0.0.0": must be a loopback address'),
        ('[web]\nhost = "mat.example"\n', 'web.host = "mat.example": must be a loopback address'),
        ("[web]\nport = 65536\n", "web.port = 65536: input should be less than or equal to 65535"),
        ("[panel]\nred_pin = 28\n", "panel.red_pin = 28: input should be less than or equal to 27"),
        ("[panel]\nred_pin = 23\n", "panel: red_pin and green_pin are both 23; give each a pin of its own"),
        ("[panel]\nlong_press_s = inf\n", "panel.long_press_s = Infinity: input should be a finite number"),
        ("[link]\npassword = 12345\n", "link.password = (secret): input should be a valid string"),
        ("[link]\nkeepalive_s = 1\n", "link.keepalive_s = 1: input should be greater than or equal to 5"),
        ('patient_code = "Ada L."\n', 'patient_code = "Ada L.": string should match pattern'),
        ('[[plan]]\nexercise = "squat"\n', "plan[0]: give reps or hold_s"),
        ("plan = 3\n", "plan = 3: must be a list"),
        ('[store]\ndata_dir = ""\n', 'store.data_dir = "": must be an absolute path'),
        ('[store]\ndata_dir = "data"\n', 'store.data_dir = "data": must be an absolute path'),
        ("[session]\nready_s = 0\n", "session.ready_s = 0: input should be greater than or equal to 0.1"),
        ("[[plan]]\nreps = 5\n", "plan[0].exercise: field required"),
        (
            '[[plan]]\nexercise = "squat"\nreps = 0\n',
            "plan[0].reps = 0: input should be greater than or equal to 1",
        ),
        ("camera = 5\n", "camera = 5: must be a table"),
        ("[web]\nprot = 1\n", "web.prot: unknown setting, did you mean port; known here: host, port"),
        ("[hotspot]\nssid = 1\n", "hotspot: unknown setting; known here: patient_code, camera, model, web"),
        (
            '[[plan]]\nexercise = "squat"\nreps = 5\nset = 2\n',
            "plan[0].set: unknown setting, did you mean sets; known here: exercise, reps, hold_s",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_bound(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    (line,) = faults(path, {})
    assert line.startswith(f"{path}: {said}")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MATSIDE_WEB__PORT", "http", 'web.port = "http": input should be a valid integer'),
        ("MATSIDE_WEB__PORT", "80.5", 'web.port = "80.5": input should be a valid integer'),
        ("MATSIDE_CAMERA__MIRROR", "yes", 'camera.mirror = "yes": input should be a valid boolean'),
        ("MATSIDE_PANEL__LONG_PRESS_S", "nan", "panel.long_press_s = NaN: input should be a finite number"),
        ("MATSIDE_LINK__PASSWORD", "caf\udce9", "not UTF-8 text"),
        pytest.param("MATSIDE_PLAN", "[" * 20_000, 'plan = "[[[', id="nested"),
        ("MATSIDE_PLAN", "squat", 'plan = "squat": must be a list'),
        ("MATSIDE_PLAN", '[{"exercise": "squat", "reps": 0}]', "plan[0].reps = 0: input should be greater"),
        (
            "MATSIDE_WEB__PROT",
            "80",
            "no such setting, did you mean MATSIDE_WEB__PORT; settings are MATSIDE_SECTION__KEY",
        ),
        (
            "MATSIDE_HOTSPOT",
            "x",
            "no such setting, did you mean MATSIDE_WEB__HOST; settings are MATSIDE_SECTION__KEY, ",
        ),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str, said: str) -> None:
    (line,) = faults(None, {name: value})
    assert line.startswith(f"{name}: {said}")


def test_an_unknown_variable_is_told_which_ones_are_no_settings() -> None:
    (line,) = faults(None, {"MATSIDE_PORT": "1"})
    assert line.endswith("MATSIDE_CONFIG (the configuration file to read)")


def test_every_fault_has_a_line_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, "[web]\nport = -1\n[camera]\nfsp = 5\nfps = 1\n")
    lines = faults(path, {"MATSIDE_MODEL__THREADS": "0", "MATSIDE_NOPE": "1"})
    assert [line.split(": ")[1].split(" ")[0] for line in lines] == [
        "no",
        "camera.fps",
        "camera.fsp",
        "model.threads",
        "web.port",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"[web\nport = 1",
            "not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 5)",
        ),
        (b"port = 1\nport = 2\n", "not valid TOML: Cannot overwrite a value (at line 2, column 9)"),
        pytest.param(b"a = " + b"[" * 20_000, "not valid TOML: maximum recursion depth", id="nested"),
        pytest.param(b"a = " + b"9" * 5_000, "not valid TOML: Exceeds the limit (4300 digits)", id="endless"),
        (b"# caf\xe9\n", "not UTF-8 text (byte 5); save it as UTF-8"),
    ],
)
def test_a_broken_file_is_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "matside.toml"
    path.write_bytes(content)
    (line,) = faults(path, {})
    assert line.startswith(f"{path}: {said}")


def test_a_missing_file_and_a_folder_are_one_line(tmp_path: Path) -> None:
    (line,) = faults(tmp_path / "none.toml", {})
    assert (
        line == f"{tmp_path}/none.toml: no such configuration file; create it or name another with --config"
    )
    assert faults(tmp_path, {}) == [f"{tmp_path}: can't be read: Is a directory"]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_whatever_raises_anything_but_a_config_error(text: str) -> None:
    for name in ("MATSIDE_WEB__PORT", "MATSIDE_CAMERA__SOURCE", "MATSIDE_PLAN", "MATSIDE_LINK__CLINIC"):
        with suppress(ConfigError):
            load(None, {name: text})
            continue
        assert faults(None, {name: text})[0].startswith(f"{name}: ")


def test_the_named_file_comes_first(tmp_path: Path) -> None:
    named = tmp_path / "a.toml"
    assert find_file(named, {"MATSIDE_CONFIG": "/b.toml"}) == named
    assert find_file(None, {"MATSIDE_CONFIG": "/b.toml"}) == Path("/b.toml")


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"STATE_DIRECTORY": "/var/lib/matside:/var/lib/other", "XDG_STATE_HOME": "/x"}, "/var/lib/matside"),
        ({"XDG_STATE_HOME": "/x"}, "/x/matside"),
        ({"XDG_STATE_HOME": "relative"}, str(Path.home() / ".local/state/matside")),
        ({}, str(Path.home() / ".local/state/matside")),
    ],
)
def test_the_data_directory_follows_the_service_then_the_user(environ: dict[str, str], folder: str) -> None:
    assert load(None, environ).store.data_dir == Path(folder)


def test_the_effective_configuration_is_toml_that_loads_again(tmp_path: Path) -> None:
    config = load(None, {"MATSIDE_LINK__HOST": "broker.example", "MATSIDE_PATIENT_CODE": "K7Q2"})
    assert load(written(tmp_path, effective(config)), {}) == config


def test_the_effective_configuration_masks_the_password_and_names_what_is_not_set() -> None:
    shown = effective(load(None, {"MATSIDE_LINK__USERNAME": "mat", "MATSIDE_LINK__PASSWORD": "rosebud"}))
    assert "rosebud" not in shown
    assert tomllib.loads(shown)["link"]["password"] == "**********"
    assert "# host is not set\n" in shown


def test_no_fault_shows_the_password(tmp_path: Path) -> None:
    path = written(tmp_path, '[link]\nport = 0\npassword = "rosebud"\n')
    assert "rosebud" not in "".join(faults(path, {}))
    path = written(tmp_path, '[link]\npassword = ["rosebud"]\n')
    assert "rosebud" not in "".join(faults(path, {}))


def test_settings_are_immutable() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Config(store=StoreSettings(data_dir=Path("/var/lib/matside"))).web.port = 1


def test_the_documentation_lists_every_setting_with_its_default_and_bound() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "settings changed: run python -m tests.device.settings_reference"
