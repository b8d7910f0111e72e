"""Three small clients of the demo company, and one error that hit all of them: last month's rental came at the list price.

They are written beside the company itself, whose own errors each stand alone.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from support.billing.importing.csv_rows import ClientRow, ContractRow, PriceRow, Row
from support.billing.importing.documents import ReadDocument
from support.billing.writing.csv_files import write_table
from support.billing.writing.ubl import write_ubl
from support.demo.charges import TERMS_DAYS, Charge, invoice
from support.demo.months import Month, Story
from support.demo.parties import CURRENCY, Client, client_row
from support.demo.services import DISPENSER, DISPENSER_PRICE, ONE

AGREED = Decimal("28.00")
BILLED_MONTHS = 3
BILLED_ON = 5
"""The day of the next month."""
_WHAT = "Water dispenser, rental"
NEIGHBOURS = tuple(
    Client(client_row(ref, name, tax_id, address, contact), number, place=place)
    for place, (ref, name, tax_id, address, contact, number) in enumerate(
        (
            (
                "CL-0011",
                "Mill Street Books",
                "IE9999995H",
                ("31 Mill Street", "Athlone", "N37 A4A4"),
                ("Nora Quinn", "nora.quinn@mill-street-books.example"),
                "CT-M-031",
            ),
            (
                "CL-0012",
                "Quay Pharmacy",
                "IE9999994F",
                ("6 Long Quay", "Galway", "H91 B5B5"),
                ("Tadhg Byrne", "tadhg.byrne@quay-pharmacy.example"),
                "CT-Q-032",
            ),
            (
                "CL-0013",
                "Abbey Yoga",
                "IE9999993D",
                ("2 Abbey Lane", "Ennis", "V95 C6C6"),
                ("Aoife Lynch", "aoife.lynch@abbey-yoga.example"),
                "CT-A-033",
            ),
        ),
        start=2,
    )
)


def write_neighbours(folder: Path, today: date) -> tuple[Path, ...]:
    """Their files below `folder`, in the order to import them in."""
    story = Story(today)
    tables: tuple[tuple[str, type[Row], list[Row]], ...] = (
        ("small-clients.csv", ClientRow, [client.row for client in NEIGHBOURS]),
        ("small-contracts.csv", ContractRow, [_contract(client, story) for client in NEIGHBOURS]),
        ("small-prices.csv", PriceRow, [_price(client, story) for client in NEIGHBOURS]),
    )
    written = [_write(folder / name, write_table(kind, rows)) for name, kind, rows in tables]
    return (*written, *(_write(folder / f"{bill.number}.xml", write_ubl(bill)) for bill in bills(story)))


def bills(story: Story) -> list[ReadDocument]:
    """The last of the months at the list's price, those before as agreed."""
    months = story.months[-BILLED_MONTHS:]
    return [
        _issued(
            invoice(client, month, [_charge(month, DISPENSER_PRICE if month == story.latest else AGREED)]),
            min(story.today, month.plus(1).day(BILLED_ON)),
        )
        for month in months
        for client in NEIGHBOURS
    ]


def _issued(bill: ReadDocument, day: date) -> ReadDocument:
    """Some days after the month: an error of a month's last day is no longer recent at the end of a long next one."""
    return replace(bill, issued_on=day, due_on=day + timedelta(days=TERMS_DAYS))


def _charge(month: Month, price: Decimal) -> Charge:
    return Charge(sku=DISPENSER, name=_WHAT, quantity=ONE, unit="MON", price=price, start=month.first, end=month.last)


def _contract(client: Client, story: Story) -> ContractRow:
    since = _since(story)
    return ContractRow(
        client_ref=client.ref,
        number=client.contract_number,
        title=_WHAT,
        signed_on=since - timedelta(days=8),
        starts_on=since,
        payment_terms_days=TERMS_DAYS,
        currency=CURRENCY,
        clauses=f"2.1 The water dispenser costs {AGREED} EUR a month.",
    )


def _price(client: Client, story: Story) -> PriceRow:
    return PriceRow(
        contract_number=client.contract_number,
        sku=DISPENSER,
        description=_WHAT,
        unit="MON",
        unit_price=AGREED,
        currency=CURRENCY,
        valid_from=_since(story),
        version=f"{client.contract_number}/1",
        clause=f"2.1 The water dispenser costs {AGREED} EUR a month.",
    )


def _since(story: Story) -> date:
    return story.months[-BILLED_MONTHS].first


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
