"""Files that are on the disk whole or not at all."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from support.kernel.errors import NoRoom

A_PAGE = b"\0" * 4096


def write_whole(path: Path, data: bytes) -> None:
    """`data` under `path`, flushed to the disk before it bears its name; its folder is made for us alone. Raises `NoRoom`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, data)
    except OSError as why:
        raise NoRoom from why


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def without_room(folders: Iterable[Path]) -> list[Path]:
    """Those of `folders` in which not even a page can be kept; one that does not exist yet is left out."""
    return [folder for folder in folders if folder.is_dir() and not _takes_a_page(folder)]


def _takes_a_page(folder: Path) -> bool:
    tried = folder / f"room.{secrets.token_hex(4)}"
    try:
        _write(tried, A_PAGE)
        tried.unlink()
    except OSError:
        return False
    return True
