"""A device's first days, as real processes: first boot, set-up, a backup while it runs, another device."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.scenarios.appliance_process import appliance

PASSPHRASE = "four mild green hills"


class Home:
    """One device's folders, and the commands that are run on them."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.root = folder / "root"
        self.settings = folder / "matside.toml"
        (self.root / "etc").mkdir(parents=True)
        (self.root / "etc/hostname").write_text("raspberrypi\n")
        self.settings.write_text(f'[store]\ndata_dir = "{self.data}"\n')

    def run(self, *arguments: object, told: str = "") -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MATSIDE_")}
        return subprocess.run(
            [sys.executable, "-m", "device", *map(str, arguments), "--config", str(self.settings)],
            input=told,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
            env=environ,
        )


def page(url: str) -> tuple[str, str]:
    """Where a browser ends up, and what it is shown."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.url.removeprefix(url), response.read().decode()


def test_from_the_first_boot_to_another_device_in_its_place(tmp_path: Path) -> None:
    old, new, saved = Home(tmp_path / "old"), Home(tmp_path / "new"), tmp_path / "stick.age"
    first = old.run("first-boot", "--root", old.root)
    assert (first.returncode, first.stderr) == (0, "")
    assert "set-up: wanted" in first.stdout

    with appliance(old.data, "--no-demo-broker") as running:
        where, shown = page(running.url)
        assert where == "set-up/language"
        assert "Welcome to Matside" in shown
        assert set(json.loads(page(running.url + "set-up/networks.json")[1])) == {
            "radio",
            "on",
            "networks",
        }
        running.prefer(language="de", picture="figure")
        running.view_where(lambda view: view["preferences"]["language"] == "de")
        running.post("set-up/finish", {})
        where, shown = page(running.url)
        assert where == ""
        assert '<html lang="de"' in shown

        backed_up = old.run("backup", saved, "--passphrase-file", "-", told=PASSPHRASE)
        assert (backed_up.returncode, backed_up.stderr) == (0, "")
        refused = old.run("restore", saved, "--passphrase-file", "-", told=PASSPHRASE)
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"matside: {old.data}: in use by another Matside")
        (told,) = [line for line in running.lines if "patient code" in line]
        code = told.rpartition("patient code: ")[2]

    restored = new.run("restore", saved, "--passphrase-file", "-", told=PASSPHRASE)
    assert (restored.returncode, restored.stderr) == (0, "")
    with appliance(new.data, "--no-demo-broker") as running:
        assert any(f"patient code: {code}" in line for line in running.lines)
        running.view_where(lambda view: view["preferences"]["language"] == "de")
        assert page(running.url)[0] == "", "not the set-up: it is as the old one was"
