"""The tables, as migrations: entry N takes a database from version N to N + 1. Only ever append here."""

from __future__ import annotations

APPLICATION_ID = 0x4D617473
""""Mats" in the file's header: tells our database from any other program's."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        # `started` is local wall-clock time for the person's own history; it never leaves the device.
        # `ending` and `summary` are NULL as long as the session is open.
        """CREATE TABLE session (
            id TEXT PRIMARY KEY,
            programme_day INTEGER NOT NULL,
            part_of_day TEXT NOT NULL,
            started TEXT NOT NULL,
            ending TEXT,
            summary TEXT,
            CHECK ((ending IS NULL) = (summary IS NULL))
        ) STRICT""",
        "CREATE INDEX session_open ON session (id) WHERE ending IS NULL",
        # The plan of the session, one row for each exercise in order, and when it was done (frame time, s).
        """CREATE TABLE run (
            session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            reps INTEGER,
            hold_s REAL,
            started_s REAL,
            ended_s REAL,
            PRIMARY KEY (session_id, position)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE event (
            session_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (session_id, position, seq),
            FOREIGN KEY (session_id, position) REFERENCES run (session_id, position) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        # Times are wall-clock Unix seconds. `delivered_s` is NULL as long as the row waits.
        """CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            priority INTEGER NOT NULL,
            payload TEXT NOT NULL,
            created_s REAL NOT NULL,
            sent_count INTEGER NOT NULL DEFAULT 0,
            last_sent_s REAL,
            delivered_s REAL
        ) STRICT""",
        "CREATE INDEX outbox_waiting ON outbox (priority, seq) WHERE delivered_s IS NULL",
        "CREATE INDEX outbox_delivered ON outbox (delivered_s) WHERE delivered_s IS NOT NULL",
    ),
    (
        # The clinic's plan in force, as it was sent. Another clinic or patient code begins anew.
        """CREATE TABLE plan (
            clinic TEXT NOT NULL,
            patient_code TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (clinic, patient_code)
        ) STRICT, WITHOUT ROWID""",
        "ALTER TABLE session ADD COLUMN plan_revision INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE run ADD COLUMN range_limit REAL",
        "ALTER TABLE run ADD COLUMN range_limit_unit TEXT",
    ),
)
