"""What goes to the clinic, and what comes from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from device.channel import Latest
from device.health import HealthReport
from device.link.prescriptions import Prescriptions
from device.link.settings import LinkSettings
from device.link.status import LinkStatus
from device.link.uplink import Uplink
from device.store import Store
from device.view import CameraState


def open_uplink(
    link: LinkSettings,
    identity: Mapping[str, str],
    *,
    store: Store,
    prescriptions: Prescriptions,
    status: Latest[LinkStatus],
    camera: Callable[[], CameraState],
    storage_trouble: Callable[[], str],
    data_dir: Path,
) -> Uplink:
    """The worker that empties the outbox and takes the plans of everybody who has a clinic's code.

    Args:
        link: which broker and clinic.
        identity: patient_code (the first person's), software, model, exercise_library.
        store: outbox, people, the client's id.
        prescriptions: where plans go.
        status: takes how the link is.
        camera: the camera's state now.
        storage_trouble: why nothing can be written, empty if it can.
        data_dir: whose disk is reported.
    """
    patient_code = identity["patient_code"]
    prescription = prescriptions.of(patient_code)
    return Uplink(
        link,
        patient_code=patient_code,
        client_id=store.client_id(),
        software=identity["software"],
        outbox=store.outbox,
        status=status,
        prescription=prescription,
        others=lambda: {
            person.patient_code: prescriptions.of(person.patient_code)
            for person in store.people.senders()
            if person.patient_code != patient_code
        },
        health=HealthReport(
            model=identity["model"],
            exercise_library=identity["exercise_library"],
            camera=camera,
            storage_trouble=storage_trouble,
            plan_revision=lambda: prescription.revision,
            store=store,
            data_dir=data_dir,
        ),
    )
