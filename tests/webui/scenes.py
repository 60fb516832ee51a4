"""Every screen of the session as a scene on the fake appliance, for tests and for the documents."""

from __future__ import annotations

from dataclasses import replace

from device.care.today import PlanSource
from device.command import BodyRegion, Command, Order
from device.outcome import Advice, Praise
from device.view import CameraState, LinkState, Move, Phase
from tests.webui.fake_session import FLAGS
from tests.webui.stage import PLAN, Scene, Stage


def home(stage: Stage) -> None:
    stage.appliance.change(link=LinkState.CONNECTED)


def home_clinic(stage: Stage) -> None:
    today = replace(
        stage.appliance.view().today,
        plan_source=PlanSource.CLINIC,
        notes=("slowly", "stop_if_pain_spreads", "rest_when_tired"),
    )
    stage.appliance.change(today=today, link=LinkState.CONNECTED)


def home_trouble(stage: Stage) -> None:
    stage.appliance.change(
        camera=CameraState.MISSING,
        camera_detail="No camera answers at video device 0; is its cable plugged in at both ends?",
        link=LinkState.REFUSED,
        link_detail="broker.clinic.example: wrong user name or password",
        outbox=12,
        storage_trouble="database disk image: no space left on device",
    )


def home_reminder(stage: Stage) -> None:
    today = replace(stage.appliance.view().today, break_due=True, done_today=1)
    stage.appliance.change(today=today, link=LinkState.OFFLINE, outbox=1)


def home_advice(stage: Stage) -> None:
    today = replace(stage.appliance.view().today, advice=(Advice.PAIN_RISING,), plan_source=PlanSource.CLINIC)

    stage.appliance.change(today=today, link=LinkState.CONNECTED)


def red_flag_question(stage: Stage) -> None:
    stage.appliance.submit(Order(Command.START))
    for flag in FLAGS[:3]:
        stage.appliance.submit(Order(Command.ANSWER, flag, 0))


def pain_before(stage: Stage) -> None:
    stage.appliance.submit(Order(Command.START))
    for flag in FLAGS:
        stage.appliance.submit(Order(Command.ANSWER, flag, 0))
    stage.appliance.change(proposed=3)


def red_flag(stage: Stage) -> None:
    stage.appliance.submit(Order(Command.START))
    stage.appliance.submit(Order(Command.ANSWER, FLAGS[0], 1))


def red_flag_soon(stage: Stage) -> None:
    red_flag(stage)
    stage.appliance.change(red_flags=("severe_night_pain",), link=LinkState.OFFLINE, outbox=1)


def introduction(stage: Stage) -> None:
    stage.set_up()


def introduction_notes(stage: Stage) -> None:
    plan = (replace(PLAN[3], notes=("slowly", "stop_if_pain_spreads", "both_sides")), *PLAN[1:])
    stage.appliance.change(plan=plan)
    stage.set_up()
    stage.appliance.change(reason=None, ready=0.6)


def get_into_view(stage: Stage) -> None:
    stage.set_up()
    stage.appliance.submit(Order(Command.RESUME))
    stage.clip.show(stage.appliance, 0)
    stage.appliance.change(reason="out_of_frame", missing=("left_ankle", "right_ankle"), move=Move.BACK)


def nearly_ready(stage: Stage) -> None:
    stage.set_up()
    stage.appliance.submit(Order(Command.RESUME))
    stage.clip.show(stage.appliance, 0)
    stage.appliance.change(reason=None, ready=0.6)


def countdown(stage: Stage) -> None:
    nearly_ready(stage)
    stage.appliance.change(phase=Phase.COUNTDOWN, seconds_left=2.4)


def counting(stage: Stage) -> None:
    stage.train(reps=7)


def correction(stage: Stage) -> None:
    stage.train(reps=3)
    stage.appliance.fault("knees_in")


def holding(stage: Stage) -> None:
    stage.train()
    stage.appliance.change(position=5, sets=2, set_number=2, hold_s=12.4, progress=1.0)


def holding_each(stage: Stage) -> None:
    stage.train()
    stage.appliance.change(position=3, sets=1, reps=2, holding_s=5.2)


