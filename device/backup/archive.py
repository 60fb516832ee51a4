"""What a backup holds, as one run of bytes: a ZIP with a manifest, which `sealed` encrypts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from device.errors import DamagedBackupError, NewerBackupError, UsageError

DATABASE: Final = "matside.db"
LARGEST_BYTES: Final = 128 * 1024 * 1024
"""Of what is unpacked, which is held in memory: a hundred times what some years of exercise take."""
_MANIFEST: Final = "manifest.json"
_DATA: Final = "data/"
_SETTINGS: Final = "settings/"
_UPDATE_KEYS: Final = "update-keys/"


class Manifest(BaseModel):
    """What is in the archive, and who wrote it."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    format: Literal[1] = 1
    """Of the archive's layout; a change that this version could not read raises it."""
    software: str
    """Version of the Matside that wrote it."""
    database_schema: int
    """Number of the database's newest migration."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A device's data and settings.

    Attributes:
        manifest: who wrote it.
        data: files of the data folder by name; always holds DATABASE.
        settings: text of the configuration file, None if there was none.
        link_files: certificates and keys that the settings name, PEM, by setting ("ca_file").
        update_keys: the public keys of those who may change the program, PEM, by file.
    """

    manifest: Manifest
    data: Mapping[str, bytes]
    settings: str | None
    link_files: Mapping[str, bytes] = field(default_factory=dict)
    update_keys: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """Room that it takes on a disk, unpacked."""
        return sum(len(content) for content in (*self.data.values(), *self.link_files.values()))


def pack(archive: Archive) -> bytes:
    """The archive as a compressed ZIP.

    Raises:
        UsageError: it is larger than what `unpack` takes.
    """
    if archive.size_bytes > LARGEST_BYTES:
        raise UsageError(
            f"backup: {archive.size_bytes} bytes, at most {LARGEST_BYTES} could be restored; "
            "keep fewer details (store.keep_details_days)"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(_MANIFEST, archive.manifest.model_dump_json())
        for name, content in archive.data.items():
            file.writestr(_DATA + name, content)
        if archive.settings is not None:
            file.writestr(f"{_SETTINGS}matside.toml", archive.settings)
        for name, content in archive.link_files.items():
            file.writestr(f"{_SETTINGS}{name}.pem", content)
        for name, content in archive.update_keys.items():
            file.writestr(_UPDATE_KEYS + name, content)
    return packed.getvalue()


def unpack(packed: bytes, where: str) -> Archive:
    """The archive that `pack` made.

    Args:
        packed: the ZIP.
        where: what to call it in an error.

    Raises:
        DamagedBackupError: it is none.
        NewerBackupError: it is one of a version that this Matside can't read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            members = file.infolist()
            if sum(member.file_size for member in members) > LARGEST_BYTES:
                raise ValueError(where)  # noqa: TRY301
            files = {member.filename: _content(file, member) for member in members}
        manifest = Manifest.model_validate_json(files.pop(_MANIFEST))
        settings = files.pop(f"{_SETTINGS}matside.toml", None)
        archive = Archive(
            manifest,
            data={_bare(name, _DATA): files[name] for name in files if name.startswith(_DATA)},
            settings=None if settings is None else settings.decode("utf-8"),
            link_files={
                _bare(name, _SETTINGS).removesuffix(".pem"): files[name]
                for name in files
                if name.startswith(_SETTINGS)
            },
            update_keys={
                _bare(name, _UPDATE_KEYS): files[name] for name in files if name.startswith(_UPDATE_KEYS)
            },
        )
    except ValidationError as error:
        raise NewerBackupError(
            f"{where}: its contents were packed in a way that this Matside does not know "
            f"({error.errors(include_url=False)[0]['loc'][0]}); install the newest Matside to restore it"
        ) from error
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, ValueError) as error:
        raise DamagedBackupError(
            f"{where}: sealed with this passphrase, but not a backup of Matside"
        ) from error
    if DATABASE not in archive.data:
        raise DamagedBackupError(f"{where}: holds no database; it is not a backup of Matside")
    return archive


def _content(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Never more than it says: what its size conceals is not even unpacked."""
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValueError(member.filename)
    with file.open(member) as part:
        return part.read(member.file_size)


def _bare(name: str, folder: str) -> str:
    """The name without its folder; a name that would lead elsewhere is none of ours."""
    bare = name.removeprefix(folder)
    if not bare or "/" in bare or bare.startswith("."):
        raise ValueError(name)
    return bare
