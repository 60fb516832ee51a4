"""Which clips are out of date, and filming one of them."""

from __future__ import annotations

from pathlib import Path

from tests.avatar.scene import Scene
from tests.avatar.spec import Corpus, load_corpus
from tests.avatar.truth import clip_names, load_truth


def is_current(name: str, corpus: Corpus, folder: Path) -> bool:
    """Whether the clip in folder is the one that would be filmed now."""
    if not (folder / f"{name}.mp4").exists() or name not in clip_names(folder):
        return False
    return load_truth(folder, name).facts.digest == Scene(name, corpus).digest()


def film(name: str, folder: Path) -> tuple[str, int]:
    """Film one clip into folder; returns its name and size in bytes."""
    from tests.avatar.film import shoot

    return name, shoot(Scene(name, load_corpus()), folder)
