"""Runs the migrations on the connection that `device.clinic.store.database` hands over."""

from __future__ import annotations

from alembic import context

from device.clinic.store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
