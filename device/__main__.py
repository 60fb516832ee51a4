"""The command line and the composition root: the only place that builds and wires the appliance."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from contextlib import closing as closing_of
from functools import cache
from importlib.metadata import version
from pathlib import Path
from socket import socket

import click

from device.appliance import Appliance, surroundings
from device.camera.detect import choose_camera
from device.care.assignment import planned_by
from device.channel import Latest
from device.clinic.text import describe
from device.commands.backup import backup, restore
from device.commands.bench import bench
from device.commands.clinic import clinic
from device.commands.doctor import doctor
from device.commands.exercises import exercises
from device.commands.first_boot import first_boot
from device.commands.maintain import maintain
from device.commands.options import config_option
from device.commands.outbox import outbox
from device.commands.provision import provision
from device.commands.replay import replay
from device.commands.stick import stick
from device.commands.update import update
from device.config import Config
from device.config_file import find_file, load, source_of
from device.console import answer
from device.device_key import ensure_key
from device.errors import DiskError, UsageError
from device.estimator import make_estimator
from device.last_words import last_words, take_back
from device.library import fingerprint
from device.lifecycle import Lifecycle
from device.link.absence import AbsenceWatch
from device.link.status import LinkStatus
from device.machine import Machine
from device.maintenance.outcome import outcome_words
from device.model_files import model_id
from device.paired import is_paired, link_of
from device.panel.gpio import Pins, pi_pins
from device.pipeline import Analysis, Pipeline
from device.power import Power, poweroff_command
from device.recorder import Recorder, close_interrupted
from device.recording.speed import SpeedBook
from device.session import Session, SessionTiming
from device.setup.set_up import SetUp
from device.setup.wifi import NetworkManager
from device.speech import Speech, load_phrases
from device.stick.client import Stick
from device.store import Store
from device.view import PlannedExercise
from device.voice import Voice, find_tool
from device.watchdog import Vigil, Watchdog, watchdog
from device.wiring.demo_clinic import demo_clinic
from device.wiring.eyes import Choose, open_eyes
from device.wiring.panel import panel_of
from device.wiring.people import open_household
from device.wiring.post import open_uplink
from device.wiring.storage import open_storage
from device.worker import Worker
from inference.exercise import Exercise, load_library
from webui.app import create_app
from webui.server import Server, take_port
from webui.waiting import WaitingScreen
from webui.words import Languages

SOFTWARE = version("matside")
DISK_RETRY_S = 2.0
"""How often a disk that took nothing at the start is asked again."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(SOFTWARE, prog_name="matside")
@click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")
def cli(verbose: bool) -> None:
    """Matside: back-pain exercises at home, seen, counted and coached."""
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")


@cli.command()
@config_option
@click.option(
    "--demo-broker/--no-demo-broker",
    default=True,
    show_default=True,
    help="Where no broker is configured, start mosquitto on loopback and print what arrives.",
)
def run(config_file: Path | None, demo_broker: bool) -> None:
    """Start the appliance and print the address of its screen."""
    with last_words(os.environ), ExitStack() as closing:
        file = find_file(config_file, os.environ)
        config = load(file, os.environ)
        plan = planned_by(config.plan, load_library(), source_of("plan", file, os.environ))
        sys.exit(run_appliance(config, plan, demo_broker, closing))


