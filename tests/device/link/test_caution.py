"""Whom which exercise does not suit."""

from __future__ import annotations

from device.care.programme import load_programmes
from device.link.caution import Caution
from device.store import Store
from inference.exercise import load_library
from inference.rules import Condition

LIBRARY = load_library()


def caution(store: Store) -> Caution:
    return Caution(store.people, load_programmes(), LIBRARY)


def test_it_follows_the_programme_that_the_person_has_chosen(store: Store) -> None:
    ada = store.people.add("Ada", "cat", "herniated_disc")
    store.people.use_code(ada.id, "ADAS2345")
    avoided = caution(store).avoided("ADAS2345")
    assert {"knee_to_chest", "squat", "side_bend"} <= avoided
    assert "prone_press_up" not in avoided
    store.people.follow(ada.id, "facet_joint_irritation")
    assert "prone_press_up" in caution(store).avoided("ADAS2345")


def test_whatever_an_exercise_file_says_of_a_condition_is_heeded(store: Store) -> None:
    for condition in Condition:
        person = store.people.add("Eve", "dog", condition.value)
        code = f"CODE{len(store.people.all())}"
        store.people.use_code(person.id, code)
        named = {one.id for one in LIBRARY.values() if condition in one.avoid}
        assert caution(store).avoided(code) >= named


def test_of_a_stranger_nothing_is_known(store: Store) -> None:
    assert caution(store).avoided("NOBODY22") == frozenset()
