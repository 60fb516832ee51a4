"""Keeps TensorFlow and the quantiser from talking over the scripts' own progress."""

import os
import warnings


def quieten() -> None:
    """Silence start-up notes, progress bars and debugging hints; call before TensorFlow is imported."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    warnings.filterwarnings("ignore", message=".*experimental_preserve_all_tensors.*")
