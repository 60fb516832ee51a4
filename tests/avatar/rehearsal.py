"""Bodies and their motions, made once for all tests: some motions measure the body for a second."""

from __future__ import annotations

from functools import cache

from tests.avatar.body import Body
from tests.avatar.character import load_character
from tests.avatar.motions.catalogue import MOTIONS
from tests.avatar.motions.motion import Motion


@cache
def body(character: str) -> Body:
    """The body of a character."""
    return Body(load_character(character))


@cache
def motion(name: str, character: str) -> Motion:
    """A motion of the catalogue as this character does it."""
    return MOTIONS[name].make(body(character), {})
