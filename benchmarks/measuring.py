"""Timing: each thing is done some times over, and the middle and the slow end of it are kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass(frozen=True)
class Figures:
    """Milliseconds: wall clock at the middle and at the 95th of a hundred, processor time at the middle."""

    name: str
    times: int
    p50: float
    p95: float
    cpu: float
    note: str = ""


def measure(name: str, do: Callable[[], str | None], times: int = 40, *, warm: int = 3) -> Figures:
    """`do` may return a word on what it did, for the table."""
    note = ""
    for _ in range(warm):
        note = do() or note
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        note = do() or note
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    walls.sort()
    return Figures(name, times, median(walls), walls[min(int(len(walls) * 0.95), len(walls) - 1)], median(cpus), note)


class Browser:
    """A person's requests through the WSGI application itself: no server and no network between."""

    def __init__(self, app: Flask, cookie: str) -> None:
        self._app, self._cookie = app, cookie

    def get(self, path: str) -> str:
        """The page's size; raises `RuntimeError` for any answer but 200."""
        environ = EnvironBuilder(path=path, headers={"Cookie": self._cookie}).get_environ()
        pieces, status, _ = run_wsgi_app(self._app, environ)
        size = sum(len(piece) for piece in pieces)
        if not status.startswith("200"):
            raise RuntimeError(f"{path} answered {status}")
        return f"{size / 1024:.0f} KB"
