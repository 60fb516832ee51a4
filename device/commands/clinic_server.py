"""`matside clinic serve` and `ingest`: the composition root of the clinic's own server.

It is another program than the appliance, on another machine: docs/decisions/clinic-server.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from device.care.programme import load_programmes
from device.clinic.ingest import Ingest
from device.clinic.library import library_exercises
from device.clinic.signing import read_key, signed
from device.commands.clinic_records import clinic_packages, load_config, opened
from device.commands.options import config_option
from device.config import Config
from device.errors import ConfigError
from device.lifecycle import Lifecycle
from device.link.plan import Plan
from device.worker import Worker
from inference.exercise import load_library

if TYPE_CHECKING:
    from device.clinic.store.database import Database
    from device.clinic.store.people import People
    from webui.clinic.ports import Desk

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@click.command()
@config_option
def ingest(config_file: Path | None) -> None:
    """Store what devices send; any number of these may run beside `serve`, on any machine."""
    config = _config(config_file)
    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    with opened(config) as database:
        from device.clinic.store.intake import Intake

        worker = Ingest(
            config.link, Intake(database), group=config.clinic.group, tell=click.echo, single=False
        )
        sys.exit(lifecycle.run([Worker("ingest", worker.run, lifecycle.worker_died)], stopping=_nothing))


@click.command()
@config_option
def serve(config_file: Path | None) -> None:
    """Store what devices send, and show it to clinicians on a web page."""
    config = _config(config_file)
    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    with ExitStack() as closing:
        database = closing.enter_context(opened(config))
        with clinic_packages():
            from device.clinic.store.intake import Intake
            from device.clinic.store.people import People
            from webui.clinic.app import create_clinic_app
            from webui.clinic.server import ClinicServer
        intake = Intake(database)
        worker = Ingest(config.link, intake, group=config.clinic.group, tell=click.echo)

        settings = config.clinic
        signer = read_key(settings.signing_key_file) if settings.signing_key_file else None

        def send_plan(plan: Plan, composed_by: str) -> bool:
            kept = intake.add_plan(signed(plan, signer) if signer else plan, composed_by)
            worker.publish_plans()
            return kept

        certificate = (
            (settings.cert_file, settings.key_file) if settings.cert_file and settings.key_file else None
        )
        public = settings.public_url
        people = People(database)
        app = create_clinic_app(
            _desk(config, database, people, send_plan, worker),
            hosts=[*LOOPBACK_NAMES, *_names(config)],
            secure=certificate is not None or public is not None,
            behind_proxy=public is not None and certificate is None,
        )
        server = ClinicServer(app, settings.host, settings.port, certificate)
        closing.callback(server.stop)
        server.start()
        click.echo(f"clinic {config.link.clinic}: open {public or server.url} (records: {database.where})")
        if not people.all():
            click.echo("nobody may sign in yet: matside clinic user add NAME", err=True)
        sys.exit(lifecycle.run([Worker("ingest", worker.run, lifecycle.worker_died)], stopping=_nothing))


def _desk(
    config: Config,
    database: Database,
    people: People,
    send_plan: Callable[[Plan, str], bool],
    worker: Ingest,
) -> Desk:
    from device.clinic.fhir import export
    from device.clinic.store.records import Records
    from webui.clinic.ports import Desk

    library = library_exercises(load_library(), load_programmes().values())
    return Desk(
        clinic=config.link.clinic,
        records=Records(database),
        people=people,
        exercises=library,
        send_plan=send_plan,
        export=lambda record, first, last: export(record, first, last, library, time.time()),
        trouble=lambda: worker.trouble,
        secret_key=people.key("cookies"),
        now_s=time.time,
    )


def _names(config: Config) -> list[str]:
    """What browsers may call this server, beside loopback."""
    given = config.clinic.public_url
    return [*([given.removeprefix("https://").partition(":")[0]] if given else []), config.clinic.host]


def _config(config_file: Path | None) -> Config:
    config = load_config(config_file)
    if config.link.host is None:
        raise ConfigError("link.host: not set; give the name of the clinic's broker")
    return config


def _nothing() -> None:
    """No supervisor waits for word of the end."""
