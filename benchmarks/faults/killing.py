"""Work done in a process that is killed with SIGKILL at a chosen step: a statement, a commit, a word to or from a server.

Children are forked from this process, which has everything loaded, so that a thousand of them take minutes.
"""

import os
import signal
import smtplib
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from support.extensions import db
from support.kernel import clock

TOO_MANY_STEPS = 5000


BEGIN, BEGAN = datetime(2026, 3, 16, 9, 0, tzinfo=UTC), clock.system_now()


def clock_ahead(ahead: timedelta = timedelta()) -> Callable[[], datetime]:
    """A clock that begins on a Monday morning when the run begins: nothing hangs on the day of the run."""
    return lambda: BEGIN + (clock.system_now() - BEGAN) + ahead


def clock_standing(ahead: timedelta = timedelta()) -> Callable[[], datetime]:
    """One that does not go on, so that what is done twice comes to the same moments and the same words."""
    return lambda: BEGIN + ahead


@dataclass(frozen=True)
class End:
    """How a child ended. `steps`: how many it took, known when it came to its end."""

    killed: bool
    steps: int
    well: bool


class Steps:
    """Counts what the process does, and kills it at the step `at` (None: never)."""

    def __init__(self, at: int | None) -> None:
        self.at, self.taken = at, 0

    def step(self, *_: Any, **__: Any) -> None:
        self.taken += 1
        if self.taken == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Before each statement and each commit, after each commit, and around each word to a mail server."""
        for name in ("before_cursor_execute", "commit", "rollback"):
            event.listen(db.engine, name, self.step)
        event.listen(Session, "after_commit", self.step)
        for name in ("putcmd", "getreply", "send", "connect"):
            self._around(name)

    def _around(self, name: str) -> None:
        """A step before each word to the server, and one after it."""
        usual = getattr(smtplib.SMTP, name)

        def watched(*given: Any, **named: Any) -> Any:
            self.step()
            answer = usual(*given, **named)
            self.step()
            return answer

        setattr(smtplib.SMTP, name, watched)


def start(
    work: Callable[[], object], *, at: int | None = None, ahead: timedelta = timedelta(), stands: bool = False
) -> tuple[int, int]:
    """Fork a child that does `work`, its clock `ahead`; its process id and the pipe in which it says how many steps it took."""
    db.session.remove()
    db.engine.dispose()  # no connection may be shared by two processes
    said, says = os.pipe()
    child = os.fork()
    if child:
        os.close(says)
        return child, said
    os.close(said)
    code = 1
    try:
        clock.read_from((clock_standing if stands else clock_ahead)(ahead))
        steps = Steps(at)
        steps.watch()
        work()
        os.write(says, str(steps.taken).encode())
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def wait(child: int, said: int) -> End:
    _, status = os.waitpid(child, 0)
    with os.fdopen(said) as pipe:
        steps = pipe.read()
    return End(os.WIFSIGNALED(status), int(steps or 0), os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0)


def do(
    work: Callable[[], object], *, at: int | None = None, ahead: timedelta = timedelta(), stands: bool = False
) -> End:
    return wait(*start(work, at=at, ahead=ahead, stands=stands))
