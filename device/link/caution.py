"""Which exercises the condition of each person of the household speaks against."""

from __future__ import annotations

from collections.abc import Mapping

from device.care.programme import Programme
from device.store import People
from inference.exercise import Exercise


class Caution:
    """Known from the programme that a person has chosen; safe from any thread.

    Args:
        people: who they are, and the programme of each.
        programmes: those that there are, by id.
        library: the exercises that this device knows.
    """

    def __init__(
        self, people: People, programmes: Mapping[str, Programme], library: Mapping[str, Exercise]
    ) -> None:
        self._people = people
        self._programmes = programmes
        self._library = library

    def avoided(self, patient_code: str) -> frozenset[str]:
        """Exercises to be left out for the person with this code; none if the programme is not known.

        Raises:
            StoreError: the database can't be read.
        """
        chosen = {person.programme for person in self._people.all() if person.patient_code == patient_code}
        return frozenset(
            exercise
            for programme in chosen & self._programmes.keys()
            for exercise in avoided_with(self._programmes[programme], self._library)
        )


def avoided_with(programme: Programme, library: Mapping[str, Exercise]) -> frozenset[str]:
    """Exercises that the programme's condition does not suit, by the exercise's word or the programme's."""
    named = {one.id for one in library.values() if programme.condition in one.avoid}
    return frozenset(named | set(programme.avoid))
