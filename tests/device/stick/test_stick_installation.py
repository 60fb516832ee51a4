"""The second half of an update by touch, up to the moment when dpkg is needed; the rest: tests/boot."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from device.config_file import load
from device.stick.answers import Answers
from device.stick.installation import Installation
from device.stick.order import ANSWERS, Answer, Outcome, Progress
from device.update import guard, procedure
from device.update.signature import sign
from tests.device.update.test_update_package import make_package


class Root:
    """A machine with Matside 1.0.0 as a package, that trusts one maker.

    Attributes:
        screens: where the touchscreen looks.
        updates: root's folder.
        key: the maker's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.screens, self.updates, self.key = folder / "run", folder / "update", folder / "maker.pem"
        keys = folder / "keys"
        for made in (self.screens, self.updates, keys, folder / "data"):
            made.mkdir()
        command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(self.key)]
        subprocess.run(command, check=True)
        command = ["openssl", "pkey", "-in", str(self.key), "-pubout", "-out", str(keys / "maker.pem")]
        subprocess.run(command, check=True)

    def signed(self, version: str) -> Path:
        """A package as the service has copied it."""
        package = make_package(self._folder, version)
        sign(package, self.key)
        copied = self.updates / "from-stick"
        copied.mkdir(exist_ok=True)
        shutil.move(package.with_name(package.name + ".sig"), copied)
        return Path(shutil.move(package, copied))

    def installs(self, package: Path) -> list[Answer]:
        """What is said meanwhile."""
        config = load(None, {"MATSIDE_STORE__DATA_DIR": str(self._folder / "data")})
        ours, screens = socket.socketpair()
        with ours, screens:
            Installation(config, Answers(ours.fileno(), self.screens), self.updates).run(package)
            ours.close()
            with screens.makefile("rb") as file:
                return [ANSWERS.validate_json(line) for line in file]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    programs = tmp_path / "bin"
    programs.mkdir()
    # dpkg-repack has nothing to pack up here: that is where it ends.
    for name, words in {"dpkg-query": "printf 'installed 1.0.0'", "dpkg-repack": "exit 1"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{words}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    monkeypatch.setattr(procedure, "KEYS", (tmp_path / "keys",))
    return Root(tmp_path)


def ended_with(root: Root, package: Path) -> str | None:
    *steps, last = root.installs(package)
    assert isinstance(last, Outcome)
    assert all(isinstance(step, Progress) for step in steps)
    assert Outcome.model_validate_json((root.screens / "outcome.json").read_bytes()) == last
    assert not (root.updates / "from-stick").exists()
    assert not (root.screens / "under-way").exists()
    return last.trouble


def test_a_package_that_was_changed_is_not_trusted(root: Root) -> None:
    package = root.signed("1.1.0")
    with package.open("ab") as file:
        file.write(b" ")
    assert ended_with(root, package) == "untrusted"
    assert list(root.updates.iterdir()) == []


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_a_package_whose_name_lies_is_found_out(root: Root, version: str) -> None:
    package = root.signed(version)
    lying = package.with_name(package.name.replace(version, "2.0.0"))
    package.with_name(package.name + ".sig").rename(lying.with_name(lying.name + ".sig"))
    assert ended_with(root, package.rename(lying)) == "not_newer"


def test_a_tool_that_fails_before_anything_is_changed_is_said(root: Root) -> None:
    assert ended_with(root, root.signed("1.1.0")) == "failed"
    assert list(root.updates.iterdir()) == []


def test_while_another_update_is_judged_nothing_is_decided_here(root: Root) -> None:
    package = root.signed("1.1.0")
    (root.updates / guard.PENDING).touch()
    (root.screens / "under-way").touch()
    (said,) = root.installs(package)
    assert isinstance(said, Outcome)
    assert said.trouble == "being_judged"
    assert (root.screens / "under-way").exists(), "the other one's"
    assert not (root.screens / "outcome.json").exists()
