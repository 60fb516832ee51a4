"""Whom this device trusts, and how it proves itself, when it connects with TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

from device.errors import ConfigError
from device.link.settings import LinkSettings


def tls_context(settings: LinkSettings) -> ssl.SSLContext:
    """The broker's certificate must be valid for its name; TLS 1.2 or newer.

    Raises:
        ConfigError: a certificate or key file can't be read or is none.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.ca_file is None:
        context.load_default_certs()
    else:
        # This authority alone: a clinic's own must not be joined by the whole web's.
        _check_readable("ca_file", settings.ca_file)
        try:
            context.load_verify_locations(settings.ca_file)
        except ssl.SSLError as error:
            raise ConfigError(
                f"link.ca_file: {settings.ca_file}: holds no certificate in PEM form"
            ) from error
    if settings.cert_file is not None and settings.key_file is not None:
        _check_readable("cert_file", settings.cert_file)
        _check_readable("key_file", settings.key_file)
        try:
            # Without a password callback an encrypted key would ask on the terminal.
            context.load_cert_chain(settings.cert_file, settings.key_file, password=_no_password)
        except (ssl.SSLError, ValueError) as error:
            raise ConfigError(
                f"link.cert_file: {settings.cert_file}: not a certificate in PEM form that fits the key "
                f"in {settings.key_file} (which must not be encrypted)"
            ) from error
    return context


def _check_readable(setting: str, path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as error:
        raise ConfigError(f"link.{setting}: {path}: can't be read: {error.strerror}") from error


def _no_password() -> str:
    raise ValueError("the key is encrypted")
