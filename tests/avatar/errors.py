"""What can go wrong in the studio, in one line for the person at the keyboard."""


class StudioError(Exception):
    """Something the studio was given cannot be used; the message says what, where, and what to do."""
