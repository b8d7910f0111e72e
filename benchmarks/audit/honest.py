"""Honest months of a client, with everything in them that looks like an error and is none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from benchmarks.audit import charges, extras
from benchmarks.audit.drafts import BillDraft, ClientDraft, Row
from support.policies import shelf

CURRENCIES = ("EUR", "EUR", "EUR", "GBP", "USD", "JPY", "KWD")
NAMES = (
    "Müller & Söhne GmbH",
    "Harbour Café Group Ltd",
    "O'Neill Company",
    "Smørrebrød A/S",
    "Brandão Lda",
    "Kite and Co Limited",
)
STREETS = ("Hauptstraße 12", "1 Long Quay", "44 Saint John's Street", "Nørregade 3", "12 Mill Road", "9 Park Avenue")


def client(seed: int, at: int, months: int, today: date) -> ClientDraft:
    """Without any error: the same for the same seed, number and day."""
    random = Random(f"{seed}/{at}")
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    made = ClientDraft(
        at,
        f"CL-{at:06}",
        f"{random.choice(NAMES)} {at}",
        random.choice(CURRENCIES),
        random,
        date(year, month + 1, 1),
        months,
        today,
    )
    made.contract, made.sites = f"AGR-{at:06}", [f"Site {one}" for one in range(1, random.randint(2, 4))]
    _agreement(made)
    _details(made)
    for ahead in range(months):
        made.bills.append(_bill(made, ahead))
    charges.add(made)
    extras.add(made)
    return made


def _agreement(made: ClientDraft) -> None:
    random = made.random
    made.terms = {
        "proration": random.choice(["SECONDS", "DAYS_ACTUAL", "DAYS_30_360", None]),
        "time_increment_minutes": random.choice([6, 15, None]),
        "late_fee_amount": Decimal(15),
        "late_fee_grace_days": random.choice([0, 5, 10]),
        "late_fee_cap": random.choice([None, Decimal(40)]),
        "late_fee_clause": "9.1",
        "price_notice_days": random.choice([None, 30, 60]),
        "notice_days": 30,
        "renewal_months": random.choice([None, 12]),
    }
    made.terms["time_rounding"] = random.choice(["ENTRY", "DAY"]) if made.terms["time_increment_minutes"] else None
    began = made.first - timedelta(days=random.randint(40, 400))
    # One that renews itself has an end behind it, and runs on.
    ends = made.first + timedelta(days=60) if made.terms["renewal_months"] else None
    if ends:
        made.trap("R7 the agreement renews itself")
    clauses = "9.1 Late fee.\n4.2 Travel time is charged." if random.random() < 0.3 else "9.1 Late fee."
    made.rows["contract"].append({"starts_on": began, "ends_on": ends, "clauses": clauses})
    made.rows["schedule"].append({"every_months": 1, "day_of_month": 31, "in_advance": False, "starts_on": began})


def _details(made: ClientDraft) -> None:
    street = made.random.choice(STREETS)
    made.details = {
        "name": made.name, "street": f"{street}/{made.at}", "city": "Köln", "postcode": "50667", "country": "DE",
        "valid_from": made.first - timedelta(days=300), "verified_on": made.first - timedelta(days=30),
    }  # fmt: skip
    made.rows["details"].append(dict(made.details))
    if made.chance(0.2):
        made.trap("R11 moved after the last bill")
        made.rows["details"].append(
            {**made.details, "street": f"Neue Gasse {made.at}", "valid_from": made.today, "verified_on": made.today}
        )


def _buyer(made: ClientDraft) -> Row:
    """As printed: the same client, written in one of the ways in which people write."""
    row = dict(made.details)
    if made.chance(0.2):
        made.trap("R11 written another way")
        row["name"] = row["name"].upper().replace("COMPANY", "CO").replace("LIMITED", "Ltd.")
        row["street"] = row["street"].replace("straße", "strasse").replace("Street", "St.").replace("Road", "Rd")
    return row


def _bill(made: ClientDraft, at: int) -> BillDraft:
    start, end = made.month(at)
    calendar = shelf.desk().calendar
    issued = calendar.business_day_from(end)
    if made.chance(0.15):
        made.trap("R12 a few days late")
        issued = calendar.add_business_days(issued, made.random.randint(1, 4))
    number = f"INV-{made.at:05}-{at + 1:03}"
    made.traps += ["R5 numbers that differ by one"] if at == 1 else []
    bill = BillDraft(
        number, start, end, issued, issued + timedelta(days=30), buyer=_buyer(made), currency=made.currency
    )
    if made.chance(0.3):
        made.trap("R3 tax line by line")
        bill.tax_by_line = True
    return bill
