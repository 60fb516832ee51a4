"""Where scenes are played: the fake appliance, its touchscreen in a browser, a recorded clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from device.care.today import Today
from device.preferences import Preferences
from device.view import PlannedExercise
from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
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
        self.page.wait_for_function("() => document.fonts.status === 'loaded'")
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
