"""`matside provision`: pair this device with a clinic."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from device.commands.options import FILE, config_option
from device.config import Config
from device.config_edit import changed, save_config, save_file
from device.config_file import DEFAULT_FILE, find_file, load
from device.device_key import NAME as DEVICE_KEY
from device.device_key import certificate_request, check_certificate
from device.errors import ConfigError, UsageError
from device.link.pairing import CHECKED, Pairing, check_code, read_pairing
from device.paired import link_of
from device.place import is_there, read_text

PEM_FILES = ("ca", "cert", "key")
"""Parts of a pairing that the configuration names by file."""


@click.command()
@config_option
@click.option("--show", is_flag=True, help="Change nothing; say what this device is paired with.")
@click.option("--request", is_flag=True, help="Change nothing; print a request for a certificate (PEM).")
@click.option(
    "--name", help="Common name of the request.  [default: the broker's user name, else the patient code]"
)
@click.option("--file", "file", type=FILE, help="Pairing file; - reads it.")
@click.option("--code", help="Pairing code, as the clinic shows it.")
@click.option("--host", help="Name of the broker.")
@click.option("--port", type=int, help="TCP port of the broker.  [default: 8883]")
@click.option(
    "--tls/--no-tls", default=None, help="No TLS only for a broker on this machine.  [default: tls]"
)
@click.option(
    "--ca-file", "ca", type=FILE, help="PEM file of the authority that signed the broker's certificate."
)
@click.option("--cert-file", "cert", type=FILE, help="PEM file of this device's certificate.")
@click.option("--key-file", "key", type=FILE, help="PEM file of its private key.")
@click.option("--username", help="Name to log in with.")
@click.option("--password-file", "password", type=FILE, help="File whose first line is the password.")
@click.option("--clinic", help="The clinic's id.")
@click.option("--patient-code", help="The code that the clinic handed out.")
@click.option("--clinic-key", help="The clinic's Ed25519 public key, Base64: its plans must be signed.")
@click.option(
    "--receipts/--no-receipts", default=None, help="Whether the clinic confirms.  [default: receipts]"
)
def provision(
    config_file: Path | None,
    *,
    show: bool,
    request: bool,
    name: str | None,
    file: Path | None,
    code: str | None,
    **options: object,
) -> None:
    """Pair this device with a clinic, from a pairing file, a pairing code or options.

    Writes the link's settings and the patient code to the configuration file; other settings and comments
    stay. At the end it shows a check code: the clinic must see the same one.
    """
    path = (find_file(config_file, os.environ) or DEFAULT_FILE).resolve()
    if show:
        click.echo(_described(_in_force(path)))
        return
    if request:
        config = _in_force(path)
        click.echo(certificate_request(config.store.data_dir, name or _known_name(config)), nl=False)
        return
    if name is not None:
        raise UsageError("--name goes with --request")
    given = {name: value for name, value in options.items() if value is not None}
    pairing = _pairing(file, code, given)
    _check_code(pairing.model_dump(include=CHECKED), "pairing: ca")
    text = read_text(path) if is_there(path) else ""
    files = {name: _pem_file(path, name, pem) for name in PEM_FILES if (pem := getattr(pairing, name))}
    values = pairing.model_dump(exclude={"schema_version", "patient_code", *PEM_FILES})
    values |= {f"{name}_file": str(files[name]) if name in files else None for name in PEM_FILES}
    if pairing.cert and not pairing.key:
        folder = _in_force(path).store.data_dir
        check_certificate(folder, pairing.cert)
        values["key_file"] = str(folder / DEVICE_KEY)
    after = changed(text, {"patient_code": pairing.patient_code}, "link", values, str(path))
    for part, pem_path in files.items():
        save_file(pem_path, getattr(pairing, part).encode(), like=path)
    config = save_config(path, after)
    click.echo(f"written: {path}")
    click.echo(_described(config))
    click.echo("Start Matside again to use it (sudo systemctl restart matside).")


def _pairing(file: Path | None, code: str | None, given: dict[str, object]) -> Pairing:
    if sum(source is not None for source in (file, code, given or None)) != 1:
        raise UsageError("give one of --file, --code, or the options of the link (--host, --clinic, ...)")
    if file is not None:
        return read_pairing(sys.stdin.read() if str(file) == "-" else read_text(file))
    if code is not None:
        return read_pairing(code)
    for name in PEM_FILES:
        if isinstance(path := given.get(name), Path):
            given[name] = read_text(path)
    if isinstance(path := given.get("password"), Path):
        given["password"] = read_text(path).partition("\n")[0].rstrip("\r")
    try:
        return Pairing.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        option = str(first["loc"][0]).replace("_", "-")
        option = f"{option}-file" if option in PEM_FILES else option
        raise UsageError(f"--{option}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None


def _in_force(path: Path) -> Config:
    return load(path if is_there(path) else None, os.environ)


def _known_name(config: Config) -> str:
    """By which the broker's rights go: the name to log in with, else the patient code that a clinic gave."""
    link, code = link_of(config, lambda: "")
    if not (name := link.username or code):
        raise UsageError("--name: no name or code of a clinic is known here; give the one that it handed out")
    return name


def _pem_file(config: Path, name: str, pem: str) -> Path:
    """Named after its content: the file in use stays as it is until the configuration names the new one."""
    return config.parent / f"clinic-{name}-{hashlib.sha256(pem.encode()).hexdigest()[:8]}.pem"


def _check_code(meant: Mapping[str, Any], where: str) -> str:
    try:
        return check_code(**meant)
    except ValueError:
        raise ConfigError(f"{where}: holds no certificate in PEM form") from None


def _described(config: Config) -> str:
    link = config.link
    if link.host is None:
        return "not paired: no broker is configured"
    secured = "TLS" if link.tls else "without TLS"
    login = f"as {link.username}" if link.username else "without a user name"
    lines = [
        f"broker:       {link.host}:{link.port}, {secured}, {login}",
        f"clinic:       {link.clinic}, {'gives' if link.receipts else 'gives no'} receipts",
        f"plans:        {'must be signed by the clinic' if link.clinic_key else 'need no signature'}",
        f"patient code: {config.patient_code or '(made by the device)'}",
    ]
    if config.patient_code is not None:
        meant = link.model_dump(include=CHECKED) | {"patient_code": config.patient_code}
        meant["ca"] = read_text(link.ca_file) if link.ca_file else None
        code = _check_code(meant, f"link.ca_file: {link.ca_file}")
        lines.append(f"check code:   {code}   (the clinic must see the same)")
    return "\n".join(lines)
