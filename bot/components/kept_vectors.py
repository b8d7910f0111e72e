"""Sentence vectors kept between trainings, because nearly all sentences are the same the next time."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from components import minilm

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], minilm.Floats]


def embed_or_remember(sentences: Sequence[str], embed: Embed, folder: Path) -> minilm.Floats:
    """Vectors of the sentences, shape (sentences, 384), computing only those that were not kept in `folder`.

    What is kept is named after the code that computed it, so a changed model starts anew. A file that cannot be read or
    written costs time and nothing else.
    """
    kept = folder / f"vectors-{hashlib.sha256(Path(minilm.__file__).read_bytes()).hexdigest()[:12]}.npz"
    names = [hashlib.sha256(sentence.encode()).hexdigest()[:32] for sentence in sentences]
    known = read(kept)
    new = {name: sentence for name, sentence in zip(names, sentences, strict=True) if name not in known}
    known.update(zip(new, embed(list(new.values())), strict=True))
    vectors = np.stack([known[name] for name in names]) if names else embed([])
    if new and folder.is_dir():
        write(kept, names, vectors)
    return vectors


def read(kept: Path) -> dict[str, minilm.Floats]:
    """The kept vectors by the digest of their sentence; none when the file is missing or damaged."""
    try:
        with np.load(kept, allow_pickle=False) as file:
            return dict(zip(file["names"].tolist(), file["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def write(kept: Path, names: Sequence[str], vectors: minilm.Floats) -> None:
    """Keep these vectors and no others, whole or not at all."""
    partial = kept.with_name(kept.name + ".partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, names=np.array(names), vectors=vectors)
        partial.replace(kept)
        for old in set(kept.parent.glob("vectors-*.npz")) - {kept}:
            old.unlink()
    except OSError as why:
        logger.warning("The sentence vectors could not be kept: %s", why)
