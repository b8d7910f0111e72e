"""Writes a large desk into an empty database, in bulk."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, insert, select
from tqdm import tqdm

from benchmarks.company import CLOCKS, CREDITED_EVERY, LINES, STEPS, Company, clients_for
from support.accounts.models import Counter, Organisation, Person
from support.accounts.roles import Role
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.disputes.models import Dispute, DisputedLine, HistoryEntry
from support.extensions import db
from support.kernel import clock
from support.sla.models import Clock

AT_ONCE = 5000
AGENTS = 20


def seed(rows: int) -> None:
    """`rows` disputes with their invoices, lines, histories and clocks."""
    company = Company(rows, _people(rows))
    ids = range(1, rows + 1)
    _write(Invoice, rows, (company.invoice(row) for row in ids))
    _write(InvoiceLine, rows * LINES, (company.line(row, at) for row in ids for at in range(1, LINES + 1)))
    credited = [row for row in ids if row % CREDITED_EVERY == 1]
    _write(Invoice, len(credited), (company.note(row) for row in credited))
    _write(InvoiceLine, len(credited), (company.given_back(row) for row in credited))
    _write(TaxSubtotal, rows, (company.tax(row) for row in ids))
    _write(Dispute, rows, (company.dispute(row) for row in ids))
    _write(DisputedLine, rows, (company.disputed(row) for row in ids))
    _write(HistoryEntry, rows * len(STEPS), (company.step(row, at) for row in ids for at in range(1, len(STEPS) + 1)))
    running = [row for row in ids if company.is_open(row)]
    _write(Clock, len(running) * len(CLOCKS), (company.clock(row, name) for row in running for name in CLOCKS))
    db.session.add(Counter(series="disputes", last=rows))
    db.session.commit()
    _bring_up_to_date()


def _people(rows: int) -> list[int]:
    """One person a client, then the staff; returns the ids of the agents."""
    for number in range(1, clients_for(rows) + 1):
        client = Organisation(ref=f"CL-{number:05}", name=f"Client {number}", created_at=clock.now(), country="IE")
        _add(f"client{number}@example.com", Role.CLIENT, client)
    db.session.flush()
    for number, role in enumerate([Role.MANAGER, Role.SPECIALIST, *[Role.AGENT] * AGENTS]):
        _add(f"{role.value}{number}@example.com", role)
    db.session.commit()
    return list(db.session.scalars(select(Person.id).where(Person.role == Role.AGENT).order_by(Person.id)))


def _add(email: str, role: Role, organisation: Organisation | None = None) -> None:
    row = Person(email=email, name=email.partition("@")[0].title(), role=role, created_at=clock.now())
    row.organisation = organisation
    db.session.add(row)


def _write(table: type[Any], count: int, rows: Iterator[dict[str, Any]]) -> None:
    with tqdm(total=count, desc=table.__tablename__, unit="row", leave=False) as bar:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == AT_ONCE:
                _send(table, batch)
                bar.update(AT_ONCE)
                batch = []
        _send(table, batch)


def _send(table: type[Any], batch: list[dict[str, Any]]) -> None:
    if batch:
        db.session.execute(insert(table), batch)
        db.session.commit()
        db.session.expunge_all()


def _bring_up_to_date() -> None:
    """What a database does by itself in time: statistics, and where its numbers stand."""
    if db.engine.dialect.name == "postgresql":
        for table in (Invoice, InvoiceLine, Dispute):
            last = select(func.max(table.id)).scalar_subquery()
            db.session.execute(select(func.setval(func.pg_get_serial_sequence(table.__tablename__, "id"), last)))
    if db.engine.dialect.name == "sqlite":
        # All of each index: what a part of it lets SQLite guess differs from one run to the next.
        db.session.execute(db.text("pragma analysis_limit = 0"))
    db.session.execute(db.text("analyze"))
    db.session.commit()
