"""`matside first-boot`: prepare this machine once; systemd calls it before the first start."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import click

from device.camera import Camera
from device.camera.detect import connected_camera
from device.commands.options import FILE, config_option
from device.config_file import find_file, load
from device.errors import CameraError, UsageError
from device.setup.boot_config import DISPLAYS
from device.setup.first_boot import FirstBoot

ROOT = Path("/")


@click.command("first-boot")
@config_option
@click.option(
    "--display",
    type=click.Choice(DISPLAYS),
    default=DISPLAYS[0],
    show_default=True,
    help="Name the display where the firmware does not find it.",
)
@click.option("--root", type=FILE, default=ROOT, help="Prepare the system below this folder instead.")
def first_boot(config_file: Path | None, display: str, root: Path) -> None:
    """Give this device a name of its own, its boot configuration and, at the next start, the guided set-up.

    What was done before is left as it is: run it again as often as you like. Needs root.
    """
    config = load(find_file(config_file, os.environ), os.environ)
    folder = config.store.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: can't be made ({error.strerror}); run as root (sudo)") from error
    if root == ROOT:
        click.echo(f"camera: {camera_words(lambda: connected_camera(config.camera))}")
    for line in FirstBoot(root, folder, display, _name_now if root == ROOT else _leave).run():
        click.echo(line)


def camera_words(find: Callable[[], Camera | None]) -> str:
    """Which one there is: one that can't be used yet keeps nothing else from being prepared."""
    try:
        camera = find()
    except CameraError as error:
        return str(error)
    return camera.name if camera else "none found; connect one"


def _name_now(name: str) -> None:
    try:
        socket.sethostname(name)
    except OSError as error:
        raise UsageError(f"host name {name}: {error.strerror}; run as root (sudo)") from error


def _leave(name: str) -> None:
    """Another system's name is not the running kernel's."""
