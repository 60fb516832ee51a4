"""A USB stick and root's service without either that behave: backups open with their passphrase alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from device.errors import UsageError
from device.stick.order import (
    ORDERS,
    BackupOrder,
    Contents,
    KeptBackup,
    LookOrder,
    OfferedUpdate,
    Order,
    Outcome,
    RestoreOrder,
    Step,
    Trouble,
    UpdateOrder,
)
from device.stick.state import StickState

RIGHT: Final = "correct horse"
INSTALLED: Final = "0.1.0"
NEW: Final = OfferedUpdate(name="matside_0.2.0_arm64.deb", version="0.2.0")
KEPT: Final = (
    KeptBackup(name="matside-20261123-2113.age", written="2026-11-23T21:13"),
    KeptBackup(name="matside-20261101-0805.age", written="2026-11-01T08:05"),
)


class FakeStick:
    """Implements webui.stick.ports.Stick.

    Time stands still: what was begun goes on by `come_to` and ends by `finish`; a look, which takes a moment,
    ends by itself unless it is `slow`.

    Attributes:
        orders: everything that was begun, in order.
        installed: the version of the device.
        offered: whether there is a service of root's here.
        slow: whether a look, too, waits for `finish`.
    """

    def __init__(self, offered: bool = True) -> None:
        self.offered = offered
        self.slow = False
        self.installed = INSTALLED
        self.orders: list[Order] = []
        self._lock = threading.RLock()
        self._on_stick: Contents | None = None
        self._sealed: dict[str, str] = {}
        self._state = StickState()
        self._under_way: Order | None = None

    def plug_in(self, backups: tuple[KeptBackup, ...] = KEPT, update: OfferedUpdate | None = NEW) -> None:
        """A stick with these on it; its backups are sealed with RIGHT."""
        with self._lock:
            self._on_stick = Contents(label="STICK", free_bytes=8_000_000_000, backups=backups, update=update)
            self._sealed = {backup.name: RIGHT for backup in backups}
            self._state = replace(self._state, plugged_in=True, contents=None)

    def reset(self) -> None:
        """No stick, the first version, nothing done yet."""
        with self._lock:
            self._on_stick, self._under_way, self._state = None, None, StickState()
            self.installed, self.slow = INSTALLED, False

    def pull_out(self) -> None:
        """The stick is gone, whatever is being done."""
        with self._lock:
            self._on_stick = None
            self._state = replace(self._state, plugged_in=False, contents=None)

    def come_to(self, step: Step) -> None:
        """Root says how far it is."""
        with self._lock:
            self._state = replace(self._state, step=step)

    def finish(self, trouble: Trouble | None = None, detail: str = "") -> None:
        """What is being done ends: well, if it can, or with this trouble."""
        with self._lock:
            assert self._under_way is not None, "nothing is being done"
            outcome = self._outcome(self._under_way, trouble, detail)
            self._under_way = None
            contents = outcome.contents or self._state.contents
            self._state = StickState(self._on_stick is not None, None, None, contents, outcome)

    def is_offered(self) -> bool:
        return self.offered

    def is_plugged_in(self) -> bool:
        return self.state().plugged_in

    def state(self) -> StickState:
        with self._lock:
            return self._state

    def look(self) -> None:
        self._begin({"do": "look"})
        if not self.slow:
            self.finish()

    def backup(self, passphrase: str) -> None:
        self._begin({"do": "backup", "passphrase": passphrase})

    def restore(self, name: str, passphrase: str) -> None:
        self._begin({"do": "restore", "name": name, "passphrase": passphrase})

    def update(self, name: str) -> None:
        self._begin({"do": "update", "name": name})

    def _begin(self, values: dict[str, str]) -> None:
        with self._lock:
            if self._under_way is not None:
                raise UsageError(f"stick: {self._under_way.do} is being done")
            try:
                order = ORDERS.validate_python(values)
            except ValidationError:
                raise UsageError(f"stick: {values['do']}: a value can't be used") from None
            self.orders.append(order)
            self._under_way = order
            self._state = replace(self._state, doing=order.do, step=None, outcome=None)

    def _outcome(self, order: Order, trouble: Trouble | None, detail: str) -> Outcome:
        if trouble is None and self._on_stick is None:
            trouble = "no_stick"
        if trouble is None and isinstance(order, RestoreOrder):
            right = self._sealed.get(order.name) == order.passphrase
            trouble = None if right else "wrong_passphrase"
        if trouble is not None:
            return Outcome(of=order.do, trouble=trouble, detail=detail, version=self.installed)
        return self._good(order)

    def _good(self, order: Order) -> Outcome:
        match order:
            case LookOrder():
                return Outcome(of=order.do, contents=self._on_stick)
            case BackupOrder():
                return self._backed_up(order)
            case RestoreOrder():
                return Outcome(of=order.do, name=order.name)
            case UpdateOrder():
                assert self._on_stick
                assert self._on_stick.update
                self.installed = self._on_stick.update.version
                self._on_stick = self._on_stick.model_copy(update={"update": None})
                self._state = replace(self._state, contents=None)
                return Outcome(of=order.do, name=order.name, version=self.installed)

    def _backed_up(self, order: BackupOrder) -> Outcome:
        assert self._on_stick
        number = len(self._sealed) + 1
        written = KeptBackup(name=f"matside-{number}.age", written="2026-12-01T10:00")
        self._sealed[written.name] = order.passphrase
        self._on_stick = self._on_stick.model_copy(update={"backups": (written, *self._on_stick.backups)})
        return Outcome(of=order.do, name=written.name, contents=self._on_stick)
