"""Raw mail on the disk, by its digest, outside the web's root: written before anything is read in it."""

import hashlib
from pathlib import Path

from flask import current_app

from support.kernel.errors import NotFound
from support.kernel.keeping import write_whole
from support.kernel.sayings import N_

GONE = N_("The raw mail is not on the disk. Restore it from the backup.")


def _path(digest: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "mail" / digest[:2] / f"{digest}.eml"


def keep(raw: bytes) -> str:
    """The digest under which it is found again. Kept twice, it is there once."""
    digest = hashlib.sha256(raw).hexdigest()
    path = _path(digest)
    if path.is_file() and path.stat().st_size == len(raw):
        return digest
    write_whole(path, raw)
    return digest


def raw_of(digest: str) -> bytes:
    """Raises `NotFound` when it is gone."""
    try:
        return _path(digest).read_bytes()
    except FileNotFoundError:
        raise NotFound(GONE) from None
