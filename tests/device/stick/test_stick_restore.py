"""A backup of a stick put in the place of what the device holds: refused, failed, undone, cut off."""

from __future__ import annotations

import re
import shutil

from device.stick.order import Outcome
from device.update import guard
from tests.device.backup.devices import PASSPHRASE
from tests.device.stick.home import Home


def test_update_keys_do_not_come_with_a_stick(home: Home) -> None:
    keys = home.device.settings.parent / "update-keys"
    keys.mkdir()
    (keys / "stranger.pem").write_text("of a stranger")
    name = home.backed_up()
    shutil.rmtree(keys)
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() is None
    assert not keys.exists()


def test_a_restore_that_is_refused_leaves_matside_running(home: Home) -> None:
    name = home.backed_up()
    with home.stick.laid_out(home.folder / "laid-out") as folder:
        (folder / "cut.age").write_bytes((folder / name).read_bytes()[:-1])
        (folder / "other.age").write_bytes(b"\xff\xd8")
        (folder / "link.age").symlink_to("/etc/passwd")
        with (folder / "huge.age").open("wb") as file:
            file.truncate(1 << 33)
        work = re.sub(rb"(-> scrypt \S+) \d+", rb"\1 30", (folder / name).read_bytes())
        (folder / "endless.age").write_bytes(work)
    for asked, passphrase, trouble in (
        ("endless.age", PASSPHRASE, "busy"),
        (name, "four mild brown hills", "wrong_passphrase"),
        ("cut.age", PASSPHRASE, "not_whole"),
        ("other.age", PASSPHRASE, "not_whole"),
        ("link.age", PASSPHRASE, "unreadable"),
        ("none.age", PASSPHRASE, "unreadable"),
        ("huge.age", PASSPHRASE, "not_whole"),
    ):
        home.screen.restore(asked, passphrase)
        assert home.trouble() == trouble, asked
    home.device.exercise(1)
    (home.updates).mkdir()
    (home.updates / guard.PENDING).touch()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "being_judged"
    assert not [call for call in home.calls if "stop" in call]
    assert home.device.sessions() == 3
    assert not (home.line / "outcome.json").exists()


def test_a_restore_that_fails_after_all_starts_matside_again_and_says_so(home: Home) -> None:
    name = home.backed_up()
    home.device.settings.write_text("[link]\nhost = 5\n")
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "failed"
    home.device.settings.write_text(f'[store]\ndata_dir = "{home.device.data}"\n')
    (home.device.data / "matside.lock").unlink(missing_ok=True)
    (home.device.data / "matside.lock").mkdir()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "failed"
    assert home.calls[-1] == "systemctl start --no-block matside.service"
    assert Outcome.model_validate_json((home.line / "outcome.json").read_bytes()).trouble == "failed"


def test_what_does_not_run_here_gives_way_to_what_was_there(home: Home) -> None:
    name = home.backed_up()
    home.device.exercise(1)
    home.device.settings.write_text(home.device.settings.read_text() + "[web]\nport = 8200\n")
    home.broken.touch()
    home.screen.restore(name, PASSPHRASE)
    assert home.trouble() == "does_not_run"
    assert home.device.sessions() == 3
    assert "8200" in home.device.settings.read_text()
    assert home.calls[-3:] == [
        "systemctl stop matside.service",
        "systemctl reset-failed matside.service",
        "systemctl start --no-block matside.service",
    ]
    assert not (home.line / "stopped").exists()
    assert not (home.device.data / "restore-unfinished").exists()


def test_a_restore_that_a_power_cut_ended_is_told_at_each_start(home: Home) -> None:
    (home.device.data / "restore-unfinished").touch()
    for _ in range(2):
        screen = home.another_screen()
        outcome = screen.state().outcome
        assert outcome is not None
        assert (outcome.of, outcome.trouble) == ("restore", "unfinished")
        screen.close()
    home.screen.restore(home.backed_up(), PASSPHRASE)
    assert home.trouble() is None
    screen = home.another_screen()
    assert screen.state().outcome == Outcome(of="restore", name=home.files().popitem()[0])
    screen.close()
