"""Imports many invoices into a temporary database and says how fast, and how much memory that took at most.

One file of Stripe's invoices as JSON lines, or a folder of UBL files; one document in a thousand is bad and is skipped.
DATABASE_URL may name an empty PostgreSQL database instead of a temporary SQLite file.
"""

import argparse
import json
import resource
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from benchmarks.__main__ import _desk
from support.billing.importing.documents import Address, DocumentLine, Party, Price, ReadDocument, TaxSubtotal, Totals
from support.billing.importing.storing import files_in, import_each
from support.billing.models import Invoice
from support.billing.writing.ubl import write_ubl
from support.extensions import db

BAD = 1_000
A_DAY = 86_400
FIRST = 1_735_689_600  # 1 January 2025


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=2_000)
    parser.add_argument("--lines", type=int, default=3, help="lines of an invoice (3)")
    parser.add_argument("--as", dest="form", choices=("jsonl", "ubl"), default="jsonl")
    parser.add_argument("--audit", action="store_true", help="audit the clients afterwards, as the command does")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _desk(Path(folder)):
        source = Path(folder) / "source"
        source.mkdir()
        (_write_lines if wanted.form == "jsonl" else _write_files)(source, wanted)
        print(json.dumps(_measured(source, wanted)))


def _measured(source: Path, wanted: argparse.Namespace) -> dict[str, Any]:
    before, started = _memory(), perf_counter()
    not_taken = sum(
        len(report.not_taken) or report.refused for report in import_each(files_in(source), audit=wanted.audit)
    )
    took = perf_counter() - started
    stored = db.session.scalar(select(func.count()).select_from(Invoice)) or 0
    return {
        "documents": wanted.documents,
        "form": wanted.form,
        "database": db.engine.dialect.name,
        "audit": wanted.audit,
        "stored": stored,
        "not_taken": not_taken,
        "seconds": round(took, 1),
        "documents_a_second": round(wanted.documents / took),
        "memory_mb_before": before,
        "memory_mb_at_most": _memory(),
    }


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def write_some(source: Path, documents: int) -> None:
    """So many invoices as UBL files, of two clients, with three lines each."""
    _write_files(source, argparse.Namespace(documents=documents, clients=2, lines=3))


def _write_lines(source: Path, wanted: argparse.Namespace) -> None:
    with (source / "invoices.jsonl").open("w") as out:
        for number in range(wanted.documents):
            out.write(json.dumps(_stripe(number, wanted)) + "\n")


def _write_files(source: Path, wanted: argparse.Namespace) -> None:
    for number in range(wanted.documents):
        below = source / f"{number // 1000:04}"
        below.mkdir(exist_ok=True)
        content = write_ubl(_document(number, wanted))
        (below / f"{number:06}.xml").write_bytes(content[:-20] if _is_bad(number) else content)


def _is_bad(number: int) -> bool:
    return number % BAD == BAD - 1


def _stripe(number: int, wanted: argparse.Namespace) -> dict[str, Any]:
    client, issued = number % wanted.clients, FIRST + number // wanted.clients * 30 * A_DAY
    lines = [_stripe_line(at, issued) for at in range(wanted.lines)]
    net = sum(line["amount"] for line in lines)
    tax = sum(line["taxes"][0]["amount"] for line in lines)
    return {
        "id": f"in_{number}",
        "object": "invoice",
        "account_name": "Lumen & Larder Services Ltd",
        "account_country": "IE",
        "currency": "eur",
        **_stripe_buyer(client),
        "number": f"LL-{number:07}",
        "status": "void" if _is_bad(number) else "open",
        "created": issued,
        "due_date": issued + 30 * A_DAY,
        "lines": {"object": "list", "data": lines, "has_more": False},
        "subtotal": net,
        "total_excluding_tax": net,
        "total": net + tax,
        "amount_due": net + tax,
        "amount_paid": 0,
        "total_taxes": [{"amount": tax, "tax_behavior": "exclusive", "taxable_amount": net}],
    }


def _stripe_buyer(client: int) -> dict[str, Any]:
    return {
        "customer": f"cus_{client}",
        "customer_name": f"Client {client} Ltd",
        "customer_email": f"billing@client{client}.example",
        "customer_address": {"line1": f"{client} Long Quay", "city": "Galway", "country": "IE"},
        "customer_tax_ids": [{"type": "eu_vat", "value": f"IE{client:07}N"}],
    }


def _stripe_line(at: int, issued: int) -> dict[str, Any]:
    amount = 6_000 + 100 * at
    tax = {"amount": amount * 23 // 100, "taxable_amount": amount, "tax_behavior": "exclusive"}
    return {
        "id": f"il_{at}",
        "object": "line_item",
        "amount": amount,
        "currency": "eur",
        "description": f"Service number {at}",
        "quantity": 1,
        "pricing": {"price_details": {"product": f"prod_{at}"}, "unit_amount_decimal": str(amount)},
        "period": {"start": issued, "end": issued + 30 * A_DAY},
        "taxes": [{**tax, "taxability_reason": "standard_rated"}],
    }


def _document(number: int, wanted: argparse.Namespace) -> ReadDocument:
    client, issued = number % wanted.clients, date(2025, 1, 1) + timedelta(days=30 * (number // wanted.clients))
    lines = tuple(_line(at) for at in range(wanted.lines))
    net = sum((line.net for line in lines), Decimal(0))
    tax = round(net * 23 / 100, 2)
    quay = Address(lines=(f"{client} Long Quay",), city="Galway", country="IE")
    return ReadDocument(
        kind="invoice",
        type_code="380",
        number=f"LL-{number:07}",
        issued_on=issued,
        due_on=issued + timedelta(days=30),
        currency="EUR",
        seller=Party(legal_name="Lumen & Larder Services Ltd", tax_id="IE9999999P", address=Address(country="IE")),
        buyer=Party(legal_name=f"Client {client} Ltd", tax_id=f"IE{client:07}N", address=quay),
        totals=Totals(line_extension=net, tax_exclusive=net, tax_inclusive=net + tax, payable=net + tax),
        tax_total=tax,
        tax_subtotals=(TaxSubtotal(taxable=net, tax=tax, category="S", rate=Decimal(23)),),
        lines=lines,
        customization="urn:cen.eu:en16931:2017",
    )


def _line(at: int) -> DocumentLine:
    price = Decimal(60 + at)
    taxed = {"tax_category": "S", "tax_rate": Decimal(23)}
    return DocumentLine(
        id=str(at + 1), quantity=Decimal(1), net=price, name=f"Service number {at}", price=Price(amount=price), **taxed
    )


if __name__ == "__main__":
    main()
