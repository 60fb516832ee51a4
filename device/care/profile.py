"""The people of one household. Names and pictures never leave the device."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from device.errors import UsageError

PICTURES = ("sun", "moon", "tree", "flower", "bird", "cat", "dog", "fish", "house", "boat", "star", "heart")
"""Ids of the drawings that a profile can have; the screen draws them."""
FIRST_PROGRAMME = "general_back_care"
"""What a new person follows until another is chosen."""
LONGEST_NAME = 20
MOST_PROFILES = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """One person.

    Attributes:
        id: random, never sent.
        name: a first name; empty for the person that the device begins with.
        picture: one of PICTURES.
        patient_code: what the clinic knows the person by.
        programme: id of the programme that is followed where the clinic has sent no plan.
    """

    id: str
    name: str
    picture: str
    patient_code: str
    programme: str


def checked_name(name: str) -> str:
    """The name without spaces around it, in one Unicode form.

    Raises:
        UsageError: it is empty, too long, or holds what is no visible letter.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise UsageError(f"name: has {len(tidy)} letters; give 1 to {LONGEST_NAME}")
    # C: control, format, surrogate, private, unassigned; they could hide or turn round what is shown.
    if any(unicodedata.category(letter).startswith("C") for letter in tidy):
        raise UsageError("name: holds a character that can't be shown; use letters")
    return tidy


def checked_picture(picture: str) -> str:
    """The picture's id.

    Raises:
        UsageError: there is no such picture.
    """
    if picture not in PICTURES:
        raise UsageError(f"picture: {picture[:20]!r} is not one of {', '.join(PICTURES)}")
    return picture
