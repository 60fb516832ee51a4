"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("user_name", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("patient_code", sa.String(length=16), nullable=True),
        sa.Column("detail", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("number", name="audit_pkey"),
    )
    op.create_index("audit_patient_code_number_idx", "audit", ["patient_code", "number"])

    op.create_table(
        "patients",
        sa.Column("patient_code", sa.String(length=16), nullable=False),
        sa.Column("first_heard_at_s", sa.Double(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("status_at_s", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("patient_code", name="patients_pkey"),
    )
    op.create_table(
        "secret_keys",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="secret_keys_pkey"),
    )
    op.create_table(
        "set_aside",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at_s", sa.Double(), nullable=False),
        sa.Column("last_at_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="set_aside_pkey"),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("administrator", sa.Integer(), nullable=False),
        sa.Column("created_at_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="users_pkey"),
    )
    op.create_table(
        "alerts",
        sa.Column("arrival", NUMBER, nullable=False),
        sa.Column("patient_code", sa.String(length=16), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("arrived_at_s", sa.Double(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.String(length=40), nullable=True),
        sa.Column("seen_at_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_code"], ["patients.patient_code"], name="alerts_patient_code_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("arrival", name="alerts_pkey"),
        sa.UniqueConstraint("patient_code", "alert_id", name="alerts_patient_code_alert_id_key"),
    )
    op.create_index("alerts_seen_at_s_idx", "alerts", ["seen_at_s"])

    op.create_table(
        "plans",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("patient_code", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("composed_by", sa.String(length=40), nullable=False),
        sa.Column("composed_at_s", sa.Double(), nullable=False),
        sa.Column("published_at_s", sa.Double(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at_s", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_code"],
            ["patients.patient_code"],
            name="plans_patient_code_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="plans_pkey"),
        sa.UniqueConstraint("patient_code", "revision", name="plans_patient_code_revision_key"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_name", sa.String(length=40), nullable=False),
        sa.Column("opened_at_s", sa.Double(), nullable=False),
        sa.Column("used_at_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_name"], ["users.name"], name="sign_ins_user_name_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="sign_ins_pkey"),
    )
    op.create_table(
        "summaries",
        sa.Column("arrival", NUMBER, nullable=False),
        sa.Column("patient_code", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("programme_day", sa.Integer(), nullable=False),
        sa.Column("arrived_at_s", sa.Double(), nullable=False),
        sa.Column("done_share", sa.Double(), nullable=True),
        sa.Column("pain_before", sa.Integer(), nullable=True),
        sa.Column("pain_after", sa.Integer(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_code"],
            ["patients.patient_code"],
            name="summaries_patient_code_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("arrival", name="summaries_pkey"),
        sa.UniqueConstraint("patient_code", "session_id", name="summaries_patient_code_session_id_key"),
    )
    op.create_index(
        "summaries_patient_code_programme_day_arrival_idx",
        "summaries",
        ["patient_code", "programme_day", "arrival"],
    )
