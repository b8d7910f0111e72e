"""SQLite has room for one writer. Those of this process stand in a queue here, and the first one goes on at once.

SQLite's own way of waiting is to look again after ever longer naps: under many writers one may never find the door open.
Writers of other processes still meet there.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from support.kernel.errors import TooBusy

LONGEST_SECONDS = 10.0


class Queue:
    """Whoever comes first is served first."""

    def __init__(self, longest: float = LONGEST_SECONDS) -> None:
        self._longest = longest
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises `TooBusy` for who has waited too long."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if not mine.wait(self._longest) and self._leave(mine):
            raise TooBusy

    def _leave(self, mine: threading.Event) -> bool:
        """False when the turn came in the very moment of leaving."""
        with self._guard:
            if mine.is_set():
                return False
            self._waiting.remove(mine)
            return True

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
