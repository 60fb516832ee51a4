"""Who uses the appliance and what they are to do: the household, its plans, and the clinic's."""

from __future__ import annotations

from collections.abc import Mapping

from device.care.assignment import Planner
from device.care.household import Household
from device.care.pages import load_pages
from device.care.programme import load_programmes
from device.link.caution import Caution
from device.link.prescriptions import Prescriptions
from device.link.settings import LinkSettings
from device.link.signature import public_key
from device.session import Session
from device.store import Store
from device.view import PlannedExercise
from inference.exercise import Exercise


def open_household(
    store: Store,
    library: Mapping[str, Exercise],
    session: Session,
    settings_plan: tuple[PlannedExercise, ...],
    *,
    link: LinkSettings,
    patient_code: str,
) -> tuple[Prescriptions, Household]:
    """The clinic's plans of everybody, and the people, whose plan of today the session follows.

    Args:
        store: what is kept of them.
        library: the exercises that this device has.
        session: what they do.
        settings_plan: the plan of the settings; empty: none.
        link: which clinic prescribes.
        patient_code: the first person's.
    """
    programmes = load_programmes()
    prescriptions = Prescriptions(
        store.plans,
        library,
        clinic=link.clinic,
        key=public_key(link.clinic_key) if link.clinic_key else None,
        avoided=Caution(store.people, programmes, library).avoided,
    )
    household = Household(
        store,
        planner=Planner(programmes, library, settings_plan),
        programmes=programmes,
        library=library,
        pages=load_pages(),
        clinic_plan=prescriptions.plan,
        idle=lambda: session.idle,
        assign=lambda assignment: session.prescribe(assignment.plan, assignment.revision),
        clinic_code=None if patient_code == store.patient_code() else patient_code,
    )
    return prescriptions, household
