"""Raw mail on the disk, by its digest, outside the web's root: written before anything is read in it."""

import hashlib
import os
import secrets
from pathlib import Path

from flask import current_app

from support.kernel.errors import NotFound

GONE = "The raw mail is not on the disk. Restore it from the backup."


def _path(digest: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "mail" / digest[:2] / f"{digest}.eml"


def keep(raw: bytes) -> str:
    """The digest under which it is found again. Kept twice, it is there once."""
    digest = hashlib.sha256(raw).hexdigest()
    path = _path(digest)
    if path.is_file() and path.stat().st_size == len(raw):
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{digest}.{secrets.token_hex(4)}.new")
    try:
        with fresh.open("wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return digest


def raw_of(digest: str) -> bytes:
    """Raises `NotFound` when it is gone."""
    try:
        return _path(digest).read_bytes()
    except FileNotFoundError:
        raise NotFound(GONE) from None
