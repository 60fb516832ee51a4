BEGIN TRANSACTION;
CREATE TABLE event (
            session_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (session_id, position, seq),
            FOREIGN KEY (session_id, position) REFERENCES run (session_id, position) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES('00000000000000000000000000000000',0,0,'rep','{"number":1,"started_s":2.0,"ended_s":4.5,"peak":95.0,"range":80.0,"counted":true,"side":"both","unit":"deg","sureness":1.0}');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('patient_code','ABCD2345');
INSERT INTO "meta" VALUES('programme_start','2031-07-10');
INSERT INTO "meta" VALUES('absence_told','3');
CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            priority INTEGER NOT NULL,
            payload TEXT NOT NULL,
            created_s REAL NOT NULL,
            sent_count INTEGER NOT NULL DEFAULT 0,
            last_sent_s REAL,
            delivered_s REAL
        ) STRICT;
INSERT INTO "outbox" VALUES(1,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','summary',1,'{"schema_version":1,"session_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","patient_code":"ABCD2345","programme_day":4,"part_of_day":"afternoon","ended":"completed","stop_reason":null,"duration_s":60.0,"exercises":[{"exercise":"squat","set_number":1,"prescribed_reps":5,"prescribed_hold_s":null,"reps":5,"too_small":0,"count_sureness":null,"hold_s":0.0,"range_unit":null,"range_median":null,"range_spread":null,"range_limit":null,"beyond_limit":0,"tempo_median_s":null,"tempo_spread_s":null,"deviations":{},"duration_s":0.0,"measurable":0.0,"not_measurable_s":{},"pain":null,"pain_regions":[],"pain_shift":null,"pain_change":null}],"adherence":null,"pain_before":null,"pain_after":null,"exertion":null,"minutes_walked":null,"plan_revision":0,"software":"0.1.0","model":"movenet_lightning_int8","exercise_library":null}',1941786000.0,0,NULL,NULL);
CREATE TABLE run (
            session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            reps INTEGER,
            hold_s REAL,
            started_s REAL,
            ended_s REAL,
            PRIMARY KEY (session_id, position)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "run" VALUES('00000000000000000000000000000000',0,'squat',5,NULL,NULL,NULL);
CREATE TABLE session (
            id TEXT PRIMARY KEY,
            programme_day INTEGER NOT NULL,
            part_of_day TEXT NOT NULL,
            started TEXT NOT NULL,
            ending TEXT,
            summary TEXT,
            CHECK ((ending IS NULL) = (summary IS NULL))
        ) STRICT;
INSERT INTO "session" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',4,'morning','2031-07-13T09:00:00+00:00','completed','{"schema_version":1,"session_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","patient_code":"ABCD2345","programme_day":4,"part_of_day":"afternoon","ended":"completed","stop_reason":null,"duration_s":60.0,"exercises":[{"exercise":"squat","set_number":1,"prescribed_reps":5,"prescribed_hold_s":null,"reps":5,"too_small":0,"count_sureness":null,"hold_s":0.0,"range_unit":null,"range_median":null,"range_spread":null,"range_limit":null,"beyond_limit":0,"tempo_median_s":null,"tempo_spread_s":null,"deviations":{},"duration_s":0.0,"measurable":0.0,"not_measurable_s":{},"pain":null,"pain_regions":[],"pain_shift":null,"pain_change":null}],"adherence":null,"pain_before":null,"pain_after":null,"exertion":null,"minutes_walked":null,"plan_revision":0,"software":"0.1.0","model":"movenet_lightning_int8","exercise_library":null}');
INSERT INTO "session" VALUES('00000000000000000000000000000000',5,'night','2031-07-14T23:00:00+00:00',NULL,NULL);
CREATE INDEX session_open ON session (id) WHERE ending IS NULL;
CREATE INDEX outbox_waiting ON outbox (priority, seq) WHERE delivered_s IS NULL;
CREATE INDEX outbox_delivered ON outbox (delivered_s) WHERE delivered_s IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',1);
COMMIT;
PRAGMA application_id = 1298232435;
PRAGMA user_version = 1;
