"""`matside update`: install a signed package, from a file, a USB stick or the machine's apt sources."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import click

from device.commands.options import FILE, config_option
from device.config import Config
from device.config_file import find_file, load
from device.errors import UsageError
from device.update.guard import FOLDER, NEW, PENDING, Update, finish
from device.update.installer import (
    GUARD_SERVICE,
    in_session,
    install,
    installed_version,
    keep_what_is_there,
    undo,
    watch_over,
)
from device.update.package import UpdateError, machine_architecture, newer, newest, read_package, said
from device.update.signature import SUFFIX, check, sign, trusted_keys

KEYS = (Path("/usr/share/matside/update-keys"), Path("/etc/matside/update-keys"))
"""Where the public keys of those are who may change the program: the maker's, and the owner's own."""


@click.command()
@click.argument("source", type=FILE, required=False)
@config_option
@click.option("--apt", is_flag=True, help="From the machine's apt sources, whose own signatures count.")
@click.option("--downgrade", is_flag=True, help="Also accept an older version, or the same again.")
@click.option(
    "--sign", "key", type=FILE, help="Only sign SOURCE, with the Ed25519 private key in this PEM file."
)
@click.option("--patience-s", type=click.FloatRange(5, 3600), default=180.0, show_default=True, hidden=True)
@click.option("--steady-s", type=click.FloatRange(1, 3600), default=60.0, show_default=True, hidden=True)
def update(  # noqa: PLR0917
    source: Path | None,
    config_file: Path | None,
    apt: bool,
    downgrade: bool,
    key: Path | None,
    patience_s: float,
    steady_s: float,
) -> None:
    """Install a new version from SOURCE, a package file or a folder with one, such as a USB stick.

    Beside the package lies its signature, PACKAGE.sig, by a key in /etc/matside/update-keys. If the new
    version is not healthy within three minutes, the one before comes back by itself.
    """
    if (source is None) == (not apt):
        raise UsageError("give a package, a folder with one, or --apt; matside update --help tells more")
    if key is not None and source is not None:
        click.echo(f"written: {sign(source, key)}")
        return
    if os.geteuid() != 0:
        raise UsageError("an update needs root: sudo matside update ...")
    config = load(find_file(config_file, os.environ), os.environ)
    before = installed_version()
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    _take_turn()
    if (FOLDER / PENDING).exists():
        raise UpdateError(
            "the last update is still being judged: nothing was changed; try again in some minutes, or if it "
            f"was interrupted, have it judged: systemctl start {GUARD_SERVICE}"
        )
    if in_session(config.store.data_dir / "matside.db"):
        raise UpdateError("somebody is exercising: nothing was changed; try again after the session")
    try:
        if source is None:
            after, packages = _candidate(before), ("matside",)
        else:
            after, packages = _checked(source, before, downgrade)
        pending = Update(
            before=before,
            after=after,
            data_dir=str(config.store.data_dir),
            screen=_screen(config),
            patience_s=patience_s,
            steady_s=steady_s,
        )
        keep_what_is_there(pending, FOLDER, click.echo)
    except BaseException:
        # A refused update leaves nothing behind: neither the package nor what was kept for it.
        finish(FOLDER)
        raise
    click.echo(f"installing version {after}")
    try:
        install(*packages)
    except UpdateError:
        click.echo(f"version {after} can't be installed: {undo(pending, FOLDER)}", err=True)
        raise
    watch_over()
    click.echo(
        f"installed; if it is not healthy within {patience_s:.0f} s, version {before} comes back by itself"
    )


def _take_turn() -> None:
    """For this process alone, until it ends; who comes second would take the first one's way back away."""
    folder = os.open(FOLDER, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UpdateError("another update is under way: nothing was changed; wait for its end") from None


def _screen(config: Config) -> str:
    return f"http://{config.web.host}:{config.web.port}/"


def _candidate(before: str) -> str:
    """The version that apt would install."""
    said("apt-get", "-qq", "update", timeout_s=300)
    lines = said("apt-cache", "policy", "matside").splitlines()
    after = next((line.split()[-1] for line in lines if line.strip().startswith("Candidate:")), before)
    if not newer(after, before):
        raise UpdateError(f"version {before} is the newest that the machine's apt sources have")
    return after


def _checked(source: Path, before: str, downgrade: bool) -> tuple[str, tuple[str]]:
    """The version of the package and root's own copy of it, which nobody can exchange after the check."""
    path = newest(source) if source.is_dir() else source
    copy = FOLDER / NEW
    try:
        shutil.copyfile(path, copy)
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from None
    signed_by = check(copy, path.with_name(path.name + SUFFIX), trusted_keys(KEYS))
    package = read_package(copy)
    if package.architecture != (here := machine_architecture()):
        raise UsageError(f"{path}: for {package.architecture}, this machine is {here}")
    if not downgrade and not newer(package.version, before):
        raise UsageError(
            f"{path}: version {package.version}, installed is {before}; --downgrade installs it still"
        )
    click.echo(f"{path.name}: version {package.version}, signed by {signed_by}")
    return package.version, (str(copy),)
