"""The support bundle: what helps to find a fault, and nothing that tells whose device it is.

Names, codes, plans, results and addresses are never put in; what a check says in words may quote a setting,
so every setting that could name somebody is taken out of it again.
"""

from __future__ import annotations

import json
import os
import socket
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from device.config import Config
from device.doctor import as_json, parts, words
from device.doctor.check import Check, Level
from device.errors import ConfigError, UsageError
from device.model_files import AUTO, SHIPPED
from device.paired import link_of

LEFT_OUT: Final = "(left out)"
SHORTEST: Final = 3
"""Shorter settings are parts of every other word."""
CAMERAS: Final = ("auto", "demo", "picamera", "v4l2", "clip")
OPEN_TEXTS: Final = frozenset({("panel", "enabled")})
"""Settings in words of a fixed list, beside the camera's source and the model's name."""

README: Final = """Matside support bundle

doctor.txt     what `matside doctor` says
report.json    the same for programs, with the settings, the sizes of files and the numbers of rows

Not in it: names, patient codes, plans, exercises done, pain, pictures, passwords, keys, addresses of
networks and clinics. Nor the service's journal: an error in it may quote any of these, so nobody can promise
that it does not. You can read all of it before you pass it on.
"""


def write_bundle(file: Path, config: Config, found: Sequence[Check], settings_file: Path | None) -> None:
    """Write the bundle, a zip archive of three texts.

    Args:
        file: where; must not be there yet.
        config: the settings in force.
        found: what `checks` came to.
        settings_file: where the settings were read; its path is kept out.

    Raises:
        UsageError: the file is there or can't be written.
    """
    personal = _personal(config, settings_file)
    checks = [Check(check.name, check.level, _words(check, personal)) for check in found]
    report = json.loads(as_json(checks)) | {
        "settings": _settings(config),
        "plan_lines": len(config.plan),
        "rows": parts.rows(config),
        "bytes": _sizes(config.store.data_dir),
    }
    try:
        with file.open("xb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", README)
            archive.writestr("doctor.txt", words(checks) + "\n")
            archive.writestr("report.json", json.dumps(report, indent=2) + "\n")
    except FileExistsError:
        raise UsageError(f"{file}: is there already; name another file for the bundle") from None
    except OSError as error:
        raise UsageError(f"{file}: can't be written ({error.strerror}); name another place") from error


def _settings(config: Config) -> dict[str, Any]:
    """All settings; texts only where they come from a fixed list."""
    values = config.model_dump(mode="json", exclude={"plan", "patient_code"})
    told = {
        section: {name: _told(section, name, value) for name, value in options.items()}
        for section, options in values.items()
        if isinstance(options, Mapping)
    }
    kind = config.camera.source.partition(":")[0]
    told["camera"]["source"] = kind if kind in CAMERAS else LEFT_OUT
    told["model"]["name"] = config.model.name if config.model.name in (*SHIPPED, AUTO) else LEFT_OUT
    return told


def _told(section: str, name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float) or (section, name) in OPEN_TEXTS:
        return value
    return LEFT_OUT


def _personal(config: Config, settings_file: Path | None) -> list[str]:
    """What may name a person, a household or a clinic, the longest first."""
    values = config.model_dump(mode="json")
    texts = [*_texts(values), str(Path.home()), socket.gethostname(), os.environ.get("USER", "")]
    texts += [
        str(config.store.data_dir),
        str(config.store.data_dir.parent),
        config.camera.source.partition(":")[2],
    ]
    with suppress(ConfigError):
        link, code = link_of(config, lambda: "")
        texts += [code, *_texts(link.model_dump(mode="json"))]
    if settings_file is not None:
        texts += [str(settings_file), str(settings_file.absolute())]
    kept = {*CAMERAS, *SHIPPED, AUTO, "on", "off", config.web.host, "localhost", "root"}
    return sorted(
        {text for text in texts if len(text) >= SHORTEST and text not in kept}, key=len, reverse=True
    )


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _words(check: Check, personal: Iterable[str]) -> str:
    # A setting that can't be used is quoted as it was written: anything may be in it.
    if check.name == "settings":
        return "read" if check.level is Level.OK else f"one can't be used {LEFT_OUT}"
    said = check.words
    for text in personal:
        said = said.replace(text, LEFT_OUT)
    return said


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of Matside's own files in its folder; what others put there stays unnamed."""
    sizes = {}
    for name in (parts.DATABASE, f"{parts.DATABASE}-wal", "speed.json", "maintenance.json", "matside.lock"):
        try:
            sizes[name] = (folder / name).stat().st_size
        except OSError:
            continue
    return sizes
