"""One verb, one transaction; what else follows is a reaction to an event inside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm.exc import StaleDataError

from support.extensions import db
from support.kernel import once
from support.kernel.errors import JustChanged, TooBusy
from support.kernel.one_writer import Queue


@dataclass(frozen=True)
class Event:
    """Something that has happened, named in the past tense; carries ids and values, never rows."""


MET = frozenset({"40001", "40P01"})
"""PostgreSQL's words for two transactions that wait for each other: it has ended one, which may be tried again."""

BUSY = 5
"""SQLite's word for a writer of another process who did not come to an end."""

_writers = Queue()
Reaction = Callable[[Any], None]
Seen = TypeVar("Seen")
_reactions: dict[type[Event], Sequence[Reaction]] = {}


def install(reactions: Mapping[type[Event], Sequence[Reaction]]) -> None:
    """Make `reactions` what follows from each event; called once by the application."""
    _reactions.clear()
    _reactions.update(reactions)


def record(event: Event) -> None:
    """Say that `event` has happened. Raises `RuntimeError` outside a transaction."""
    info = db.session().info
    if not info.get("in_verb"):
        raise RuntimeError(f"{type(event).__name__} was recorded outside a transaction")
    info.setdefault("events", []).append(event)


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside happens, with its reactions, or nothing does. A nested one joins.

    Raises `JustChanged` when somebody else has written the same row meanwhile, `TooBusy` when no turn came in time.
    """
    session = db.session()
    if session.info.get("in_verb"):
        yield
        return
    # What was read before is read again under the lock: SQLite cannot turn an old snapshot
    # into a writer, and a decision must rest on what is true now.
    session.rollback()
    with _turn(), _one_verb(session):
        yield


def _turn() -> AbstractContextManager[None]:
    return _writers.turn() if db.engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _one_verb(session: Any) -> Iterator[None]:
    try:
        session.connection(execution_options={"writes": True})
        session.info["in_verb"] = True
        once.claim()
        yield
        _react(session.info)
        session.commit()
        once.settled()
    except BaseException as trouble:
        session.rollback()
        if _met(trouble):
            raise JustChanged from trouble
        if getattr(getattr(trouble, "orig", None), "sqlite_errorcode", None) == BUSY:
            raise TooBusy from trouble
        raise
    finally:
        for name in ("in_verb", "events", "memo"):
            session.info.pop(name, None)


def memo() -> dict[str, Any]:
    """What this transaction wants to remember of itself; forgotten when it ends. Empty outside one."""
    info = db.session().info
    if not info.get("in_verb"):
        return {}
    kept: dict[str, Any] = info.setdefault("memo", {})
    return kept


def _met(trouble: BaseException) -> bool:
    """Whether two transactions have met on the same rows, so that this one may be tried again."""
    return isinstance(trouble, StaleDataError) or getattr(getattr(trouble, "orig", None), "sqlstate", None) in MET


class _EnoughSeen(Exception):
    """Ends a rehearsal."""


def rehearse(verb: Callable[[], object], look: Callable[[], Seen]) -> Seen:
    """What `look` sees after `verb` and all its reactions; then everything is undone.

    A preview that is exactly what would happen, because it does happen. `look` returns values, not rows.
    """
    seen: list[Seen] = []
    try:
        with transaction():
            verb()
            _react(db.session().info)
            seen.append(look())
            raise _EnoughSeen
    except _EnoughSeen:
        return seen[0]


def _react(info: dict[Any, Any]) -> None:
    """Run the reactions until no event is left; a reaction may record further events."""
    db.session.flush()
    while info.get("events"):
        event = info["events"].pop(0)
        for reaction in _reactions.get(type(event), ()):
            reaction(event)
            db.session.flush()
