"""Backup and restore: everything of a device that can't be made again, in one sealed file."""
