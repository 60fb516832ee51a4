"""The pairing that was made on the touchscreen: kept in the data folder, used where no broker is set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr, ValidationError

from device.config import Config
from device.config_edit import save_file
from device.device_key import NAME as DEVICE_KEY
from device.device_key import check_certificate
from device.errors import ConfigError, UsageError
from device.link.pairing import Pairing, check_code, read_pairing
from device.link.settings import LinkSettings

NAME = "pairing.json"
PEM_FILES = ("ca", "cert", "key")


def keep_pairing(folder: Path, text: str) -> Pairing:
    """Read a pairing file's text or a pairing code, and keep it.

    Raises:
        UsageError: it can't be read, used or written.
    """
    pairing = read_pairing(text)
    try:
        check_code(
            host=pairing.host,
            port=pairing.port,
            clinic=pairing.clinic,
            patient_code=pairing.patient_code,
            ca=pairing.ca,
            clinic_key=pairing.clinic_key,
        )
        _settings(folder, pairing)
    except ValidationError as error:
        raise UsageError(f"pairing: {error.errors(include_url=False)[0]['msg']}") from None
    except ValueError:
        raise UsageError("pairing: ca: holds no certificate in PEM form") from None
    if pairing.cert and not pairing.key:
        check_certificate(folder, pairing.cert)
    for name in PEM_FILES:
        if pem := getattr(pairing, name):
            save_file(folder / f"clinic-{name}.pem", pem.encode(), like=folder)
    save_file(folder / NAME, pairing.model_dump_json().encode(), like=folder)
    return pairing


def link_of(config: Config, device_code: Callable[[], str]) -> tuple[LinkSettings, str]:
    """Where to send, and the first person's patient code.

    Those of the settings, else of the touchscreen's pairing, else nowhere and the device's own code.

    Raises:
        ConfigError: a pairing was kept that can't be read any more.
    """
    folder = config.store.data_dir
    if config.link.host is None and (pairing := _kept(folder)) is not None:
        return _settings(folder, pairing), pairing.patient_code
    return config.link, config.patient_code or device_code()


def is_paired(config: Config) -> bool:
    """Whether there is a clinic to send to, by the settings or by the touchscreen's pairing.

    Raises:
        ConfigError: a pairing was kept that can't be read any more.
    """
    return config.link.host is not None or _kept(config.store.data_dir) is not None


def _kept(folder: Path) -> Pairing | None:
    path = folder / NAME
    try:
        return read_pairing(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, UsageError) as error:
        raise ConfigError(f"{path}: {error}; pair again, or remove the file") from error


def _settings(folder: Path, pairing: Pairing) -> LinkSettings:
    files = {name: folder / f"clinic-{name}.pem" if getattr(pairing, name) else None for name in PEM_FILES}
    if pairing.cert and not pairing.key:
        files["key"] = folder / DEVICE_KEY
    return LinkSettings(
        host=pairing.host,
        port=pairing.port,
        tls=pairing.tls,
        ca_file=files["ca"],
        cert_file=files["cert"],
        key_file=files["key"],
        username=pairing.username,
        password=SecretStr(pairing.password) if pairing.password is not None else None,
        clinic=pairing.clinic,
        clinic_key=pairing.clinic_key,
        receipts=pairing.receipts,
    )
