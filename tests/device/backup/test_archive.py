"""What is in a backup, without the seal: versions, foreign contents, names that lead elsewhere."""

from __future__ import annotations

import io
import sqlite3
import tracemalloc
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.backup.archive import DATABASE, Archive, Manifest, pack, unpack
from device.backup.restore import check, put_back
from device.backup.snapshot import take
from device.config_file import load
from device.errors import StoreError, UsageError
from device.store.schema import MIGRATIONS
from tests.device.backup.devices import Device
from tests.device.store.frozen import FROZEN, thaw


def archive_of(device: Device) -> Archive:
    return unpack(pack(take(load(device.settings, {}), device.settings)), "b.age")


def test_of_a_newer_matside_is_refused(tmp_path: Path) -> None:
    device = Device(tmp_path, sessions=1)
    with closing(sqlite3.connect(device.data / DATABASE)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(UsageError, match=r"b\.age: made by Matside .* update Matside first"):
        check(archive_of(device), "b.age")


@pytest.mark.parametrize("schema", FROZEN)
def test_of_every_older_schema_comes_forward(tmp_path: Path, schema: int) -> None:
    old, new = Device(tmp_path / "old"), Device(tmp_path / "new", sessions=3)
    thaw(old.data / DATABASE, schema)
    archive = archive_of(old)
    assert archive.manifest.database_schema == schema
    check(archive, "b.age")
    put_back(archive, new.data, new.settings)
    assert new.sessions() == 1
    new.exercise(1)
    assert new.sessions() == 2


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    device = Device(tmp_path)
    with closing(sqlite3.connect(device.data / DATABASE)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(UsageError, match="not sound"):
        check(archive_of(device), "b.age")


def test_settings_that_are_not_valid_any_more_change_nothing(tmp_path: Path) -> None:
    old, new = Device(tmp_path / "old", sessions=3), Device(tmp_path / "new", sessions=1)
    archive = archive_of(old)
    spoiled = Archive(archive.manifest, archive.data, "[camera]\nsharpness = 3\n")
    before = new.settings.read_text()
    with pytest.raises(UsageError, match="sharpness"):
        put_back(spoiled, new.data, new.settings)
    assert (new.sessions(), new.settings.read_text()) == (1, before)


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


MANIFEST = Manifest(software="0.1.0", database_schema=1).model_dump_json().encode()
LATER = MANIFEST.replace(b'"format":1', b'"format":2')


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (b"not a ZIP", "not a backup of Matside"),
        (zipped(**{"data/matside.db": b""}), "not a backup of Matside"),
        (zipped(**{"manifest.json": MANIFEST}), "holds no database"),
        (zipped(**{"manifest.json": LATER, "data/matside.db": b""}), "install the newest Matside"),
        (zipped(**{"manifest.json": MANIFEST, "data/../../etc/passwd": b""}), "not a backup of Matside"),
        (zipped(**{"manifest.json": MANIFEST, "data/.profile": b""}), "not a backup of Matside"),
    ],
    ids=["text", "no manifest", "no database", "later layout", "leads elsewhere", "hidden file"],
)
def test_other_contents_are_refused(packed: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        unpack(packed, "b.age")


def test_files_that_no_backup_holds_are_refused(tmp_path: Path) -> None:
    """SQLite deletes what a journal beside the database names."""
    archive = archive_of(Device(tmp_path, sessions=1))
    foreign = replace(archive, data={**archive.data, "matside.db-journal": b""})
    with pytest.raises(UsageError, match=r"b\.age: holds 'matside\.db-journal'"):
        check(foreign, "b.age")


def test_a_file_that_is_named_but_not_held_is_named_no_more(tmp_path: Path) -> None:
    """Or the next backup would take along whatever of this device's it names."""
    old, new = Device(tmp_path / "old", sessions=1), Device(tmp_path / "new")
    archive = replace(archive_of(old), settings='[link]\nca_file = "/etc/shadow-"\n')
    put_back(archive, new.data, new.settings)
    assert load(new.settings, {}).link.ca_file is None


def test_while_somebody_has_the_database_open_nothing_is_changed(tmp_path: Path) -> None:
    old, new = Device(tmp_path / "old", sessions=3), Device(tmp_path / "new", sessions=1)
    archive = replace(archive_of(old), data={**archive_of(old).data, "pairing.json": b"{}"})
    with closing(sqlite3.connect(new.data / DATABASE)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM session").fetchone()
        with pytest.raises(StoreError, match="can't be closed"):
            put_back(archive, new.data, new.settings)
    assert sorted(file.name for file in new.data.iterdir() if "json" in file.name or "unf" in file.name) == []
    assert new.sessions() == 1


def test_a_hot_journal_of_somebody_elses_is_not_obeyed(tmp_path: Path) -> None:
    old, new = Device(tmp_path / "old", sessions=3), Device(tmp_path / "new", sessions=1)
    journal = new.data / f"{DATABASE}-journal"
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))
    put_back(archive_of(old), new.data, new.settings)
    assert not journal.exists()
    assert new.sessions() == 3


def test_contents_that_are_larger_than_they_say_are_not_unpacked() -> None:
    """The size that stands in the directory is 4 bytes; what is packed there are 50 million."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", MANIFEST)
        file.writestr("data/matside.db", bytes(50_000_000))
        file.filelist[1].file_size = 4
    tracemalloc.start()
    with pytest.raises(UsageError, match="not a backup of Matside"):
        unpack(packed.getvalue(), "b.age")
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 5_000_000


def test_contents_that_would_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", MANIFEST)
        file.writestr("data/matside.db", bytes(2_000_000))
    assert len(packed.getvalue()) < 10_000
    unpack(packed.getvalue(), "b.age")
    monkeypatch.setattr("device.backup.archive.LARGEST_BYTES", 1_000_000)
    with pytest.raises(UsageError, match="not a backup of Matside"):
        unpack(packed.getvalue(), "b.age")
