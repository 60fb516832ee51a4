"""The clinic's packages are an extra: an appliance runs without them."""

from __future__ import annotations

import subprocess
import sys

PACKAGES = ("sqlalchemy", "alembic", "psycopg", "argon2", "flask_wtf", "fhir")


def test_the_appliances_program_loads_none_of_the_clinics_packages() -> None:
    code = f"import sys, device.__main__; print([name for name in {PACKAGES!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_what_is_missing_is_said_with_what_to_install() -> None:
    """As on an appliance: the program finds none of these packages."""
    code = f"""
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {PACKAGES!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
from device.console import main
sys.argv = ["matside", "clinic", "user", "list"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "is not installed" in done.stderr
    assert "requirements/clinic.txt" in done.stderr
