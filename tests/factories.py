"""Builders with sensible defaults; each one is stored and committed."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.agreements import Contract, Price, ServiceRecord
from support.billing.kinds import DocumentKind, RecordKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.settlement import Allocation, Payment
from support.disputes import services as disputes
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, CheckKind, Reason, RootCause
from support.extensions import db
from support.kernel import clock
from support.kernel.money import Money

_numbers = count(1)


def number_from(first: int) -> None:
    """What is made from now on bears the numbers from `first`: so two empty databases get the same papers."""
    global _numbers
    _numbers = count(first)


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def make_organisation(**columns: Any) -> Organisation:
    number = next(_numbers)
    values = {"ref": f"CL-{number:04}", "name": f"Harbour Café {number}", "created_at": clock.now(), "country": "IE"}
    return _kept(Organisation(**{**values, **columns}))


def make_person(role: Role = Role.AGENT, *, organisation: Organisation | None = None, **columns: Any) -> Person:
    number = next(_numbers)
    values = {"email": f"person{number}@example.com", "name": "Somebody Else", "created_at": clock.now()}
    if role is Role.CLIENT and organisation is None:
        organisation = make_organisation()
    return _kept(Person(**{**values, **columns}, role=role, organisation_id=organisation.id if organisation else None))


def make_line(position: int, **columns: Any) -> InvoiceLine:
    """A line of `quantity` × `unit_price`; `net` (decimal string) where it differs from their product."""
    quantity, price = Decimal(columns.pop("quantity", "1")), Decimal(columns.pop("unit_price", "100"))
    net = Money.of(columns.pop("net", quantity * price), "EUR")
    values = {"name": "Espresso bean delivery", "sku": "BEANS", "tax_rate": Decimal("20"), "base_quantity": Decimal(1)}
    return InvoiceLine(
        **{"line_id": str(position), **values, **columns},
        position=position,
        quantity=quantity,
        unit_price=price,
        net_minor=net.minor,
    )


def make_invoice(organisation: Organisation, lines: list[dict[str, Any]] | None = None, **columns: Any) -> Invoice:
    """An issued invoice with its tax at one rate a line (20 % unless a line says otherwise)."""
    issued = columns.pop("issued_on", clock.today() - timedelta(days=14))
    rows = [make_line(position, **line) for position, line in enumerate(lines or [{}], start=1)]
    taxes = _taxes(rows)
    values = {
        "kind": DocumentKind.INVOICE,
        "type_code": "380",
        "number": f"INV-2026-{next(_numbers):04}",
        "due_on": issued + timedelta(days=30),
        "period_start": date(issued.year, issued.month, 1),
        "period_end": issued,
        "currency": "EUR",
        "seller_name": "Lumen & Larder Services Ltd",
        "source_format": "test",
        "source_name": "made by a test",
        "source_digest": f"{next(_numbers):064}",
        "recorded_at": clock.now(),
    }
    whole = {**values, **_totals(rows, taxes), **columns}
    return _kept(Invoice(**whole, organisation_id=organisation.id, issued_on=issued, lines=rows, taxes=taxes))


def _totals(lines: list[InvoiceLine], taxes: list[TaxSubtotal]) -> dict[str, int]:
    net, tax = sum(line.net_minor for line in lines), sum(row.tax_minor for row in taxes)
    return {
        "line_total_minor": net,
        "net_minor": net,
        "tax_minor": tax,
        "gross_minor": net + tax,
        "payable_minor": net + tax,
    }


def _taxes(lines: list[InvoiceLine]) -> list[TaxSubtotal]:
    bases: dict[tuple[str, Decimal], int] = {}
    for line in lines:
        key = (line.tax_category or "S", line.tax_rate)
        bases[key] = bases.get(key, 0) + line.net_minor
    return [
        TaxSubtotal(
            category=category,
            rate=rate,
            taxable_minor=base,
            tax_minor=Money(base, "EUR").times(rate / 100).minor,
        )
        for (category, rate), base in bases.items()
    ]


def make_contract(organisation: Organisation, **columns: Any) -> Contract:
    number = next(_numbers)
    values = {
        "number": f"AGR-{number:04}",
        "title": "Services agreement",
        "starts_on": date(2025, 1, 1),
        "currency": "EUR",
    }
    return _kept(Contract(**{**values, **columns}, organisation_id=organisation.id))


def make_price(contract: Contract | None, **columns: Any) -> Price:
    values = {"sku": "BEANS", "unit_price": Decimal("100"), "valid_from": date(2025, 1, 1), "currency": "EUR"}
    return _kept(Price(**{**values, **columns}, contract_id=contract.id if contract else None))


def make_record(organisation: Organisation, **columns: Any) -> ServiceRecord:
    day = clock.today() - timedelta(days=20)
    values = {
        "record_id": f"DLV-{next(_numbers):05}",
        "kind": RecordKind.DELIVERY,
        "sku": "BEANS",
        "quantity": Decimal(1),
        "period_start": day,
        "period_end": day,
    }
    return _kept(ServiceRecord(**{**values, **columns}, organisation_id=organisation.id))


def make_payment(invoice: Invoice, amount: str | None = None, **columns: Any) -> Payment:
    """A payment allocated to `invoice`: the whole of it unless `amount` (decimal string) says less."""
    minor = Money.of(amount, invoice.currency).minor if amount else invoice.payable_minor
    values = {"reference": f"PAY-{next(_numbers):05}", "received_on": clock.today(), "currency": invoice.currency}
    payment = Payment(**{**values, **columns}, organisation_id=invoice.organisation_id, amount_minor=minor)
    payment.allocations = [Allocation(invoice_id=invoice.id, amount_minor=minor)]
    return _kept(payment)


def make_dispute(
    invoice: Invoice,
    lines: list[InvoiceLine] | None = None,
    *,
    by: Person,
    reason: Reason = Reason.DUPLICATE,
    statement: str = "You charged this twice.",
    **given: Any,
) -> Dispute:
    """A dispute opened as its client would open it."""
    opening = {"claimed": None, "channel": Channel.PORTAL, "key": None, **given}
    chosen = invoice.lines[:1] if lines is None else lines
    dispute, _ = disputes.open_dispute(
        by=by, invoice=invoice, lines=chosen, reason=reason, statement=statement, **opening
    )
    return dispute


def investigated(dispute: Dispute, *, by: Person, cause: RootCause = RootCause.DATA_ENTRY) -> Dispute:
    """Taken by `by`, with the three checks and a root cause: ready for a decision."""
    disputes.take(dispute, by=by)
    for kind in CheckKind:
        disputes.record_check(
            dispute, kind=kind, finding="The same delivery twice.", evidence="DLV-00001", passed=False, by=by
        )
    return disputes.record_cause(dispute, root_cause=cause, by=by)
