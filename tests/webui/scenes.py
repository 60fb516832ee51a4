"""Every screen of the product as a scene on the fake appliance, for tests and for the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Browser, Page

from device.care.today import PlanSource, Today
from device.command import BodyRegion, Command, Order
from device.outcome import Advice, Praise
from device.preferences import Preferences
from device.view import CameraState, LinkState, Move, Phase, PlannedExercise
from tests.webui.fake_appliance import FLAGS, FakeAppliance
from tests.webui.fake_household import FakeHousehold, three_weeks
from tests.webui.fake_machine import GOOD_CODE, FakeMachine
from tests.webui.film import Film
from webui.app import create_app
from webui.server import Server, take_port

PLAN = (
    PlannedExercise("squat", reps=10, sets=2),
    PlannedExercise("glute_bridge", reps=10, sets=2),
    PlannedExercise("prone_press_up", reps=8),
    PlannedExercise("bird_dog", reps=6, hold_s=8.0),
    PlannedExercise("sit_to_stand", reps=8),
    PlannedExercise("plank", hold_s=20.0, sets=2),
)


@dataclass(frozen=True)
class Stage:
    """What a scene is played on; the appliance is at home, nothing has happened."""

    page: Page
    url: str
    appliance: FakeAppliance
    household: FakeHousehold
    machine: FakeMachine
    clip: Film

    def play(self, scene: Callable[[Stage], None], **preferences: object) -> None:
        """Begin anew, as somebody with these preferences in their second week, and play the scene."""
        # Home first: what a screen shows may not depend on the one before it.
        self.page.goto(f"{self.url}#/")
        self.appliance.reset()
        self.household.delete_everything()
        today = Today(day=12, streak_days=3, walk_min=20, walked_min=5, programme="general_back_care")
        wanted = Preferences.model_validate(preferences)
        self.appliance.change(plan=PLAN, today=today, preferences=wanted)
        self.page.locator("#home").wait_for(state="visible")
        self.page.locator(f"html[lang={wanted.language}]").wait_for(state="attached")
        self.page.locator("#starting").wait_for(state="hidden")
        scene(self)
        # One view and one frame later everything is where it stays.
        self.page.wait_for_function("document.fonts.status === 'loaded'")
        self.page.wait_for_timeout(120)

    def go(self, place: str) -> None:
        """Open one of the screens beside the session."""
        self.page.goto(f"{self.url}#/{place}")
        self.page.locator(f"#{place.split('/', maxsplit=1)[0]}").wait_for(state="visible")

    def set_up(self) -> None:
        """The first exercise is introduced."""
        self.appliance.begin()

    def train(self, reps: int = 0) -> None:
        """In the middle of the first set, with a picture."""
        self.appliance.begin()
        self.appliance.see_person()
        self.clip.show(self.appliance, 30)
        for _ in range(reps):
            self.appliance.rep()
        self.appliance.change(progress=0.7)


@contextmanager
def staged(browser: Browser, clip: Film, size: tuple[int, int]) -> Iterator[Stage]:
    """A stage of its own, served on a port of its own, on a touchscreen of this size."""
    appliance = FakeAppliance()
    household, machine = FakeHousehold(appliance), FakeMachine()
    server = Server(create_app(appliance, household, machine), take_port())
    server.start()
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True, reduced_motion="reduce"
    )
    yield Stage(context.new_page(), server.url, appliance, household, machine, clip)
    context.close()
    appliance.end()
    server.stop()


Scene = Callable[[Stage], None]


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


def people(stage: Stage) -> None:
    for name, picture in (("Anna", "flower"), ("Karl-Heinz", "boat"), ("Ömer", "tree")):
        stage.household.add_profile(name, picture)
    stage.go("people")


def person(stage: Stage) -> None:
    stage.go("person/new")
    for letter in "rosa":
        stage.page.get_by_role("button", name=letter, exact=True).tap()


def programme(stage: Stage) -> None:
    stage.go("programme")


def walk(stage: Stage) -> None:
    stage.go("walk")


def read(stage: Stage) -> None:
    stage.go("read")


def read_page(stage: Stage) -> None:
    stage.go("read/seek_care")


def history(stage: Stage) -> None:
    stage.page.clock.set_fixed_time("2026-03-20T10:00:00Z")
    stage.household.past_days = three_weeks()
    stage.go("history")


def history_pain(stage: Stage) -> None:
    stage.household.past_days = three_weeks()
    stage.go("history/pain")


def history_exercises(stage: Stage) -> None:
    stage.household.past_days = three_weeks()
    stage.go("history/exercises")


def settings(stage: Stage) -> None:
    stage.go("settings")


def data(stage: Stage) -> None:
    stage.go("data")


def delete_everything(stage: Stage) -> None:
    stage.go("data")
    stage.page.locator("#data-delete").tap()


def clinic(stage: Stage) -> None:
    stage.machine.pair(GOOD_CODE)
    stage.go("clinic")


def about(stage: Stage) -> None:
    stage.go("about")


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

BESIDE: dict[str, Scene] = {
    "people": people,
    "person": person,
    "programme": programme,
    "walk": walk,
    "read": read,
    "read-page": read_page,
    "history": history,
    "history-pain": history_pain,
    "history-exercises": history_exercises,
    "settings": settings,
    "data": data,
    "delete-everything": delete_everything,
    "clinic": clinic,
    "about": about,
}
