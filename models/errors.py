"""The one error that a model script shows to the person who ran it."""

import sys


class ModelError(Exception):
    """Input or result that a model script cannot work with; its text says what, where and what to do."""


def fail(error: ModelError) -> int:
    """Print `error` as one line on standard error and return the exit status for bad input, 2."""
    print(f"models: {error}", file=sys.stderr)
    return 2