def run_appliance(
    config: Config,
    settings_plan: tuple[PlannedExercise, ...],
    demo_broker: bool,
    closing: ExitStack,
    *,
    pins: Callable[[], Pins] = pi_pins,
    cameras: Choose = choose_camera,
) -> int:
    """Build the appliance, run it until it is told to end, and give the process's exit code.

    Args:
        config: every setting.
        settings_plan: the plan of the settings; empty: none.
        demo_broker: whether to start a broker on loopback where none is configured.
        closing: takes what must be released at the end.
        pins: the way to button, light and buzzer.
        cameras: finds the camera.
    """
    lifecycle = Lifecycle()
    lifecycle.catch_signals()
    library = load_library()
    supervisor = watchdog(os.environ)
    opened = _port_and_store(config, closing, lifecycle, supervisor)
    if opened is None:
        return 0
    listener, store = opened
    _ensure_key(config.store.data_dir)
    # What an avatar does must never reach a clinic as a patient's session.
    eyes = open_eyes(config.camera, demo=not is_paired(config), choose=cameras)
    speeds = SpeedBook(config.store.data_dir, config.model.threads)
    estimator, net = make_estimator(config.model.name, config.model.threads, speeds.is_fast_enough)
    link, patient_code = link_of(config, store.patient_code)
    paired = link.host is not None
    store.people.use_code(store.people.all()[0].id, patient_code)
    identity = {
        "patient_code": patient_code,
        "software": SOFTWARE,
        "model": model_id(config.model.name),
        "exercise_library": fingerprint(library),
    }
    for lost in close_interrupted(store, identity):
        click.echo(f"kept from an interrupted session: {describe(lost, patient_code)}")

    clinic_side: list[Worker] = []
    if not paired and demo_broker:
        link, clinic_side = demo_clinic(link, lifecycle, closing)
    recorder = Recorder(store, identity)
    session = Session(
        (),
        library,
        recorder.note,
        SessionTiming(**config.session.model_dump()),
        store.people.red_flags(store.people.chosen().id),
    )
    prescriptions, household = open_household(
        store, library, session, settings_plan, link=link, patient_code=patient_code
    )
    prescriptions.watch(household.refresh)
    recorder.watch(household.refresh)
    analysis = Analysis(estimator, session, eyes.stage, lambda: household.preferences.gestures, eyes.pace)
    link_status: Latest[LinkStatus] = Latest()
    around = surroundings(household.base_view, eyes.capture, link_status, recorder)
    pipeline = Pipeline(eyes.capture.frames, analysis, around)
    panel = closing.enter_context(closing_of(panel_of(config, pipeline.submit, pins)))
    tool, mute = find_tool(os.environ)
    voice = Voice(_speech(library), tool, lambda language, text: Languages().words(language).tell(text))
    vigil = Vigil(supervisor, eyes.capture.frames.peek, stuck=lambda: eyes.capture.stuck)
    for show in (panel.show, voice.show, vigil.look):
        pipeline.watch(show)
    facts = {"version": SOFTWARE, "model": net.name, "button and light": panel.name}
    appliance = Appliance(
        pipeline=pipeline,
        pictures=eyes.pictures,
        store=store,
        exercises=library,
        facts=facts | {"voice": mute or str(tool)},
        temperature=lambda: eyes.heat.words,
        maintenance=lambda: outcome_words(config.store.data_dir),
    )
    machine = Machine(
        data_dir=config.store.data_dir,
        link=link if paired else config.link,
        settled=config.link.host is not None,
        patient_code=lambda: store.people.chosen().patient_code,
        power=Power(poweroff_command(os.environ)),
    )
    application = create_app(
        appliance,
        household,
        machine,
        SetUp(config.store.data_dir, NetworkManager()),
        closing.enter_context(closing_of(Stick(config.store.data_dir))),
    )
    server = Server(application, listener)
    closing.callback(server.stop)

    uplink = open_uplink(
        link,
        identity,
        store=store,
        prescriptions=prescriptions,
        status=link_status,
        camera=lambda: eyes.capture.health.state,
        storage_trouble=lambda: recorder.trouble,
        data_dir=config.store.data_dir,
    )
    absence = AbsenceWatch(store, prescriptions.plan)
    server.start()
    click.echo(f"Matside {SOFTWARE}: open {server.url} on the touchscreen (Ctrl-C ends it)")
    click.echo(f"camera: {eyes.camera.name}; model: {net.name}; patient code: {patient_code}")
    supervisor.ready()
    take_back(os.environ)
    # Stopped in this order: the session ends, is written down, and may still be sent.
    workers = [
        Worker("analysis", pipeline.run, lifecycle.worker_died),
        Worker("recorder", recorder.run, lifecycle.worker_died),
        *eyes.workers(lifecycle.worker_died),
        Worker("absence", absence.run, lifecycle.worker_died),
        Worker("voice", voice.run, lifecycle.worker_died),
        Worker("uplink", uplink.run, lifecycle.worker_died),
        *clinic_side,
    ]
    code = lifecycle.run(workers, stopping=supervisor.stopping)
    click.echo("Matside ended")
    return code


def _ensure_key(folder: Path) -> None:
    """A full disk must keep nobody from exercising; whoever asks for the key is told again."""
    try:
        ensure_key(folder)
    except UsageError as error:
        logging.getLogger(__name__).warning("the device's key: %s", error)


def _speech(library: Mapping[str, Exercise]) -> Speech:
    return Speech(load_phrases(), {name: exercise.corrections for name, exercise in library.items()})


def _port_and_store(
    config: Config, closing: ExitStack, lifecycle: Lifecycle, supervisor: Watchdog
) -> tuple[socket, Store] | None:
    """Both are for one process. While the disk takes nothing the screen says so; None: ended meanwhile."""
    port = cache(lambda: closing.enter_context(take_port(config.web.host, config.web.port)))

    def go_on(error: DiskError) -> bool:
        if screen.show(error.trouble):
            click.echo(f"matside: {error}; {screen.url} says so until the disk can be used", err=True)
            supervisor.ready()
        supervisor.feed()
        return not lifecycle.ends_within(DISK_RETRY_S)

    with closing_of(WaitingScreen(port)) as screen:
        store = open_storage(config.store.data_dir, closing, port, go_on)
    if store is not None and store.notice:
        click.echo(store.notice, err=True)
    return None if store is None else (port(), store)


for command in (
    replay,
    bench,
    doctor,
    exercises,
    outbox,
    provision,
    maintain,
    update,
    backup,
    restore,
    first_boot,
    stick,
    clinic,
):
    cli.add_command(command)


if __name__ == "__main__":
    answer(cli)
