"""The tables of the clinic's records. Times are UTC seconds since 1970 (`_at_s`), days are programme days.

A change here needs a migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)
# SQLite counts up by itself only in a column that is exactly INTEGER PRIMARY KEY.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _of_patient() -> Column[str]:
    return Column(
        "patient_code", String(16), ForeignKey("patients.patient_code", ondelete="CASCADE"), nullable=False
    )


patients = Table(
    "patients",
    METADATA,
    Column("patient_code", String(16), primary_key=True),
    Column("first_heard_at_s", Double, nullable=False),
    # The device's latest status as it was sent, None before the first.
    Column("status", Text),
    Column("status_at_s", Double),
)

# Prescriptions that were composed here. The highest revision of a patient is the one in force for the clinic.
plans = Table(
    "plans",
    METADATA,
    Column("number", _NUMBER, primary_key=True),
    _of_patient(),
    Column("revision", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("composed_by", String(40), nullable=False),
    Column("composed_at_s", Double, nullable=False),
    # When the broker took it last, None before.
    Column("published_at_s", Double),
    # The device's answer as it was sent, None before.
    Column("answer", Text),
    Column("answered_at_s", Double),
    UniqueConstraint("patient_code", "revision"),
)

# `arrival` counts up: within a patient, sessions are in the order of their days, then of their arrival.
summaries = Table(
    "summaries",
    METADATA,
    Column("arrival", _NUMBER, primary_key=True),
    _of_patient(),
    Column("session_id", String(32), nullable=False),
    Column("programme_day", Integer, nullable=False),
    Column("arrived_at_s", Double, nullable=False),
    # What lists need of the payload without reading it.
    Column("done_share", Double),
    Column("pain_before", Integer),
    Column("pain_after", Integer),
    Column("payload", Text, nullable=False),
    # By patient: a device that learned another's session id can't take its place.
    UniqueConstraint("patient_code", "session_id"),
    Index(None, "patient_code", "programme_day", "arrival"),
)

alerts = Table(
    "alerts",
    METADATA,
    Column("arrival", _NUMBER, primary_key=True),
    _of_patient(),
    Column("alert_id", String(32), nullable=False),
    Column("arrived_at_s", Double, nullable=False),
    Column("payload", Text, nullable=False),
    Column("seen_by", String(40)),
    Column("seen_at_s", Double),
    UniqueConstraint("patient_code", "alert_id"),
    Index(None, "seen_at_s"),
)

# What could not be read, once for each different message, with how often it came.
set_aside = Table(
    "set_aside",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("topic", String(200), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at_s", Double, nullable=False),
    Column("last_at_s", Double, nullable=False),
)

users = Table(
    "users",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("administrator", Integer, nullable=False),
    Column("created_at_s", Double, nullable=False),
)

# Signed-in browsers: the hash of what the cookie holds.
sign_ins = Table(
    "sign_ins",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("user_name", String(40), ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("opened_at_s", Double, nullable=False),
    Column("used_at_s", Double, nullable=False),
)

# Who saw and did what. Kept when the user or the patient is deleted.
audit = Table(
    "audit",
    METADATA,
    Column("number", _NUMBER, primary_key=True),
    Column("at_s", Double, nullable=False),
    Column("user_name", String(40), nullable=False),
    Column("action", String(20), nullable=False),
    Column("patient_code", String(16)),
    Column("detail", String(100), nullable=False),
    Column("address", String(45), nullable=False),
    Index(None, "patient_code", "number"),
)

# Secrets of the server itself, made at its first start.
secret_keys = Table(
    "secret_keys",
    METADATA,
    Column("name", String(20), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
