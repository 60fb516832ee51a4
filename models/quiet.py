"""Keeps TensorFlow and the quantiser from talking over the scripts' own progress."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def quieten() -> None:
    """Silence start-up notes and debugging hints; call before TensorFlow is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.filterwarnings("ignore", message=".*experimental_preserve_all_tensors.*")
    logging.getLogger("absl").setLevel(logging.ERROR)


@contextmanager
def muted_stderr() -> Iterator[None]:
    """Discard what compiled code and progress bars write to standard error; exceptions still tell."""
    saved = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
