"""A broker as a clinic has it: TLS, passwords, and the rights that `matside clinic acl` writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from device.clinic.acl import acl
from device.link.settings import LinkSettings
from tests.brokers import Mosquitto
from tests.certificates import Authority

CLINIC_USER = "clinic"


class GuardedBroker(Mosquitto):
    """One device for each patient code, with a user name and rights of its own; stopped until `start`.

    Args:
        folder: an empty folder for its files and certificates.
        patients: the patient codes.
        host: what its certificate says that it is called.
    """

    def __init__(self, folder: Path, patients: Sequence[str], host: str = "localhost") -> None:
        folder.mkdir()
        self._authority = Authority(folder)
        self._host = host
        self._user_of = {code: f"mat-{number}" for number, code in enumerate(patients)}
        names = (CLINIC_USER, *self._user_of.values())
        super().__init__(
            folder,
            users={name: f"secret of {name}" for name in names},
            acl=acl("clinic", CLINIC_USER, {user: [code] for code, user in self._user_of.items()}),
            tls=self._authority.issue(host),
        )

    def settings(self, patient: str | None = None) -> LinkSettings:
        """How the device of a patient reaches it, or the clinic."""
        user = CLINIC_USER if patient is None else self._user_of[patient]
        return LinkSettings.model_validate(
            {
                "host": self._host,
                "port": self.port,
                "ca_file": self._authority.file,
                "username": user,
                "password": self.users[user],
            }
        )

    def environment(self, patient: str | None = None) -> dict[str, str]:
        """The same for a process of its own, as environment variables."""
        settings = self.settings(patient)
        assert settings.password
        return {
            "MATSIDE_LINK__HOST": self._host,
            "MATSIDE_LINK__PORT": str(self.port),
            "MATSIDE_LINK__CA_FILE": str(settings.ca_file),
            "MATSIDE_LINK__USERNAME": str(settings.username),
            "MATSIDE_LINK__PASSWORD": settings.password.get_secret_value(),
        }
