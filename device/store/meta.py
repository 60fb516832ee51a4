"""Single values in the database: the device's own codes, and what is set on the touchscreen."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

from device.preferences import Preferences
from device.store.database import Database

_PREFERENCES = "preferences"


class Meta:
    """Values by key; safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remembered(self, key: str, make: Callable[[], str]) -> str:
        """The value; made once."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, make())
            )
            (value,) = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(value)

    def preferences(self) -> Preferences:
        """What is set on the touchscreen; the defaults where it can't be read any more."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (_PREFERENCES,)).fetchone()
        try:
            return Preferences() if row is None else Preferences.model_validate_json(row[0])
        except ValidationError:
            return Preferences()

    def keep_preferences(self, preferences: Preferences) -> None:
        """Keep what is set on the touchscreen."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                (_PREFERENCES, preferences.model_dump_json()),
            )
