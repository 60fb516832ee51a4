"""A package from a stick, installed by a unit of its own, which outlives the program that it replaces."""

from __future__ import annotations

import logging
import shutil
import subprocess
from pathlib import Path

from device.config import Config
from device.errors import MatsideError
from device.stick.answers import Answers
from device.stick.order import Outcome
from device.stick.trouble import trouble_of
from device.update import guard
from device.update.installer import GUARD_SERVICE
from device.update.package import NotInstallableError
from device.update.procedure import Procedure, Stage

log = logging.getLogger(__name__)


class Installation:
    """The second half of an update by touch.

    Args:
        config: the configuration in force.
        answers: the way to who ordered it, as long as it is there.
        updates: root's folder for what an update keeps.
    """

    def __init__(self, config: Config, answers: Answers, updates: Path = guard.FOLDER) -> None:
        self._config = config
        self._answers = answers
        self._updates = updates

    def run(self, package: Path) -> None:
        """Install a package that lies in a folder of root's, its signature beside it, and remove the folder.

        How it went is said, unless it went well: then the guard has the last word, some minutes later.
        """
        try:
            Procedure(self._config, self._updates, self._tell).run(package)
        except Exception as error:
            if isinstance(error, MatsideError):
                log.warning("update: %s", error)
            else:
                log.exception("update")
            version = error.version if isinstance(error, NotInstallableError) else ""
            outcome = Outcome(
                of="update",
                trouble=trouble_of(error),
                detail=str(error),
                name=package.name,
                version=version,
            )
            if (self._updates / guard.PENDING).exists():
                # The guard decides and tells the rest; it may not have been started yet.
                subprocess.run(["systemctl", "start", "--no-block", GUARD_SERVICE], check=False)
            else:
                self._answers.mark_under_way(False)
                self._answers.leave(outcome)
            self._answers.last(outcome)
        finally:
            shutil.rmtree(package.parent, ignore_errors=True)

    def _tell(self, stage: Stage, words: str) -> None:
        if words:
            log.info("%s", words)
        if stage == "installing":
            # What is pending now the guard decides, whatever happens to this process.
            self._answers.mark_under_way(True)
        self._answers.step(stage)
