"""A real `matside run` in a process of its own, for tests that use it, kill it and start it again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PATIENCE_S = 20.0
RUN = ("device", "run")
BUTTONED = ("tests.scenarios.buttoned",)
"""The same on a machine with mock pins."""
QUICK = {
    "MATSIDE_SESSION__INTRODUCTION_S": "0",
    "MATSIDE_SESSION__READY_S": "0.3",
    "MATSIDE_SESSION__COUNTDOWN_S": "0.3",
    "MATSIDE_SESSION__DONE_S": "0.5",
    "MATSIDE_SESSION__LONGEST_REST_S": "1",
}
"""A session whose steps take no longer than a test needs to see them."""


class ApplianceProcess:
    """One run of the appliance on its own data folder.

    Args:
        wrapper: a command that runs commands.
        program: the Python module to run, with its first arguments.

    Attributes:
        url: the screen's address, known once it is printed.
    """

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        wrapper: Sequence[str] = (),
        program: Sequence[str] = RUN,
        **settings: str,
    ) -> None:
        env = {key: value for key, value in os.environ.items() if not key.startswith("MATSIDE_")}
        env |= {
            "MATSIDE_STORE__DATA_DIR": str(data_dir),
            "MATSIDE_WEB__PORT": "0",
            "MATSIDE_CAMERA__SOURCE": "demo",
            "PYTHONUNBUFFERED": "1",
        }
        env |= QUICK | settings
        data_dir.mkdir(parents=True, exist_ok=True)
        self._output = data_dir / "output.txt"
        self.started_s = time.monotonic()
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [*wrapper, sys.executable, "-m", *program, *arguments],
                env=env,
                stdin=subprocess.DEVNULL if program == RUN else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.url = ""

    @property
    def lines(self) -> list[str]:
        """What it printed so far."""
        return self._output.read_text().splitlines()

    def wait_for(self, condition: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
        """Wait until `condition()` is true; its value."""
        deadline = time.monotonic() + patience_s
        while not (value := condition()):
            assert time.monotonic() < deadline, f"no {what} in {patience_s} s; printed:\n" + "\n".join(
                self.lines
            )
            time.sleep(0.05)
        return value

    def ready(self) -> ApplianceProcess:
        """Wait until the screen's address is printed."""
        found = self.wait_for(lambda: re.search(r"http://\S+", "\n".join(self.lines)), "address")
        self.url = found[0]
        return self

    def views(self, timeout_s: float = PATIENCE_S) -> Generator[dict[str, Any]]:
        """The live stream of views."""
        request = urllib.request.Request(self.url + "live/events")
        with urllib.request.urlopen(request, timeout=timeout_s) as stream:
            kind = ""
            for raw in stream:
                line = raw.decode().strip()
                if line.startswith("event:"):
                    kind = line.removeprefix("event:").strip()
                elif line.startswith("data:") and kind == "view":
                    yield json.loads(line.removeprefix("data:"))

    def view_where(
        self, condition: Callable[[dict[str, Any]], Any], patience_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """The first view that fulfils `condition`."""
        deadline = time.monotonic() + patience_s
        view: dict[str, Any] = {}
        with closing(self.views()) as views:
            for view in views:
                if condition(view):
                    return view
                assert time.monotonic() < deadline, f"not within {patience_s} s; last view: {view}"
        raise AssertionError(f"the stream ended; last view: {view}")

    def begin(self, pain: int = 0) -> None:
        """From home into the first exercise: start, no red flag, this pain."""
        self.command("start")
        view = self.view_where(lambda view: view["question"] == "red_flag")
        while view["question"] == "red_flag":
            asked = view["subject"]
            self.command("answer", subject=asked, value=0)
            view = self.view_where(lambda view: view["subject"] != asked)  # noqa: B023
        self.command("pain", value=pain)

    def rate(self, pain: int = 0, exertion: int = 3) -> dict[str, Any]:
        """Answer what is asked after the exercises; the summary."""
        self.view_where(lambda view: view["question"] == "pain_after", 60)
        self.command("pain", value=pain)
        self.command("exertion", value=exertion)
        summary: dict[str, Any] = self.view_where(lambda view: view["summary"])["summary"]
        return summary

    def stop(self) -> None:
        """End the session; leave all questions out."""
        self.command("stop")
        self.view_where(lambda view: view["phase"] == "rating")
        self.command("stop")

    def command(self, command: str, **what: Any) -> None:
        """As the page does it."""
        self.post("session/command", {"command": command} | what)

    def prefer(self, **preferences: Any) -> None:
        """Set how the screen looks and sounds."""
        self.post("household/preferences", preferences)

    def press(self, seconds: float) -> None:
        """Hold the button of tests.scenarios.buttoned down for so long."""
        assert self.process.stdin
        self.process.stdin.write(f"{seconds}\n".encode())
        self.process.stdin.flush()

    def post(self, path: str, body: dict[str, Any]) -> None:
        """With the page's token, from its own origin."""
        with urllib.request.urlopen(self.url, timeout=10) as response:
            page = response.read().decode()
        token = re.search(r'name="matside-token" content="([^"]+)"', page)
        assert token
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode(),
            {
                "Content-Type": "application/json",
                "X-Matside-Token": token[1],
                "Origin": self.url.rstrip("/"),
            },
        )
        urllib.request.urlopen(request, timeout=10).close()

    def kill(self) -> None:
        """As a power cut does it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def end(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(10)


@contextmanager
def appliance(data_dir: Path, *arguments: str, **settings: Any) -> Iterator[ApplianceProcess]:
    """An appliance that is ready, ended when the block ends; see ApplianceProcess."""
    running = ApplianceProcess(data_dir, *arguments, **settings)
    try:
        yield running.ready()
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(10)
        if running.process.stdin:
            running.process.stdin.close()
