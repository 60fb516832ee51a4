"""The clinic's records; the only folder that knows SQLAlchemy."""
