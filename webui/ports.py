"""What the touchscreen needs of the appliance; the composition root hands it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from device.care.cards import ExerciseCard, InfoPage, LinkCard, ProgrammeCard
from device.care.history import History
from device.care.profile import Profile
from device.command import Order
from device.preferences import Preferences
from device.summary import SessionSummary
from device.view import SessionView


class Appliance(Protocol):
    """The session as the screen sees it. Every method may be called from any number of threads at once."""

    def view(self) -> SessionView:
        """The newest view, at once; the initial one before the session has made any."""
        ...

    def next_view(self, seen: int, timeout_s: float) -> tuple[int, SessionView] | None:
        """Wait for a view newer than version `seen` (0 for any): (version, newest view).

        None after `timeout_s` seconds without one, at once when the appliance is ending.
        """
        ...

    def next_picture(self, seen: int, timeout_s: float) -> tuple[int, bytes] | None:
        """Like `next_view`, for the camera's picture: the bytes of one JPEG file."""
        ...

    def submit(self, order: Order) -> None:
        """Hand the session an order; it is obeyed, or ignored where it makes no sense, in a later view."""
        ...

    def cards(self) -> Mapping[str, ExerciseCard]:
        """What to tell about every exercise that a plan can name, by exercise id."""
        ...

    def history(self, limit: int) -> Sequence[SessionSummary]:
        """At most `limit` finished sessions of the chosen person, the newest first."""
        ...

    def health(self) -> Mapping[str, str]:
        """One line of plain text for each part of the appliance, by the part's name."""
        ...


class Household(Protocol):
    """The people, what is kept of them, and what there is to read. Any number of threads may call at once.

    What a person gives that can't be used, or not now, raises device.errors.UsageError with one line for the
    log and the script; trouble with the disk raises StoreError. What is changed here shows in a later view.
    """

    def past(self) -> History:
        """Calendar, pain and trends of the chosen person."""
        ...

    def profiles(self) -> Sequence[Profile]:
        """The people of the household, in the order in which they came; at least one."""
        ...

    def add_profile(self, name: str, picture: str) -> Profile:
        """Add a person and choose them; `picture` is one of device.care.profile.PICTURES."""
        ...

    def change_profile(self, profile_id: str, name: str, picture: str) -> Profile:
        """Another name or picture."""
        ...

    def choose_profile(self, profile_id: str) -> None:
        """From now on this person exercises; refused while a session runs."""
        ...

    def remove_profile(self, profile_id: str) -> None:
        """Delete a person with everything that was recorded of them; the last one can't be removed."""
        ...

    def use_patient_code(self, profile_id: str, patient_code: str) -> Profile:
        """The clinic has handed out this code for a person: it gets the results from now on.

        The results of people other than the first stay on the device until then.
        """
        ...

    def programmes(self) -> Sequence[ProgrammeCard]:
        """The programmes that this device knows."""
        ...

    def choose_programme(self, programme_id: str) -> None:
        """The chosen person follows this programme where the clinic has sent no plan."""
        ...

    def log_walk(self, minutes: int) -> None:
        """The chosen person has walked so many minutes (1–600) today."""
        ...

    def took_break(self) -> None:
        """The posture-break reminder was seen; it comes again after the interval of the preferences."""
        ...

    def change_preferences(self, preferences: Preferences) -> None:
        """Put these in force and keep them."""
        ...

    def pages(self, language: str) -> Sequence[InfoPage]:
        """The pages to read, in this language where they are written in it, else in English."""
        ...

    def export(self, kind: str) -> bytes:
        """Everything that is stored of the chosen person; `kind` is "json" or "csv" (UTF-8)."""
        ...

    def delete_everything(self) -> None:
        """Delete all people and all that was recorded; refused while a session runs. There is no way back."""
        ...


class Machine(Protocol):
    """The device itself: its pairing and its switch. Errors as for Household."""

    def link(self) -> LinkCard:
        """Whom the device is paired with."""
        ...

    def pair(self, code: str) -> LinkCard:
        """Pair with the clinic that made this pairing code; it takes effect at the next start."""
        ...

    def can_shut_down(self) -> bool:
        """Whether this machine can be switched off from here."""
        ...

    def shut_down(self) -> None:
        """End the session in good order and switch the machine off; refused where that is not possible."""
        ...
