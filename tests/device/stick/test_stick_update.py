"""A package of a stick: handed to a unit of its own, refused, judged."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from device.errors import UsageError
from device.update import guard
from device.update.package import machine_architecture
from tests.device.stick.home import Home


def packed(home: Home, name: str, signature: str | None) -> str:
    full = f"matside_{name}_{machine_architecture()}.deb"
    with home.stick.laid_out(home.folder / "laid-out") as folder:
        (folder / full).write_bytes(b"a package")
        if signature is not None:
            (folder / f"{full}.sig").write_text(signature)
    return full


def test_a_package_is_copied_to_root_and_handed_to_a_unit_of_its_own(home: Home) -> None:
    name = packed(home, "1.1.0", "c2lnbmVk\n")
    home.screen.update(name)
    # The unit says how it goes on; here it says nothing.
    assert home.trouble() == "failed"
    (call,) = [call for call in home.calls if call.startswith("systemd-run")]
    assert call.startswith("systemd-run --quiet --collect --pipe --unit=matside-stick-update ")
    assert call.endswith(f"/matside stick --install {name}")
    copied = home.updates / "from-stick"
    assert (copied / name).read_bytes() == b"a package"
    assert (copied / f"{name}.sig").read_text() == "c2lnbmVk\n"
    assert copied.stat().st_mode & 0o777 == 0o700


def test_refused_updates_leave_nothing_behind(home: Home) -> None:
    unsigned = packed(home, "1.1.0", None)
    home.screen.update(unsigned)
    assert home.trouble() == "untrusted"
    signed = packed(home, "1.2.0", "c2lnbmVk\n")
    home.occupied.touch()
    home.screen.update(signed)
    assert home.trouble() == "busy"
    assert not (home.updates / "from-stick").exists()
    (home.updates / guard.PENDING).touch()
    home.screen.update(signed)
    assert home.trouble() == "being_judged"


def test_until_it_is_decided_the_screen_says_that_the_update_is_judged(home: Home) -> None:
    home.updates.mkdir()
    (home.line / "under-way").touch()
    state = home.screen.state()
    assert (state.doing, state.step) == ("update", "judging")
    with pytest.raises(UsageError, match="update is under way"):
        home.screen.look()
    update = guard.Update("0.9.0", "1.0.0", str(home.device.data), "http://127.0.0.1:1/")
    (home.updates / guard.PENDING).write_text(json.dumps(asdict(update)))
    assert guard.main(home.updates, lambda _: True, home.line) == 0
    state = home.screen.state()
    assert state.doing is None
    assert state.outcome is not None
    assert (state.outcome.of, state.outcome.trouble, state.outcome.version) == ("update", None, "1.0.0")
    assert (home.line / "outcome.json").stat().st_mode & 0o777 == 0o644
