"""Debian's mosquitto on loopback, so that a summary can be seen to arrive where no clinic is configured."""

from __future__ import annotations

import getpass
import logging
import shutil
import socket
import subprocess
import time
from types import TracebackType
from typing import Final

from device.errors import LinkError
from device.link.settings import LinkSettings

log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
START_TIMEOUT_S: Final = 5.0
STOP_TIMEOUT_S: Final = 3.0
PORT_ATTEMPTS: Final = 3
# Debian keeps the broker where only root's PATH looks.
_SYSTEM_PATH: Final = "/usr/sbin:/usr/local/sbin:/usr/bin"


class DemoBroker:
    """A broker without passwords that keeps nothing, reachable from this machine alone.

    It ends with the thread that started it, even if that is killed: start it from the main thread.
    Use as a context manager, or call `stop`.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.settings = LinkSettings(host=HOST, port=port, tls=False, clinic="demo", receipts=True)

    @classmethod
    def start(cls) -> DemoBroker:
        """Start mosquitto on a free port and wait until it answers.

        Raises:
            LinkError: it is not installed, or does not start.
        """
        program = shutil.which("mosquitto") or shutil.which("mosquitto", path=_SYSTEM_PATH)
        if program is None:
            raise LinkError(
                "mosquitto is not installed (sudo apt-get install mosquitto); summaries wait here"
            )
        for _ in range(PORT_ATTEMPTS):
            port = _free_port()
            process = _launch(program, port)
            if _answers(process, port):
                log.info("demo broker on %s:%d", HOST, port)
                return cls(process, port)
            _end(process)
        raise LinkError(f"{program} does not start; try it by hand: {program} -p {port}; summaries wait here")

    def stop(self) -> None:
        """End the broker; safe to call twice."""
        _end(self._process)

    def __enter__(self) -> DemoBroker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _launch(program: str, port: int) -> subprocess.Popen[bytes]:
    """Start it with its configuration on standard input, so that no file is left behind by a power cut."""
    # Whoever runs the demo runs the broker: a change of user would undo setpriv's promise.
    config = f"listener {port} {HOST}\nallow_anonymous true\npersistence false\nuser {getpass.getuser()}\n"
    command = [program, "-c", "/dev/stdin"]
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "TERM", *command]
    # A process group of its own: Ctrl-C is for the appliance, which says goodbye to the broker first.
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            pipe.write(config.encode())
    except BrokenPipeError:
        log.warning("%s ended before it read its configuration", program)
    return process


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline_s = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline_s:
        try:
            socket.create_connection((HOST, port), timeout=0.5).close()
        except OSError:
            time.sleep(0.02)
        else:
            # Somebody else may have taken the port in between; then ours has ended or is about to.
            time.sleep(0.05)
            return process.poll() is None
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])
