"""What pages take from the database is the same at a hundred disputes, at ten thousand and at a hundred thousand.

Statements are counted, and SQLite's own steps or PostgreSQL's rows; the time they take is nobody's concern here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from benchmarks.occasions import person_of
from benchmarks.seeding import seed
from support.accounts.roles import Role
from support.disputes.keeping_views import keep_view
from support.disputes.queries import VIEWS
from support.extensions import db
from support.kernel import clock
from tests.house.at_size import Work, work_of
from tests.pages import Pages

SIZES = [100, 10_000]
LARGEST = 100_000
QUEUE, DISPUTE, REST, EXPLAINING = 8, 15, 12, 40
"""Budgets, in statements. What explains charges reads all that a charge can rest on, each kind of it once."""
NARROWED = [
    "client=CL-00001", "client=client", "status=investigating", "reason=quantity", "tier=2", "amount=50&currency=EUR",
    "amount=500&currency=EUR", "clock=overdue", "clock=week", "clock=none", "channel=chat", "tag=promo", "department=billing", "sort=most",
    "sort=least", "sort=newest", "sort=oldest", "sort=highest", "kept={kept}",
]  # fmt: skip
PAGES: dict[Role, dict[str, int]] = {
    Role.AGENT: {
        **{f"/desk/?view={view}": QUEUE for view in VIEWS},
        **{f"/desk/?view=all&{asked}": QUEUE for asked in NARROWED},
        "/desk/rows?view=all": QUEUE,
        "/desk/disputes/DSP-00010": DISPUTE,
        "/desk/disputes/DSP-00010/ledger": EXPLAINING,
        "/desk/invoices/INV-0000010": EXPLAINING,
        "/desk/clients/CL-00001": REST,
        "/desk/search?q=DSP-00010": REST,
        "/desk/search?q=client+1": REST,
        "/desk/search?q=twice": REST,
        "/desk/search.json?q=deliv": REST,
        "/desk/bulk?deed=take&reference=DSP-00010&reference=DSP-00020": REST,
        "/desk/chats": REST,
        "/desk/mail": REST,
        "/desk/you": REST,
        "/desk/replies": REST,
    },
    Role.MANAGER: {
        "/office/now": REST,
        "/office/approvals": REST,
        "/office/escalations": REST,
        "/office/clients": REST,
        "/office/clients/CL-00001": REST,
        "/office/people": REST,
        "/office/delivery": REST,
        "/office/overrides": REST,
        "/office/review": REST,
        "/prevention/drafts": REST,
        "/prevention/findings": REST,
        "/prevention/incidents": REST,
        "/prevention/tasks": REST,
    },
    Role.CLIENT: {
        "/portal/": DISPUTE,
        "/portal/invoices": REST,
        "/portal/invoices/INV-0000010": EXPLAINING,
        "/portal/disputes": REST,
        "/portal/disputes/DSP-00010": DISPUTE,
        "/portal/disputes/new": REST,
        "/portal/payments": REST,
        "/portal/agreements": REST,
        "/portal/documents": REST,
        "/portal/company": REST,
        "/portal/people": REST,
        "/portal/chat": REST,
    },
}
LOOK_THROUGH = {
    "/desk/disputes/DSP-00010", "/prevention/tasks", "/office/now", "/office/people", "/office/escalations", "/office/review",
    *(f"/desk/?view=all&{asked}" for asked in (
        "client=CL-00001", "amount=500&currency=EUR", "channel=chat", "clock=none", "reason=quantity", "tier=2",
    )),
}  # fmt: skip
"""What counts the open ones or the decisions of its months, looks among the open ones for what is rare and has no index of its own,
or looks for staff among all people."""
A_FEW = 5000
BUDGETS = {page: budget for pages in PAGES.values() for page, budget in pages.items()}
Taken = dict[int, dict[str, Work]]


@pytest.fixture(scope="module")
def taken(application: Flask) -> Iterator[Taken]:
    """What each page took at each size. A hundred thousand are seeded on SQLite alone: that takes a minute."""
    clock.read_from(lambda: datetime(2026, 3, 16, 9, 0, tzinfo=UTC))
    with application.app_context():
        sizes = [*SIZES, LARGEST] if db.engine.dialect.name == "sqlite" else SIZES
        yield {size: _at(size, application) for size in sizes}
        _empty()
    clock.read_from(None)


def _empty() -> None:
    db.session.remove()
    db.drop_all()
    db.create_all()


def _at(size: int, application: Flask) -> dict[str, Work]:
    _empty()
    seed(size)
    # What SQLite knows of its tables for choosing a way, a connection reads when it is opened.
    db.session.remove()
    db.engine.dispose()
    kept = keep_view(person_of(Role.AGENT), name="Large ones", asks={"view": "all", "sort": "most"}, shared=True)
    names = {"kept": kept.public_id}
    found = {}
    for role, pages in PAGES.items():
        browser = Pages(application).sign_in(person_of(role)).client
        found |= {page: work_of(application, browser, page.format(**names)) for page in pages}
    return found


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_stays_within_its_budget_however_many_disputes_there_are(page: str, taken: Taken) -> None:
    statements = {size: works[page].statements for size, works in taken.items()}
    assert max(statements.values()) <= BUDGETS[page], statements
    # A list that ends on its first page asks once more: whether something follows without a deadline. PostgreSQL is
    # asked once more for a word that very many have.
    assert max(statements.values()) - min(statements.values()) <= 1, statements


@pytest.mark.parametrize("page", BUDGETS)
def test_no_page_reads_a_table_that_grows_from_end_to_end(page: str, taken: Taken) -> None:
    assert taken[max(taken)][page].scans == []


def test_a_pages_work_grows_with_the_open_disputes_at_most_and_mostly_not_at_all(taken: Taken) -> None:
    if LARGEST not in taken:
        pytest.skip(
            "needs a hundred thousand disputes, seeded on SQLite alone; that PostgreSQL reads no whole table is tested above"
        )
    before, after = taken[SIZES[-1]], taken[LARGEST]
    steps = {page: (before[page].steps, after[page].steps) for page in BUDGETS}
    assert [page for page, (few, many) in steps.items() if many > 12 * few + A_FEW] == []
    assert {page for page, (few, many) in steps.items() if many > 2 * few + A_FEW} <= LOOK_THROUGH, steps
