"""A disk that takes nothing more stops nobody who does not need it, and is told."""

import errno
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask import Flask

from support.kernel import keeping, logs
from support.kernel.errors import NoRoom


class Full(StringIO):
    """A file on a disk that is full until it is not."""

    full = True

    def write(self, words: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(words)


@pytest.fixture
def full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Full]:
    """The log of this program."""
    where = Full()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("sys.stderr", where)
        logs.set_up(app)
    monkeypatch.setattr(logs.Lines, "lost", 0)
    yield where
    logs.set_up(app)


def test_a_log_that_cannot_be_written_stops_nobody_and_is_told(full: Full) -> None:
    log = structlog.get_logger()
    log.info("something happened")
    log.exception("something failed")
    assert logs.Lines.lost == 2
    assert not logs.can_be_written()


def test_a_log_that_can_be_written_again_says_how_many_lines_are_missing(full: Full) -> None:
    structlog.get_logger().info("something happened")
    full.full = False
    assert logs.can_be_written()
    assert "log lines were lost" in full.getvalue()
    assert "something happened" not in full.getvalue()
    assert logs.Lines.lost == 0


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_file_that_finds_no_room_leaves_nothing_behind(tmp_path: Path, no_disk: None) -> None:
    with pytest.raises(NoRoom):
        keeping.write_whole(tmp_path / "sub" / "note", b"words")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_folders_with_room_are_not_named_and_keep_nothing_of_the_trial(tmp_path: Path) -> None:
    assert keeping.without_room([tmp_path, tmp_path / "not there"]) == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_page_is_named(tmp_path: Path, no_disk: None) -> None:
    assert keeping.without_room([tmp_path, tmp_path / "not there"]) == [tmp_path]
    assert list(tmp_path.iterdir()) == []
