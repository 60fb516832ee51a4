"""The clinic's end of the link."""
