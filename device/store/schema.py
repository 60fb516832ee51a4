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
    (
        # The people of the household. `patient_code` NULL: the device's own; `programme_start`: day 1.
        # `sends`: 1 if the clinic gets this person's results.
        # `red_flags`: ids told before a session and not read yet, separated by spaces; NULL: none.
        """CREATE TABLE profile (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            picture TEXT NOT NULL,
            patient_code TEXT,
            sends INTEGER NOT NULL DEFAULT 0,
            programme TEXT NOT NULL,
            programme_start TEXT,
            absence_told INTEGER,
            red_flags TEXT
        ) STRICT""",
        """INSERT INTO profile (id, name, picture, sends, programme, programme_start, absence_told)
            SELECT lower(hex(randomblob(16))), '', 'sun', 1, 'general_back_care',
                (SELECT value FROM meta WHERE key = 'programme_start'),
                (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'absence_told')""",
        "DELETE FROM meta WHERE key IN ('programme_start', 'absence_told')",
        "ALTER TABLE session ADD COLUMN profile_id TEXT REFERENCES profile (id) ON DELETE CASCADE",
        "UPDATE session SET profile_id = (SELECT id FROM profile)",
        "CREATE INDEX session_profile ON session (profile_id)",
        # What was told, as soon as it was told; `exercises_ending`: how the exercises ended, before the
        # questions after them.
        "ALTER TABLE session ADD COLUMN pain_before INTEGER",
        "ALTER TABLE session ADD COLUMN pain_after INTEGER",
        "ALTER TABLE session ADD COLUMN exertion INTEGER",
        "ALTER TABLE session ADD COLUMN stop_reason TEXT",
        "ALTER TABLE session ADD COLUMN exercises_ending TEXT",
        # A run is one set. `hurt`: 1 if it was stopped for pain; `regions`: where, separated by spaces.
        "ALTER TABLE run ADD COLUMN hurt INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE run ADD COLUMN pain INTEGER",
        "ALTER TABLE run ADD COLUMN regions TEXT NOT NULL DEFAULT ''",
        # `date` is local; it never leaves the device. `session_id`: whose summary told of it, NULL: none yet.
        """CREATE TABLE walk (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            profile_id TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            date TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            session_id TEXT
        ) STRICT""",
        "CREATE INDEX walk_profile ON walk (profile_id)",
    ),
)
