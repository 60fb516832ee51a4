"""Without a clinic: a broker on loopback and a clinic that prints what arrives."""

from __future__ import annotations

import logging
from contextlib import ExitStack

import click

from device.clinic.watch import ClinicWatch
from device.errors import LinkError
from device.lifecycle import Lifecycle
from device.link.demo_broker import DemoBroker
from device.link.settings import LinkSettings
from device.worker import Worker


def demo_clinic(
    link: LinkSettings, lifecycle: Lifecycle, closing: ExitStack
) -> tuple[LinkSettings, list[Worker]]:
    """A broker on loopback and a clinic that prints and confirms what arrives; neither without mosquitto."""
    try:
        broker = closing.enter_context(DemoBroker.start())
    except LinkError as error:
        click.echo(f"no demo broker: {error}", err=True)
        return link, []
    click.echo(f"demo broker on {broker.settings.host}:{broker.settings.port}; summaries are printed here")
    watch = ClinicWatch(
        broker.settings,
        emit=click.echo,
        tell=logging.getLogger("clinic").info,
        receipts=True,
    )
    return broker.settings, [Worker("clinic", watch.run, lifecycle.worker_died)]
