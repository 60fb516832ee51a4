"""Begins a session on a machine's own screen and says what happens: run with that machine's loopback.

python -m tests.boot.session begin REPS     prints how many repetitions the screen shows, once there are REPS
python -m tests.boot.session shut-down      touches "switch off"
python -m tests.boot.session country CODE   touches this country in the set-up
python -m tests.boot.session set-up         prints the last part of the address that the screen begins with
"""

from __future__ import annotations

import sys
import urllib.request

from tests.scenarios.appliance_process import ApplianceProcess


class Screen(ApplianceProcess):
    """The screen of an appliance that somebody else started."""

    def __init__(self, url: str) -> None:
        self.url = url


def main(task: str, *values: str) -> None:
    screen = Screen("http://127.0.0.1:8137/")
    if task == "shut-down":
        screen.post("machine/shut-down", {})
        return
    if task == "country":
        screen.post("set-up/country", {"country": values[0]})
        return
    if task == "set-up":
        with urllib.request.urlopen(screen.url, timeout=10) as page:
            print(page.url.rstrip("/").rpartition("/")[2])
        return
    screen.view_where(lambda view: view["phase"] == "home" and view["camera"] == "demo")
    screen.begin()
    wanted = int(values[0])
    print(screen.view_where(lambda view: view["phase"] == "active" and view["reps"] >= wanted, 60)["reps"])


if __name__ == "__main__":
    main(*sys.argv[1:])
