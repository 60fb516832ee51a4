"""A device without a switch or clinic that behaves: it can be paired and switched off."""

from __future__ import annotations

from device.care.cards import LinkCard
from device.errors import UsageError

GOOD_CODE = "eNq-a-whole-pairing-code"


class FakeMachine:
    """Implements webui.ports.Machine; `is_off` once it was shut down."""

    def __init__(self, has_switch: bool = True) -> None:
        self._card = LinkCard(None, None, "TEST2345", None)
        self._has_switch = has_switch
        self.is_off = False

    def link(self) -> LinkCard:
        return self._card

    def pair(self, code: str) -> LinkCard:
        if code.strip() != GOOD_CODE:
            raise UsageError("pairing: neither a pairing file (JSON) nor a whole pairing code")
        self._card = LinkCard("broker.clinic.example", "north", "TEST2345", "ABCD-EFGH", restart_needed=True)
        return self._card

    def can_shut_down(self) -> bool:
        return self._has_switch

    def shut_down(self) -> None:
        if not self._has_switch:
            raise UsageError("this machine can't be switched off from here")
        self.is_off = True
