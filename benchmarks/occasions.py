"""What is timed: pages as people open them, verbs as the services do them, the worker's sweep."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update
from tqdm import tqdm

from benchmarks.company import OPEN_EVERY
from benchmarks.measuring import Browser, Figures, measure
from support.accounts.models import Person
from support.accounts.roles import Role
from support.accounts.services import new_sign_in_link
from support.billing.models import Invoice
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, Reason
from support.disputes.states import OPEN, Status
from support.extensions import db
from support.kernel import clock
from support.kernel.paging import cursor_of
from support.sla.models import Clock
from support.sla.services import sweep

MISSED = 200
Occasion = tuple[str, Callable[[], str | None], int]


def all_of_them(app: Flask) -> list[Figures]:
    """In the order of the table; each leaves the desk nearly as it was."""
    rows = db.session.scalar(select(func.max(Dispute.id))) or 0
    found = []
    for name, do, times in tqdm([*_pages(app, rows), *_verbs(rows)], desc="measuring", leave=False):
        found.append(measure(name, do, times, warm=min(3, times - 1)))
    return found


def _pages(app: Flask, rows: int) -> Iterator[Occasion]:
    agent, manager = (_browser(app, role) for role in (Role.AGENT, Role.MANAGER))
    client = _browser(app, Role.CLIENT)
    reference = _own(Role.AGENT)
    deep = _deep_cursor(rows)
    for name, browser, path in (
        ("queue, first page", agent, "/desk/?view=all"),
        ("queue, deep page", agent, f"/desk/?view=all&before={deep}"),
        ("queue, new ones", agent, "/desk/?view=unassigned"),
        ("queue, one client's", agent, "/desk/?view=all&client=CL-00001"),
        ("my disputes", agent, "/desk/?view=mine"),
        ("dispute page", agent, f"/desk/disputes/{reference}"),
        ("its longer reading", agent, f"/desk/disputes/{reference}/ledger"),
        ("escalations", manager, "/office/escalations"),
        ("portal, overview", client, "/portal/"),
        ("portal, invoices", client, "/portal/invoices"),
        ("portal, disputes", client, "/portal/disputes"),
    ):
        yield name, _get(browser, path), 40


def _get(browser: Browser, path: str) -> Callable[[], str]:
    return lambda: browser.get(path)


def _browser(app: Flask, role: Role) -> Browser:
    """Somebody of this role, signed in."""
    visitor = app.test_client()
    visitor.post(f"/sign-in/link/{new_sign_in_link(person_of(role))}")
    cookie = visitor.get_cookie("redress")
    assert cookie is not None, "the sign-in link did not sign in"
    return Browser(app, f"redress={cookie.value}")


def person_of(role: Role) -> Person:
    return db.session.scalars(select(Person).where(Person.role == role).order_by(Person.id).limit(1)).one()


def _own(role: Role) -> str:
    """A dispute that the signed-in person of this role is at: its page has all its forms."""
    owned = select(Dispute.reference).where(Dispute.owner_id == person_of(role).id, Dispute.tier == 1)
    return db.session.scalars(owned.where(Dispute.status == Status.INVESTIGATING).limit(1)).one()


def _deep_cursor(rows: int) -> str:
    """Where the page in the middle of the whole list begins."""
    wanted = select(Dispute.next_due_at, Dispute.id).where(Dispute.status.in_(OPEN), Dispute.next_due_at.is_not(None))
    middle = wanted.order_by(Dispute.next_due_at, Dispute.id).offset(rows // OPEN_EVERY // 2).limit(1)
    due, row = db.session.execute(middle).one()
    return cursor_of(due.isoformat(), row)


def _verbs(rows: int) -> Iterator[Occasion]:
    """Opening takes invoices whose disputes are closed; the sweep comes last, because it changes much."""
    closed = iter(range(1, rows, OPEN_EVERY))
    yield "open a dispute (clocks, letter)", lambda: _open(next(closed)), 40
    yield "sweep, nothing to do", lambda: f"{sweep()} acted on", 10
    yield f"sweep, {MISSED} deadlines missed", _miss_and_sweep, 1


def _open(row: int) -> str:
    invoice = db.session.get_one(Invoice, row)
    person = db.session.scalars(select(Person).where(Person.organisation_id == invoice.organisation_id)).one()
    dispute, _ = services.open_dispute(
        by=person,
        invoice=invoice,
        lines=invoice.lines[1:2],
        reason=Reason.DUPLICATE,
        statement="You charged this twice.",
        claimed=None,
        channel=Channel.PORTAL,
        key=None,
    )
    reference = dispute.reference
    db.session.remove()
    return reference


def _miss_and_sweep() -> str:
    """Let some deadlines pass, then climb the ladder: history, clocks and letters for each."""
    some = (
        select(Clock.id).where(Clock.name == "decision", Clock.ended_at.is_(None)).order_by(Clock.due_at).limit(MISSED)
    )
    passed = clock.now() - timedelta(minutes=1)
    ids = db.session.scalars(some).all()
    db.session.execute(update(Clock).where(Clock.id.in_(ids)).values(due_at=passed, warn_at=passed))
    db.session.commit()
    return f"{sweep()} escalated"
