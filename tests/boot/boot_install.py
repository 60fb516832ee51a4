"""`provisioning/install` from a copy of the source, on a machine that boots; again, and undone."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.boot_service import started
from tests.boot.conftest import BASE, BUILD
from tests.boot.container import Container

INSTALL = ("env", "PIP_NO_INDEX=1", "PIP_FIND_LINKS=/srv/wheels", "/srv/source/provisioning/install")
"""The machine has no network; the wheels that pip would fetch lie there."""


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Container]:
    """A machine without Matside, with a copy of the source."""
    machine = Container([BASE], tmp_path)
    source = machine.root / "srv/source"
    source.mkdir()
    whole = subprocess.run(
        ["git", "archive", "HEAD", "--", ".", ":!tests", ":!docs"],
        cwd=BUILD.parent,
        stdout=subprocess.PIPE,
        check=True,
    )
    subprocess.run(["tar", "-x", "-C", str(source)], input=whole.stdout, check=True)
    shutil.copytree(BUILD / "wheels/amd64", machine.root / "srv/wheels")
    yield machine
    machine.scrap()


def files(machine: Container) -> set[str]:
    """What lies where an installation may put something."""
    places = ("etc", "opt", "usr/local")
    return {
        str(path.relative_to(machine.root))
        for place in places
        for path in (machine.root / place).rglob("*")
        if not path.is_dir()
    }


def test_it_can_be_done_twice_and_undone(bare: Container) -> None:
    bare.boot()
    before = files(bare)
    said = bare.told(*INSTALL)
    assert "done: http://127.0.0.1:8137" in said
    started(bare)
    settings = bare.root / "etc/matside/matside.toml"
    settings.write_text(settings.read_text("utf-8") + "# mine\n", "utf-8")
    once = files(bare)

    assert "yours stay as they are" in bare.told(*INSTALL)
    started(bare)
    assert settings.read_text("utf-8").endswith("# mine\n")
    assert {name for name in once ^ files(bare) if "__pycache__" not in name} == set()

    bare.told("/srv/source/provisioning/install", "--undo")
    accounts = ("etc/passwd", "etc/shadow", "etc/group", "etc/gshadow")
    left = {name for name in files(bare) - before if not name.startswith(accounts)}
    assert left == {"etc/matside/matside.toml"}
    assert (bare.root / "var/lib/matside/matside.db").is_file()

    bare.told("/srv/source/provisioning/install", "--purge")
    assert not settings.exists()
    assert not (bare.root / "var/lib/matside").exists()
    assert bare.run("getent", "passwd", "matside").returncode == 2
