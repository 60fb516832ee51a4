"""What a device sent, in lines that a person reads."""

from __future__ import annotations

from device.clinic.reading import Payload
from device.link.messages import Alert, Status
from device.link.plan import PlanAck
from device.summary import ExerciseSummary


def describe(message: Payload, patient_code: str) -> str:
    """One block of text; it starts with the patient's code."""
    if isinstance(message, Status):
        return f"{patient_code}  {message.state} (version {message.software})"
    if isinstance(message, PlanAck):
        revision = "unreadable" if message.revision is None else f"revision {message.revision}"
        reasons = "".join(f", {reason.fault}" for reason in message.reasons)
        return f"{patient_code}  plan {revision} {message.verdict}{reasons}; follows {message.in_force}"
    day = f"day {message.programme_day}, {message.part_of_day}"
    if isinstance(message, Alert):
        return f"{patient_code}  {day}: ALERT {message.kind}"
    pain = ""
    if message.pain_before is not None or message.pain_after is not None:
        pain = f", pain {_or_dash(message.pain_before)} before, {_or_dash(message.pain_after)} after"
    head = f"{patient_code}  {day}: session {message.ended} after {_duration(message.duration_s)}{pain}"
    return "\n".join([head, *(f"  {_exercise_line(exercise)}" for exercise in message.exercises)])


def _exercise_line(exercise: ExerciseSummary) -> str:
    parts = []
    if exercise.prescribed_reps is not None or exercise.reps:
        of = f" of {exercise.prescribed_reps}" if exercise.prescribed_reps is not None else ""
        parts.append(f"{exercise.reps}{of} reps")
    if exercise.too_small:
        parts.append(f"{exercise.too_small} too small")
    if exercise.prescribed_hold_s is not None or exercise.hold_s:
        of = f" of {exercise.prescribed_hold_s:.0f}" if exercise.prescribed_hold_s is not None else ""
        parts.append(f"held {exercise.hold_s:.0f}{of} s")
    if exercise.range_median is not None and exercise.range_unit is not None:
        figure = (
            f"{exercise.range_median:.0f}°"
            if exercise.range_unit == "deg"
            else f"{exercise.range_median:.2f}"
        )
        parts.append(f"range {figure}{'' if exercise.range_unit == 'deg' else ' torso lengths'}")
    parts += [f"{rule} {count}×" for rule, count in exercise.deviations.items()]
    parts.append(f"measurable {exercise.measurable:.0%}")
    parts += [f"{reason} {lost_s:.0f} s" for reason, lost_s in exercise.not_measurable_s.items()]
    return f"{exercise.exercise:<16} {', '.join(parts)}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)
