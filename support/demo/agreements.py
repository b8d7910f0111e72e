"""Contracts, prices and promises of the demo company, and the records that its deliveries and hours rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from support.billing.importing.csv_rows import ContractRow, PriceRow, PromiseRow, RecordRow
from support.billing.kinds import PromiseKind, RecordKind
from support.demo import services
from support.demo.charges import TERMS_DAYS, Charge
from support.demo.months import Story
from support.demo.parties import BRIGHTWATER, CLIENTS, CURRENCY, HARBOUR, OAKFIELD, Client

NOTICE_DAYS = 60
_SHARED = """9.1 Invoices are due within 30 days of their date.
9.2 A disputed amount need not be paid until the dispute is decided; the rest stays due.
9.3 Errors are credited in full, whenever they are found."""
_CLAUSES = {
    HARBOUR: f"""3.1 Cleaning is charged by the month and site.
4.1 Beans are charged by the kilogram, for each delivery as recorded on its slip.
4.2 The delivery stops of a month are charged together, 12.00 EUR.
{_SHARED}""",
    BRIGHTWATER: f"""5.1 Support is charged by the hour, as recorded, at 80.00 EUR.
6.3 When a plan is changed within a month, the unused days of the old plan are given back and the remaining days of the new one charged.
7.2 Monthly prices may change once a year, with written notice at least 60 days before.
{_SHARED}""",
    OAKFIELD: f"""3.1 Cleaning is charged by the month.
4.4 Coffee is charged at the price list of the day of delivery.
{_SHARED}""",
}
_TITLES = {
    HARBOUR: "Cleaning and coffee for two cafés",
    BRIGHTWATER: "IT support and workspace",
    OAKFIELD: "Cleaning and coffee for the practice",
}


def contracts(story: Story) -> tuple[ContractRow, ...]:
    return tuple(
        ContractRow(
            client_ref=client.ref,
            number=client.contract_number,
            title=_TITLES[client.ref],
            signed_on=story.agreed_from - timedelta(days=11),
            starts_on=story.agreed_from,
            payment_terms_days=TERMS_DAYS,
            currency=CURRENCY,
            clauses=_CLAUSES[client.ref],
        )
        for client in CLIENTS.values()
    )


def prices(story: Story) -> tuple[PriceRow, ...]:
    """The public list, what each contract agrees, and the one price that changed, with the day its notice was sent."""
    return (*_list_prices(story), *_agreed_prices(story), *_changed_price(story))


def _list_prices(story: Story) -> Iterable[PriceRow]:
    listed = (
        (services.SUPPORT, "IT support, by the hour", "HUR", services.SUPPORT_LIST_PRICE),
        (services.BEANS, "Espresso bean delivery", "KGM", services.BEANS_LIST_PRICE),
        (services.DISPENSER, "Water dispenser, rental", "MON", services.DISPENSER_PRICE),
        (services.MACHINE, "Espresso machine, rental", "MON", Decimal("65.00")),
        (services.MONITORING, "Backup and monitoring", "MON", Decimal("290.00")),
    )
    for sku, description, unit, price in listed:
        yield PriceRow(
            sku=sku,
            description=description,
            unit=unit,
            unit_price=price,
            currency=CURRENCY,
            valid_from=story.agreed_from,
            version=f"List {story.agreed_from.year}",
        )


def _agreed_prices(story: Story) -> Iterable[PriceRow]:
    agreed = (
        (HARBOUR, services.CLEANING, "Cleaning, daily, each site", "MON", services.CLEANING_PRICE, "3.1 "),
        (HARBOUR, services.BEANS, "Espresso bean delivery", "KGM", services.BEANS_PRICE, "4.1 "),
        (HARBOUR, services.MACHINE, "Espresso machine, rental", "MON", services.MACHINE_PRICE, ""),
        (BRIGHTWATER, services.SUPPORT, "IT support, by the hour", "HUR", services.SUPPORT_PRICE, "5.1 "),
        (BRIGHTWATER, services.SMALL, "Workspace plan Small", "MON", services.SMALL_PRICE, ""),
        (BRIGHTWATER, services.MEDIUM, "Workspace plan Medium", "MON", services.MEDIUM_PRICE, ""),
        (OAKFIELD, services.CLEANING, "Cleaning of the practice, daily", "MON", services.CLINIC_PRICE, "3.1 "),
    )
    for ref, sku, description, unit, price, clause in agreed:
        yield _agreed(CLIENTS[ref], sku, description, unit, price, story.agreed_from, clause=clause)


def _changed_price(story: Story) -> Iterable[PriceRow]:
    client, sku, what = CLIENTS[BRIGHTWATER], services.MONITORING, "Backup and monitoring"
    changed_on = story.latest.first
    until = changed_on - timedelta(days=1)
    notice = changed_on - timedelta(days=NOTICE_DAYS)
    yield _agreed(client, sku, what, "MON", services.MONITORING_PRICE, story.agreed_from, until=until)
    yield _agreed(client, sku, what, "MON", services.MONITORING_NEW_PRICE, changed_on, notice=notice, clause="7.2 ")


def _agreed(
    client: Client,
    sku: str,
    description: str,
    unit: str,
    price: Decimal,
    since: date,
    *,
    until: date | None = None,
    notice: date | None = None,
    clause: str = "",
) -> PriceRow:
    return PriceRow(
        contract_number=client.contract_number,
        sku=sku,
        description=description,
        unit=unit,
        unit_price=price,
        currency=CURRENCY,
        valid_from=since,
        valid_to=until,
        version=f"{client.contract_number}/{'2' if notice else '1'}",
        clause=_clause(client.ref, clause),
        notice_sent_on=notice,
    )


def _clause(ref: str, number: str) -> str:
    """The clause of a contract, in full; "" when the price rests on none."""
    return next((line for line in _CLAUSES[ref].splitlines() if number and line.startswith(number)), "")


def promises(story: Story) -> tuple[PromiseRow, ...]:
    first, _, last = services.promised_in(story)
    return (
        PromiseRow(
            client_ref=OAKFIELD,
            sku=services.CLEANING,
            kind=PromiseKind.PERCENT,
            value=services.PROMISED,
            valid_from=first.first,
            valid_to=last.last,
            words="As agreed on the phone: ten percent off the cleaning for three months, because of the works in your street.",
            recorded_by="Liam Byrne, sales",
            recorded_on=first.first - timedelta(days=9),
        ),
    )


def records(client: Client, charges: Iterable[Charge]) -> list[RecordRow]:
    """One record for each delivery and time entry, however often it was billed."""
    found: dict[str, RecordRow] = {}
    for charge in charges:
        if charge.record and charge.record not in found:
            found[charge.record] = RecordRow(
                client_ref=client.ref,
                record_id=charge.record,
                kind=RecordKind.TIME if charge.person else RecordKind.DELIVERY,
                sku=charge.sku,
                quantity=charge.quantity,
                unit=charge.unit,
                period_start=charge.start,
                period_end=charge.end,
                site=charge.site or "",
                person=charge.person or "",
                note=charge.description or "",
            )
    return list(found.values())
