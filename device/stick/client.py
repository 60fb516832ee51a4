"""The appliance's end of the line to root: an order at a time, each in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from device.backup.restore import UNFINISHED
from device.errors import UsageError
from device.stick.devices import Partition, partitions
from device.stick.order import (
    ANSWERS,
    LONGEST_LINE_BYTES,
    OUTCOME,
    SOCKET,
    UNDER_WAY,
    BackupOrder,
    Contents,
    Doing,
    LookOrder,
    Order,
    Outcome,
    Progress,
    RestoreOrder,
    Step,
    UpdateOrder,
)
from device.stick.state import StickState

log = logging.getLogger(__name__)

NEWS_S: Final = 600.0
"""How long root's last word is news to an appliance that starts."""

_Order = TypeVar("_Order", bound=Order)


class Stick:
    """What `webui` is handed for the page "USB stick". Every method may be called from any thread.

    Args:
        data_dir: where a restore leaves its mark as long as it is not finished.
        folder: where root's socket and its words on the last restore or update lie.
        find: tells what is plugged in.
    """

    def __init__(
        self,
        data_dir: Path,
        folder: Path = SOCKET.parent,
        find: Callable[[], tuple[Partition, ...]] = partitions,
    ) -> None:
        self._socket = folder / SOCKET.name
        self._outcome_file = folder / OUTCOME.name
        self._under_way = folder / UNDER_WAY.name
        self._find = find
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._line: socket.socket | None = None
        self._doing: Doing | None = None
        self._step: Step | None = None
        self._looked_at: tuple[tuple[Partition, ...], Contents] | None = None
        self._outcome = _cut_off(data_dir)
        # After a restart of the appliance alone, somebody has read long ago what lies there.
        self._known_file = _mark(self._outcome_file) if _age_s(self._outcome_file) > NEWS_S else None

    def is_offered(self) -> bool:
        """Whether root takes orders here; not on a machine where Matside only runs from its source."""
        return self._socket.is_socket()

    def is_plugged_in(self) -> bool:
        """Whether there is a USB stick, of whatever contents."""
        return bool(self._find())

    def state(self) -> StickState:
        """How things stand."""
        found = self._find()
        with self._lock:
            if self._looked_at is not None and self._looked_at[0] != found:
                self._looked_at = None
            contents = self._looked_at[1] if self._looked_at else None
            if self._doing is not None:
                return StickState(bool(found), self._doing, self._step, contents)
            if self._under_way.exists():
                return StickState(bool(found), "update", "judging", contents)
            if (outcome := self._left_by_root()) is not None:
                self._outcome = outcome
            return StickState(bool(found), None, None, contents, self._outcome)

    def look(self) -> None:
        """Have root say what is on the stick.

        Raises:
            UsageError: something is being done already.
        """
        self._begin(LookOrder())

    def backup(self, passphrase: str) -> None:
        """Have everything of the device written to the stick.

        Raises:
            UsageError: something is being done already, or the passphrase is too short or too long.
        """
        self._begin(_made(BackupOrder, passphrase=passphrase))

    def restore(self, name: str, passphrase: str) -> None:
        """Have a backup put in the place of what the device holds. It ends the appliance.

        Raises:
            UsageError: something is being done already, or a value can't be right.
        """
        self._begin(_made(RestoreOrder, name=name, passphrase=passphrase))

    def update(self, name: str) -> None:
        """Have a package installed. It ends the appliance.

        Raises:
            UsageError: something is being done already, or the name is none of a package.
        """
        self._begin(_made(UpdateOrder, name=name))

    def close(self, timeout_s: float = 5.0) -> None:
        """Hang up; what root has begun it ends without us."""
        with self._lock:
            thread, line = self._thread, self._line
            if line is not None:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        if thread is not None:
            thread.join(timeout_s)

    def _begin(self, order: Order) -> None:
        with self._lock:
            if self._doing is not None or self._under_way.exists():
                raise UsageError(f"stick: {self._doing or 'update'} is under way; wait for its end")
            self._doing, self._step, self._outcome = order.do, None, None
            # What lies there now is the outcome of an order before.
            self._known_file = _mark(self._outcome_file)
            self._thread = threading.Thread(target=self._run, args=(order,), name="stick", daemon=True)
            self._thread.start()

    def _run(self, order: Order) -> None:
        found: tuple[Partition, ...] = ()
        outcome: Outcome | None
        try:
            found = self._find()
            outcome = self._ask(order)
        except Exception as error:
            # The page must not wait for ever for a thread that is gone.
            log.exception("stick: %s", order.do)
            outcome = Outcome(of=order.do, trouble="failed", detail=str(error))
        if outcome is not None and outcome.trouble:
            log.warning("stick: %s: %s: %s", order.do, outcome.trouble, outcome.detail)
        with self._lock:
            self._doing, self._step, self._outcome = None, None, outcome
            if outcome is not None and outcome.contents is not None:
                self._looked_at = found, outcome.contents

    def _ask(self, order: Order) -> Outcome | None:
        """Hand the order over and follow what is said; the last word, if it is not the guard's to say."""
        heard = False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            with self._lock:
                self._line = line
            try:
                line.connect(str(self._socket))
                line.sendall(order.model_dump_json().encode() + b"\n")
            except (BrokenPipeError, ConnectionResetError):
                pass  # hung up on: it serves somebody else
            except OSError as error:
                return Outcome(of=order.do, trouble="failed", detail=f"{self._socket}: {error.strerror}")
            finally_said = None
            for said in _lines(line):
                heard = True
                answer = ANSWERS.validate_json(said)
                if isinstance(answer, Progress):
                    with self._lock:
                        self._step = answer.step
                else:
                    finally_said = answer
            with self._lock:
                self._line = None
        if finally_said is not None:
            return finally_said
        if heard and order.do == "update" and self._under_way.exists():
            return None
        if heard:
            return Outcome(of=order.do, trouble="failed", detail="root's service ended without a last word")
        return Outcome(of=order.do, trouble="busy", detail="root's service serves somebody else")

    def _left_by_root(self) -> Outcome | None:
        """What lies in the file, if it is news."""
        mark = _mark(self._outcome_file)
        if mark is None or mark == self._known_file:
            return None
        self._known_file = mark
        try:
            with self._outcome_file.open("rb") as file:
                answer = ANSWERS.validate_json(file.read(LONGEST_LINE_BYTES))
        except (OSError, ValidationError) as error:
            log.warning("%s: can't be read: %s", self._outcome_file, type(error).__name__)
            return None
        return answer if isinstance(answer, Outcome) else None


def _made(kind: type[_Order], **values: str) -> _Order:
    try:
        return kind(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        # Without the value: it may be the passphrase.
        (fault, *_) = error.errors(include_url=False, include_input=False)
        raise UsageError(f"stick: {fault['loc'][0]}: {fault['msg']}") from None


def _cut_off(data_dir: Path) -> Outcome | None:
    """What a restore has left that a power cut ended; its own last word is gone with the power."""
    if not (data_dir / UNFINISHED).exists():
        return None
    return Outcome(of="restore", trouble="unfinished", detail=str(data_dir / UNFINISHED))


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _mark(path: Path) -> tuple[int, int] | None:
    """Tells one file of this name from the next."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _lines(line: socket.socket) -> Iterator[bytes]:
    with line.makefile("rb") as file:
        while True:
            try:
                said = file.readline(LONGEST_LINE_BYTES)
            except ConnectionError:
                return
            if not said:
                return
            yield said
