"""config.txt files as images bring them and as people leave them: read as the firmware reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.errors import UsageError
from device.setup.boot_config import BEGIN, DISPLAYS, END, apply, block, merged

SAMPLES = sorted(Path(__file__).with_name("config_txt").glob("*.txt"))
sample = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)


def in_force(text: str, board: str) -> tuple[dict[str, str], list[str]]:
    """What a board's firmware makes of it: settings (the last of a name counts) and overlays, in order."""
    settings: dict[str, str] = {}
    overlays: list[str] = []
    applies = True
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("["):
            applies = bare in ("[all]", f"[{board}]")
        elif applies and "=" in bare and not bare.startswith("#"):
            name, _, value = bare.partition("=")
            if name == "dtoverlay":
                overlays.append(value)
            elif name == "dtparam":
                settings[f"dtparam {value.partition('=')[0]}"] = value.partition("=")[2]
            else:
                settings[name] = value
    return settings, overlays


@sample
@pytest.mark.parametrize("display", DISPLAYS)
def test_applied_twice_is_applied_once(path: Path, display: str) -> None:
    once = merged(path.read_text(), block(display))
    assert merged(once, block(display)) == once
    assert once.splitlines().count(BEGIN) == once.splitlines().count(END) == 1


@sample
def test_what_others_wrote_stays_where_it_is(path: Path) -> None:
    before = path.read_text()
    after = merged(merged(before, block("touch-display")), block("auto"))
    assert after.splitlines()[: len(before.splitlines())] == before.splitlines()
    assert "touch" not in after.lower()


@sample
@pytest.mark.parametrize("board", ["pi4", "pi5"])
def test_each_board_gets_its_own_whatever_stood_before(path: Path, board: str) -> None:
    settings, overlays = in_force(merged(path.read_text(), block("auto")), board)
    assert settings["camera_auto_detect"] == settings["display_auto_detect"] == "1"
    assert settings["dtparam watchdog"] == "on"
    assert ("dtparam cooling_fan" in settings) == (board == "pi5")
    assert overlays == in_force(path.read_text(), board)[1], "none is loaded twice"


@pytest.mark.parametrize(
    ("display", "overlay"),
    [("touch-display", "vc4-kms-dsi-7inch"), ("touch-display-2", "vc4-kms-dsi-ili9881-7inch")],
)
@pytest.mark.parametrize("board", ["pi4", "pi5"])
@sample
def test_a_display_that_is_named_is_not_looked_for(
    path: Path, board: str, display: str, overlay: str
) -> None:
    settings, overlays = in_force(merged(path.read_text(), block(display)), board)
    assert settings["display_auto_detect"] == "0"
    assert overlays[-1] == overlay


def test_what_is_written_after_the_block_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.txt"
    path.write_text("arm_64bit=1\n")
    assert apply(path, "auto")
    path.write_text(path.read_text() + "dtoverlay=disable-bt\n")
    assert not apply(path, "auto")
    assert apply(path, "touch-display")
    assert path.read_text().endswith(f"{END}\ndtoverlay=disable-bt\n")
    assert (tmp_path / "config.txt.before-matside").read_text() == "arm_64bit=1\n"


@pytest.mark.parametrize("spoiled", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"])
def test_a_block_that_was_cut_is_left_to_the_person(tmp_path: Path, spoiled: str) -> None:
    path = tmp_path / "config.txt"
    path.write_text(f"arm_64bit=1\n{spoiled}\n")
    with pytest.raises(UsageError, match=r"config\.txt: Matside's block is not whole") as refused:
        apply(path, "auto")
    assert "\n" not in str(refused.value)
    assert path.read_text() == f"arm_64bit=1\n{spoiled}\n"
