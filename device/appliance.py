"""The appliance as the screen sees it: newest view and picture, commands, words, history, health."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from device.capture import Capture
from device.care.cards import ExerciseCard
from device.channel import Latest
from device.command import Order
from device.errors import StoreError
from device.link.status import LinkStatus
from device.network import network_words
from device.picture import PictureFeed
from device.pipeline import Pipeline
from device.recorder import Recorder
from device.store import Store
from device.summary import SessionSummary
from device.view import SessionView
from inference.exercise import Exercise


def card(exercise: Exercise) -> ExerciseCard:
    """What the screen tells about an exercise."""
    tempo = exercise.tempo
    return ExerciseCard(
        id=exercise.id,
        name=exercise.name,
        views=tuple(view.value for view in exercise.views),
        stances=tuple(stance.value for stance in exercise.stances),
        tempo_s=None if tempo is None else (tempo.out_s, tempo.stay_s, tempo.back_s),
        held=exercise.held,
        setup=exercise.setup,
        steps=exercise.steps,
        corrections=exercise.corrections,
        limits=exercise.limits,
        safety=exercise.safety,
        reviewed_by=exercise.reviewed_by,
    )


def surroundings(
    base: Callable[[], SessionView], capture: Capture, link: Latest[LinkStatus], recorder: Recorder
) -> Callable[[], SessionView]:
    """A function that adds camera, link, outbox and last summary, as they are now, to the `base` view."""

    def now() -> SessionView:
        health, status = capture.health, link.peek()
        view = replace(
            base(),
            camera=health.state,
            camera_detail=health.detail,
            storage_trouble=recorder.trouble,
            summary=recorder.summary,
            outcome=recorder.outcome,
        )
        if status is None:
            return view
        return replace(view, link=status.state, link_detail=status.detail, outbox=status.outbox)

    return now


class Appliance:
    """What `webui` is handed. Every method may be called from any thread.

    Args:
        pipeline: views and commands.
        pictures: the camera's picture.
        store: past sessions.
        exercises: the library by id.
        facts: what `health` tells of the parts that don't change.
        temperature: how warm it is and what is done about it; empty where that can't be told.
        maintenance: what the last one came to; empty before there was one.
    """

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        pictures: PictureFeed,
        store: Store,
        exercises: Mapping[str, Exercise],
        facts: Mapping[str, str],
        temperature: Callable[[], str],
        maintenance: Callable[[], str],
    ) -> None:
        self._pipeline = pipeline
        self._pictures = pictures
        self._store = store
        self._cards = {exercise_id: card(exercise) for exercise_id, exercise in exercises.items()}
        self._facts = dict(facts)
        self._looked_at = {"temperature": temperature, "maintenance": maintenance}

    def view(self) -> SessionView:
        """The newest view."""
        return self._pipeline.views.peek() or SessionView()

    def next_view(self, seen: int, timeout_s: float) -> tuple[int, SessionView] | None:
        """Wait for a view newer than version `seen`."""
        return self._pipeline.views.newer(seen, timeout_s)

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        """Wait for a JPEG newer than version `seen`."""
        return self._pictures.newer(seen, timeout_s)

    def submit(self, order: Order) -> None:
        """Hand the session an order."""
        self._pipeline.submit(order)

    def cards(self) -> Mapping[str, ExerciseCard]:
        """What to tell about every exercise."""
        return self._cards

    def history(self, limit: int) -> Sequence[SessionSummary]:
        """The chosen person's latest sessions, newest first; none while the disk gives trouble."""
        try:
            return self._store.history(limit, self._store.people.chosen().id)
        except StoreError:
            return []

    def health(self) -> Mapping[str, str]:
        """One line for each part."""
        view = self.view()
        now = {
            "camera": f"{view.camera.value}: {view.camera_detail}",
            "clinic": f"{view.link.value}: {view.link_detail}",
            "outbox": f"{view.outbox} waiting",
            "storage": view.storage_trouble or "good",
            "network": network_words(),
            "clock": "set" if self._store.clock_is_set() else "not set: days are not counted on until it is",
        }
        now |= {part: words for part, look in self._looked_at.items() if (words := look())}
        return self._facts | {part: words.strip(": ") for part, words in now.items()}
