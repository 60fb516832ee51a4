"""The device itself, as the screen sees it: its pairing and its switch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from device.care.cards import LinkCard
from device.errors import UsageError
from device.link.pairing import check_code
from device.link.settings import LinkSettings
from device.paired import keep_pairing
from device.power import Power


class Machine:
    """What `webui` is handed for the settings page. Every method may be called from any thread.

    Args:
        data_dir: where a pairing is kept.
        link: the link's settings in force.
        settled: whether they come from the configuration file, which goes before the touchscreen.
        patient_code: tells the chosen person's.
        power: the switch.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        link: LinkSettings,
        settled: bool,
        patient_code: Callable[[], str],
        power: Power,
    ) -> None:
        self._data_dir = data_dir
        self._link = link
        self._settled = settled
        self._patient_code = patient_code
        self._power = power
        self._next: LinkCard | None = None

    def link(self) -> LinkCard:
        """Whom the device is paired with."""
        if self._next is not None:
            return self._next
        link, code = self._link, self._patient_code()
        if link.host is None:
            return LinkCard(None, None, code, None)
        checked = self._checked(link.host, link.port, link.clinic, code, link.clinic_key)
        return LinkCard(link.host, link.clinic, code, checked)

    def pair(self, code: str) -> LinkCard:
        """Pair with the clinic that made this pairing code; it takes effect at the next start."""
        if self._settled:
            raise UsageError("pairing: the settings file names a broker; pair with matside provision")
        pairing = keep_pairing(self._data_dir, code)
        checked = check_code(
            host=pairing.host,
            port=pairing.port,
            clinic=pairing.clinic,
            patient_code=pairing.patient_code,
            ca=pairing.ca,
            clinic_key=pairing.clinic_key,
        )
        self._next = LinkCard(
            pairing.host, pairing.clinic, pairing.patient_code, checked, restart_needed=True
        )
        return self._next

    def can_shut_down(self) -> bool:
        """Whether this machine can be switched off from here."""
        return self._power.can_switch_off

    def shut_down(self) -> None:
        """Switch the machine off; the session ends in good order."""
        self._power.switch_off()

    def _checked(self, host: str, port: int, clinic: str, patient_code: str, key: str | None) -> str | None:
        try:
            ca = self._link.ca_file.read_text("utf-8") if self._link.ca_file else None
            return check_code(
                host=host, port=port, clinic=clinic, patient_code=patient_code, ca=ca, clinic_key=key
            )
        except (OSError, ValueError):
            return None
