"""What a client is charged each month: rents, energy by the meter, deliveries, hours, and what nobody priced."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from benchmarks.audit.drafts import BillDraft, ClientDraft, LineDraft, Row, days
from support.kernel.money import Money

PEOPLE = ("Anna Berg", "Ben Cole", "Chloe Diaz")


def add(made: ClientDraft) -> None:
    _rent(made)
    _energy(made)
    for at in range(made.months):
        _deliveries(made, at)
        _loose(made, at)
    _hours(made)


def price(made: ClientDraft, sku: str, amount: Decimal, unit: str, **given: object) -> None:
    made.prices[sku] = amount
    row = {"sku": sku, "unit": unit, "unit_price": amount, "valid_from": made.first - timedelta(days=500), **given}
    made.rows["price"].append(row)


def line(
    made: ClientDraft, bill: BillDraft, name: str, sku: str, quantity: Decimal, unit: str, **given: Any
) -> LineDraft:
    added = LineDraft(name, sku, quantity, made.prices.get(sku, Decimal(0)), unit, **given)
    bill.lines.append(added)
    return added


def _rent(made: ClientDraft) -> None:
    """The same amount every month, at several sites; some rise, announced in time."""
    price(made, "RENT", made.amount(40, 90), "MON")
    rise = made.random.randrange(4, made.months - 3) if made.chance(0.4) else None
    if rise is not None:
        _announced(made, rise)
    for at, bill in enumerate(made.bills):
        if rise == at:
            made.prices["RENT"] = made.rows["price"][-1]["unit_price"]
        for site in made.sites:
            line(made, bill, "Machine rental", "RENT", Decimal(1), "MON", start=bill.start, end=bill.end, subject=site)
    made.traps += ["R4 the same each month", "R4 several sites"]


def _announced(made: ClientDraft, at: int) -> None:
    made.trap("R6 a rise that was announced")
    old, first = made.rows["price"][-1], made.month(at)[0]
    old["valid_to"] = first - timedelta(days=1)
    dearer = Money.of(old["unit_price"] * Decimal("1.3"), made.currency).amount
    sent = first - timedelta(days=max(made.terms["price_notice_days"] or 30, 30) + made.random.randint(0, 20))
    made.rows["price"].append(
        {**old, "unit_price": dearer, "valid_from": first, "valid_to": None, "notice_sent_on": sent}
    )
    if made.chance(0.5):
        made.trap("R6 announced in a letter of its own")
        made.rows["price"][-1]["notice_sent_on"] = None
        made.rows["notice"].append({"sku": "RENT", "sent_on": sent, "effective_on": first})


def _energy(made: ClientDraft) -> None:
    """By the meter, with the seasons; by steps for some. Meters may keep another time zone."""
    model = made.random.choice(["PER_UNIT", "GRADUATED", "VOLUME"])
    each, cheaper = Decimal("0.31"), Decimal("0.24")
    steps = [["400", str(each), "0"], [None, str(cheaper), "0"]] if model != "PER_UNIT" else []
    price(made, "KWH", each, "KWH", model=model, tiers=steps)
    made.traps += [f"R6 {model.lower()} steps"] if steps else []
    for at, bill in enumerate(made.bills):
        season = 1 + 0.3 * math.cos(2 * math.pi * (bill.start.month - 1) / 12)
        used = [Decimal(round(made.random.uniform(115, 130) * season)) for _ in range(4)]
        for week, amount in enumerate(used):
            on = bill.start + timedelta(days=2 + 7 * week)
            if week == 3 and made.chance(0.1):
                made.trap("R8 a reading of the next day")
                on = bill.end + timedelta(days=1)
            record(made, "usage", f"U-{made.at}-{at}-{week}", "KWH", amount, "KWH", on)
        whole = sum(used, start=Decimal(0))
        added = line(made, bill, "Energy", "KWH", whole, "KWH", start=bill.start, end=bill.end)
        if model == "VOLUME" and whole > 400:
            added.price = cheaper
        if model == "GRADUATED" and whole > 400:
            made.trap("R1 one line a step")
            added.quantity = Decimal(400)
            rest = line(made, bill, "Energy beyond 400", "KWH", whole - 400, "KWH", start=bill.start, end=bill.end)
            rest.price = cheaper


def record(
    made: ClientDraft, kind: str, id: str, sku: str, amount: Decimal, unit: str, on: date, **given: object
) -> Row:
    row: Row = {"record_id": id, "kind": kind.upper(), "sku": sku, "quantity": amount, "unit": unit}
    made.rows["record"].append({**row, "period_start": on, "period_end": on, **given})
    return made.rows["record"][-1]


def _deliveries(made: ClientDraft, at: int) -> None:
    """Each line its record; two on one day, one billed in two parts, a return, a record that is not to be billed."""
    if "BEANS" not in made.prices:
        price(made, "BEANS", made.amount(14, 22), "KGM")
    bill, count = made.bill(at), made.random.randint(2, 5)
    on = bill.start
    for one in range(count):
        on = on if one and made.chance(0.2) else bill.start + timedelta(days=made.random.randrange(0, 27))
        amount, id = Decimal(made.random.randint(3, 12)), f"D-{made.at}-{at}-{one}"
        record(made, "delivery", id, "BEANS", amount, "kg", on, site=made.sites[0])
        parts = [amount - 1, Decimal(1)] if made.chance(0.1) else [amount]
        made.traps += ["R4 one delivery in two parts"] if len(parts) > 1 else []
        for part in parts:
            line(made, bill, "Coffee beans", "BEANS", part, "KGM", start=on, end=on, record=id, subject=made.sites[0])
    if made.chance(0.1):
        made.trap("R20 not to be billed")
        record(made, "delivery", f"F-{made.at}-{at}", "BEANS", Decimal(1), "kg", on, billable=False, note="Sample")
    if made.chance(0.08):
        made.trap("R1 a return")
        line(made, bill, "Coffee beans, returned", "BEANS", Decimal(-1), "KGM", start=on, end=on)


def _loose(made: ClientDraft, at: int) -> None:
    """Ordered and priced by nobody: amounts go up and down; a size of their own, and a quantity that hardly changes."""
    bill = made.bill(at)
    callout = LineDraft("Technician call-out", "CALLOUT", Decimal(1), made.amount(170, 200))
    paper = LineDraft("Paper, boxes", "PAPER", Decimal(made.random.randint(11, 13)), Decimal(9))
    bill.lines += [callout, paper]
    if at < 3:
        made.trap("R4 instalments")
        bill.lines.append(LineDraft(f"Grinder, instalment {at + 1} of 3", "INSTAL", Decimal(1), Decimal(111)))
    if at == 0:
        began = made.first - timedelta(days=90)
        made.rows["order"] += [
            {"sku": sku, "ordered_on": began}
            for sku in ("CALLOUT", "PAPER", "INSTAL", "SET", "IMPORT", "STICKER-A", "STICKER-B", "STICKER-C")
        ]
        made.rows["order"].append({"sku": "FILTER", "ordered_on": began, "bundle_sku": "SET"})
    if made.chance(0.1):
        made.trap("R18 a part of a bundle")
        bill.lines.append(LineDraft(f"Filter {at}", "FILTER", Decimal(1), Decimal(23)))


def _hours(made: ClientDraft) -> None:
    price(made, "HOURS", made.amount(80, 120), "HUR")
    for person in made.random.sample(PEOPLE, made.random.randint(1, 2)):
        for at, bill in enumerate(made.bills):
            minutes = _worked(made, at, bill, person)
            if minutes:
                quantity = (minutes / 60).quantize(Decimal("0.01"))
                line(made, bill, "Consulting", "HOURS", quantity, "HUR", start=bill.start, end=bill.end, subject=person)


def _worked(made: ClientDraft, at: int, bill: BillDraft, person: str) -> Decimal:
    """Minutes that may be billed, rounded as agreed."""
    step, by_day = made.terms["time_increment_minutes"] or 1, made.terms["time_rounding"] == "DAY"
    workdays = [on for on in days(bill.start, bill.end) if on.weekday() < 5]
    together = Decimal(0)
    for on in made.random.sample(workdays, 4):
        logged = [made.random.randrange(60, 300, 3) for _ in range(made.random.randint(1, 2))]
        for one, minutes in enumerate(logged):
            id = f"T-{made.at}-{at}-{person[0]}-{on.day}-{one}"
            hours = (Decimal(minutes) / 60).quantize(Decimal("0.0001"))
            record(made, "time", id, "HOURS", hours, "HUR", on, person=person, minutes=minutes)
        together += _up(sum(logged), step) if by_day else sum(_up(minutes, step) for minutes in logged)
        if made.chance(0.1):
            made.trap("R9 hours that are not billable")
            id = f"N-{made.at}-{at}-{person[0]}-{on.day}"
            record(made, "time", id, "HOURS", Decimal(1), "HUR", on, person=person, minutes=60, billable=False)
    return together


def _up(minutes: int, step: int) -> Decimal:
    return (Decimal(minutes) / step).to_integral_value(ROUND_CEILING) * step
