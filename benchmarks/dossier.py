"""From opening a dispute to its ready dossier, for a client with many lines: `python -m benchmarks.dossier --lines 10000`.

Nothing is kept: the ledger is a temporary one.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from benchmarks.__main__ import _desk
from benchmarks.measuring import Browser, Figures, measure
from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.accounts.services import new_sign_in_link
from support.billing.agreements import Contract, Price, ServiceRecord
from support.billing.audit import audit_client
from support.billing.kinds import DocumentKind, RecordKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, Reason
from support.extensions import db
from support.kernel import clock

LINES = 100
TIMES = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dossier", description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000, help="lines of the client (10000)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)) as app:
        seed(wanted.lines)
        figures = measured(app)
    if wanted.json:
        print(json.dumps({"lines": wanted.lines, "figures": [asdict(row) for row in figures]}))
    else:
        print("\n".join(f"{row.name:44}{row.p50:9.1f}{row.p95:9.1f} ms   {row.note}" for row in figures))


def seed(lines: int) -> None:
    """One client, an invoice of a hundred lines a month, each with its delivery; every tenth line is charged too much."""
    client = Organisation(ref="CL-0001", name="Client 1", created_at=clock.now(), country="IE")
    db.session.add(client)
    db.session.flush()
    for name, role, own in (
        ("maria", Role.CLIENT, client.id),
        ("ana", Role.AGENT, None),
        ("grace", Role.MANAGER, None),
    ):
        row = Person(email=f"{name}@example.com", name=name.title(), role=role, created_at=clock.now())
        row.organisation_id = own
        db.session.add(row)
    contract = Contract(
        organisation_id=client.id, number="AGR-1", title="Services", starts_on=date(2010, 1, 1), currency="EUR"
    )
    contract.prices = [Price(sku="BEANS", unit_price=Decimal(10), valid_from=date(2010, 1, 1), currency="EUR")]
    db.session.add(contract)
    db.session.flush()
    for month in range(lines // LINES):
        _invoice(client, clock.today() - timedelta(days=31 * month + 5), month)
    db.session.commit()
    audit_client(client)


def _invoice(client: Organisation, issued: date, number: int) -> None:
    prices = [12 if at % 10 == 0 else 10 for at in range(LINES)]
    net = sum(prices) * 100
    invoice = Invoice(
        organisation_id=client.id,
        **{"kind": DocumentKind.INVOICE, "type_code": "380", "number": f"INV-{number:05}", "issued_on": issued},
        **{"due_on": issued + timedelta(days=30), "period_start": issued - timedelta(days=30), "period_end": issued},
        **{"currency": "EUR", "seller_name": "Lumen & Larder", "line_total_minor": net, "net_minor": net},
        **{"tax_minor": net // 5, "gross_minor": net * 6 // 5, "payable_minor": net * 6 // 5},
        **{
            "source_format": "test",
            "source_name": "seeded",
            "source_digest": f"{number:064}",
            "recorded_at": clock.now(),
        },
    )
    invoice.taxes = [TaxSubtotal(category="S", rate=Decimal(20), taxable_minor=net, tax_minor=net // 5)]
    db.session.add(invoice)
    db.session.flush()
    db.session.execute(insert(InvoiceLine), [_line(invoice, number, at, price) for at, price in enumerate(prices)])
    db.session.execute(insert(ServiceRecord), [_record(client, issued, number, at) for at in range(LINES)])


def _line(invoice: Invoice, number: int, at: int, price: int) -> dict[str, Any]:
    priced = {
        "quantity": Decimal(1),
        "unit_price": Decimal(price),
        "base_quantity": Decimal(1),
        "net_minor": price * 100,
    }
    return {
        **{
            "invoice_id": invoice.id,
            "position": at + 1,
            "line_id": str(at + 1),
            "name": "Espresso beans",
            "sku": "BEANS",
        },
        **{**priced, "tax_category": "S", "tax_rate": Decimal(20), "record_ref": f"DLV-{number}-{at}"},
    }


def _record(client: Organisation, issued: date, number: int, at: int) -> dict[str, Any]:
    day = issued - timedelta(days=at % 28 + 1)
    return {
        **{
            "organisation_id": client.id,
            "record_id": f"DLV-{number}-{at}",
            "kind": RecordKind.DELIVERY,
            "sku": "BEANS",
        },
        **{"quantity": Decimal(1), "period_start": day, "period_end": day},
    }


def measured(app: Flask) -> list[Figures]:
    (ana, visitor), opened = _agent(app), _opening()
    with _opened(opened) as reference:
        pages = f"/desk/disputes/{reference}"
        return [
            measure("open a dispute", lambda: next(opened), TIMES),
            measure("its page, with the proposed decision", lambda: ana.get(pages), TIMES),
            measure("its longer reading, with precedents", lambda: ana.get(f"{pages}/ledger"), TIMES),
            measure("the letter of the proposed decision", lambda: _letter(visitor, reference), TIMES),
            measure("opening and the ready dossier together", lambda: _both(ana, opened), TIMES),
        ]


def _letter(visitor: FlaskClient, reference: str) -> str:
    """The decision is taken as proposed, its letter read, and everything undone."""
    dispute = db.session.scalars(select(Dispute).where(Dispute.reference == reference)).one()
    amounts = {f"proposed_{row.line_id}": "2.00" for row in dispute.lines}
    said = {"root_cause": "data_entry", "said": "The agreed price is 10.", "version": str(dispute.version)}
    db.session.remove()
    answer = visitor.post(f"/desk/disputes/{reference}/preview/proposal", data={**amounts, **said})
    if answer.status_code != 200:
        raise RuntimeError(f"the letter answered {answer.status}")
    return f"{len(answer.data) // 1024} KB"


def _both(ana: Browser, opened: Iterator[str]) -> str:
    reference = next(opened)
    size = ana.get(f"/desk/disputes/{reference}")
    ana.get(f"/desk/disputes/{reference}/ledger")
    return size


@contextmanager
def _opened(opened: Iterator[str]) -> Iterator[str]:
    """One that Ana has taken, so that its page has all its forms."""
    reference = next(opened)
    dispute = db.session.scalars(select(Dispute).where(Dispute.reference == reference)).one()
    services.take(dispute, by=db.session.scalars(select(Person).where(Person.role == Role.AGENT)).one())
    db.session.remove()
    yield reference


def _opening() -> Iterator[str]:
    """Opens one dispute after the other, each on a line that was charged too much."""
    ids = db.session.scalars(select(InvoiceLine.id).where(InvoiceLine.net_minor == 1200).order_by(InvoiceLine.id)).all()
    for row in ids:
        line = db.session.get_one(InvoiceLine, row)
        maria = db.session.scalars(select(Person).where(Person.role == Role.CLIENT)).one()
        dispute, _ = services.open_dispute(
            by=maria,
            invoice=line.invoice,
            lines=[line],
            **{"reason": Reason.RATE_DISCREPANCY, "statement": "We agreed on 10.", "claimed": None},
            **{"channel": Channel.PORTAL, "key": None},
        )
        reference = dispute.reference
        db.session.remove()
        yield reference


def _agent(app: Flask) -> tuple[Browser, FlaskClient]:
    visitor = app.test_client()
    ana = db.session.scalars(select(Person).where(Person.role == Role.AGENT)).one()
    visitor.post(f"/sign-in/link/{new_sign_in_link(ana)}")
    cookie = visitor.get_cookie("redress")
    assert cookie is not None, "the sign-in link did not sign in"
    return Browser(app, f"redress={cookie.value}"), visitor


if __name__ == "__main__":
    main()