def figure_only(stage: Stage) -> None:
    preferences = stage.appliance.view().preferences.model_copy(update={"picture": "figure"})
    stage.appliance.change(preferences=preferences)
    stage.train(reps=4)


def no_camera(stage: Stage) -> None:
    stage.train(reps=4)
    stage.appliance.change(camera=CameraState.MISSING, camera_detail="USB camera unplugged", skeleton=None)


def rest(stage: Stage) -> None:
    stage.train(reps=10)
    stage.appliance.rest()
    stage.appliance.change(seconds_left=22.4)


def rest_tip(stage: Stage) -> None:
    stage.train(reps=10)
    stage.appliance.change(set_number=2)
    stage.appliance.fault("knees_in")
    stage.appliance.rest()


def paused(stage: Stage) -> None:
    stage.train(reps=3)
    stage.appliance.submit(Order(Command.PAUSE))


def where_it_hurts(stage: Stage) -> None:
    stage.train(reps=3)
    stage.appliance.submit(Order(Command.HURTS))
    stage.page.locator(".body-region").nth(7).tap()


def how_much(stage: Stage) -> None:
    stage.train(reps=3)
    for command in (Command.HURTS, Command.RESUME):
        stage.appliance.submit(Order(command))


def go_on(stage: Stage) -> None:
    how_much(stage)
    stage.appliance.submit(Order(Command.PAIN, value=6))


def stop_reason(stage: Stage) -> None:
    stage.train(reps=3)
    stage.appliance.submit(Order(Command.STOP))


def pain_after(stage: Stage) -> None:
    stop_reason(stage)
    stage.appliance.submit(Order(Command.REASON, "tired"))


def exertion(stage: Stage) -> None:
    pain_after(stage)
    stage.appliance.submit(Order(Command.PAIN, value=1))


def finished(stage: Stage) -> None:
    stage.appliance.change(link=LinkState.CONNECTED)
    stage.set_up()
    for _ in range(20):
        if stage.appliance.view().phase is Phase.RATING:
            break
        stage.appliance.submit(Order(Command.RESUME))
        stage.appliance.see_person()
        planned = stage.appliance.planned()
        stage.appliance.change(reps=planned.reps or 0, hold_s=planned.hold_s or 0.0)
        if planned.exercise == "squat":
            stage.appliance.fault("knees_in")
        stage.appliance.rest()
    stage.appliance.submit(Order(Command.PAIN, value=1))
    stage.appliance.submit(Order(Command.EXERTION, value=4))
    stage.appliance.change(outbox=0)


def finished_advice(stage: Stage) -> None:
    stage.train(reps=3)
    for order in (
        Order(Command.HURTS),
        Order(Command.WHERE, regions=(BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG)),
        Order(Command.PAIN, value=6),
        Order(Command.STOP),
        Order(Command.PAIN, value=6),
        Order(Command.EXERTION, value=8),
    ):
        stage.appliance.submit(order)
    outcome = stage.appliance.view().outcome
    assert outcome is not None
    outcome = replace(outcome, praise=Praise.GOOD_FORM, praised="squat", range_change={"squat": -6.0})
    stage.appliance.change(outcome=outcome)


SESSION: dict[str, Scene] = {
    "home": home,
    "home-clinic": home_clinic,
    "home-trouble": home_trouble,
    "home-reminder": home_reminder,
    "home-advice": home_advice,
    "red-flag-question": red_flag_question,
    "pain-before": pain_before,
    "red-flag": red_flag,
    "red-flag-soon": red_flag_soon,
    "introduction": introduction,
    "introduction-notes": introduction_notes,
    "get-into-view": get_into_view,
    "nearly-ready": nearly_ready,
    "countdown": countdown,
    "counting": counting,
    "correction": correction,
    "holding": holding,
    "holding-each": holding_each,
    "figure-only": figure_only,
    "no-camera": no_camera,
    "rest": rest,
    "rest-tip": rest_tip,
    "paused": paused,
    "where-it-hurts": where_it_hurts,
    "how-much": how_much,
    "go-on": go_on,
    "stop-reason": stop_reason,
    "pain-after": pain_after,
    "exertion": exertion,
    "finished": finished,
    "finished-advice": finished_advice,
}
"""Nothing here may need scrolling."""
