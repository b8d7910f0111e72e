"""The demo company on a given day: built as documents and rows, written as the files that our own readers import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from support.billing.importing.csv_rows import ClientRow, ContractRow, PaymentRow, PriceRow, PromiseRow, RecordRow, Row
from support.billing.importing.documents import ReadDocument
from support.billing.writing.csv_files import write_table
from support.billing.writing.ubl import write_ubl
from support.demo import agreements, services
from support.demo.charges import Charge, cents, invoice
from support.demo.money_received import misapplied_in, payments
from support.demo.months import Month, Story
from support.demo.parties import BRIGHTWATER, CLIENTS, HARBOUR, OAKFIELD
from support.demo.planted import DUPLICATE, MISAPPLIED, MISSING_DISCOUNT, TWO_SITES, WRONG_RATE, Planted

_CHARGES: dict[str, Callable[[Story, Month], list[Charge]]] = {
    HARBOUR: services.harbour,
    BRIGHTWATER: services.brightwater,
    OAKFIELD: services.oakfield,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Everything there is on `today`, in the order in which it can be imported; invoices oldest first."""

    today: date
    clients: tuple[ClientRow, ...]
    contracts: tuple[ContractRow, ...]
    prices: tuple[PriceRow, ...]
    promises: tuple[PromiseRow, ...]
    records: tuple[RecordRow, ...]
    invoices: tuple[ReadDocument, ...]
    payments: tuple[PaymentRow, ...]
    planted: tuple[Planted, ...]

    def the(self, what: str) -> Planted:
        """Where something was planted, e.g. "duplicate"."""
        return next(found for found in self.planted if found.what == what)

    def invoice(self, number: str) -> ReadDocument:
        return next(found for found in self.invoices if found.number == number)


def company_on(today: date) -> Company:
    """The same for every day of a month but for `today` itself."""
    story = Story(today)
    charges = {(ref, month): _CHARGES[ref](story, month) for month in story.months for ref in CLIENTS}
    invoices = {
        (ref, month): invoice(CLIENTS[ref], month, billed, [services.harbour_stops()] if ref == HARBOUR else [])
        for (ref, month), billed in charges.items()
    }
    planted = (*_planted(story, charges, invoices), _misapplied(story, invoices))
    return Company(
        today=today,
        clients=tuple(client.row for client in CLIENTS.values()),
        contracts=agreements.contracts(story),
        prices=agreements.prices(story),
        promises=agreements.promises(story),
        records=tuple(
            record for (ref, _), billed in charges.items() for record in agreements.records(CLIENTS[ref], billed)
        ),
        invoices=tuple(sorted(invoices.values(), key=lambda document: document.number)),
        payments=payments(story, invoices, planted),
        planted=planted,
    )


def _planted(
    story: Story, charges: dict[tuple[str, Month], list[Charge]], invoices: dict[tuple[str, Month], ReadDocument]
) -> list[Planted]:
    found: dict[tuple[str, str], Planted] = {}
    for (ref, month), billed in charges.items():
        number = invoices[ref, month].number
        for at, charge in enumerate(billed, 1):
            if not charge.tag or (charge.tag == TWO_SITES and month != story.march):
                continue
            lines = found[charge.tag, number].lines if (charge.tag, number) in found else ()
            found[charge.tag, number] = Planted(charge.tag, ref, number, (*lines, str(at)), _overcharged(charge))
    return list(found.values())


def _overcharged(charge: Charge) -> Decimal:
    """Against what would have been right, net of tax."""
    if charge.tag == DUPLICATE:
        return charge.net
    if charge.tag == WRONG_RATE:
        return charge.net - cents(charge.quantity * services.SUPPORT_PRICE)
    if charge.tag == MISSING_DISCOUNT:
        return cents(charge.net * services.PROMISED / 100)
    return Decimal(0)


def _misapplied(story: Story, invoices: dict[tuple[str, Month], ReadDocument]) -> Planted:
    month = misapplied_in(story)
    paid, booked = invoices[OAKFIELD, month], invoices[OAKFIELD, month.plus(1)]
    return Planted(MISAPPLIED, OAKFIELD, paid.number, (), Decimal(0), other=booked.number)


def write_company(folder: Path, today: date) -> tuple[Path, ...]:
    """Writes the company's files below `folder`, which is made if need be; gives them in the order to import them in."""
    company = company_on(today)
    documents = folder / "invoices"
    documents.mkdir(parents=True, exist_ok=True)
    tables: tuple[tuple[str, type[Row], Sequence[Row]], ...] = (
        ("clients.csv", ClientRow, company.clients),
        ("contracts.csv", ContractRow, company.contracts),
        ("prices.csv", PriceRow, company.prices),
        ("promises.csv", PromiseRow, company.promises),
        ("records.csv", RecordRow, company.records),
    )
    written = [_write(folder / name, write_table(kind, rows)) for name, kind, rows in tables]
    written += [_write(documents / f"{document.number}.xml", write_ubl(document)) for document in company.invoices]
    written.append(_write(folder / "payments.csv", write_table(PaymentRow, company.payments)))
    return tuple(written)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
