from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from device.errors import UsageError
from device.update.package import UpdateError, machine_architecture, newer, newest, read_package, said


def make_package(folder: Path, version: str, name: str = "matside", architecture: str | None = None) -> Path:
    architecture = architecture or machine_architecture()
    tree = folder / f"tree-{name}-{version}-{architecture}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\n"
        "Maintainer: Nobody <nobody@example.invalid>\nDescription: for a test\n",
        "utf-8",
    )
    path = folder / f"{name}_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--build", tree, path], check=True, capture_output=True)
    return path


def test_a_package_says_what_it_is(tmp_path: Path) -> None:
    package = read_package(make_package(tmp_path, "1.2.3", architecture="arm64"))
    assert (package.name, package.version, package.architecture) == ("matside", "1.2.3", "arm64")


def test_what_is_no_package_of_matside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.deb").write_bytes(b"\xff\xd8")
    with pytest.raises(UsageError, match=r"photo\.deb: not a Debian package"):
        read_package(tmp_path / "photo.deb")
    with pytest.raises(UsageError, match="a package of hello, not of Matside"):
        read_package(make_package(tmp_path, "1.0", name="hello"))


def test_versions_are_compared_as_dpkg_does() -> None:
    assert newer("0.10.0", "0.9.1")
    assert newer("1.0.0", "1.0.0~rc1")
    assert not newer("1.0.0", "1.0.0")


def test_the_newest_for_this_machine_is_taken_from_a_stick(tmp_path: Path) -> None:
    other = "arm64" if machine_architecture() != "arm64" else "amd64"
    for version in ("0.9.1", "0.10.0", "0.2.0"):
        make_package(tmp_path, version)
    make_package(tmp_path, "9.0.0", architecture=other)
    assert newest(tmp_path).name == f"matside_0.10.0_{machine_architecture()}.deb"


def test_an_empty_stick_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no matside_VERSION_\w+\.deb there"):
        newest(tmp_path)


def test_a_tool_that_fails_is_told_in_one_line() -> None:
    with pytest.raises(UpdateError, match=r"^ls --nonsense: .*"):
        said("ls", "--nonsense")
    with pytest.raises(UpdateError, match="no-such-tool is missing"):
        said("no-such-tool")
    with pytest.raises(UpdateError, match="took longer than 0 s"):
        said("sleep", "9", timeout_s=0.1)
