"""What happens to some clients in some months: promises, changes within a month, credits, exchange, rebilling; and how they pay."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from benchmarks.audit.charges import line, price
from benchmarks.audit.drafts import BillDraft, ClientDraft, LineDraft
from support.kernel.money import Money
from support.policies import shelf


def add(made: ClientDraft) -> None:
    _water(made)
    for what, share in (
        (_promise, 0.7),
        (_change, 0.4),
        (_credit, 0.5),
        (_import, 0.4),
        (_deposit, 0.2),
        (_small, 0.3),
    ):
        if made.chance(share):
            what(made)
    if made.chance(0.15) and not made.rows["credit"]:
        _rebilled(made)
    _payments(made)


def _water(made: ClientDraft) -> None:
    """A service that is cancelled in time, and billed to its last day."""
    price(made, "WATER", made.amount(20, 30), "MON")
    last = made.random.randrange(5, made.months - 2)
    ends = made.month(last)[1]
    for bill in made.bills[: last + 1]:
        line(
            made,
            bill,
            "Water cooler",
            "WATER",
            Decimal(1),
            "MON",
            start=bill.start,
            end=bill.end,
            subject=made.sites[0],
        )
    made.trap("R7 cancelled, and billed to the last day")
    cancelled = {"sku": "WATER", "received_on": ends - timedelta(days=40), "effective_on": ends, "channel": "e-mail"}
    made.rows["cancellation"].append({**cancelled, "processed_on": ends if made.chance(0.5) else None, "month": last})


def _promise(made: ClientDraft) -> None:
    """Ten percent off the rent for three months, given as an allowance or as a line; and promises that do not hold."""
    first = made.random.randrange(1, made.months - 4)
    row = {"sku": "RENT", "kind": "PERCENT", "value": Decimal(10), "words": "Ten off", "first": first}
    row |= {"valid_from": made.month(first)[0], "valid_to": made.month(first + 2)[1]}
    made.rows["promise"].append(row)
    by_line = made.chance(0.5)
    made.trap(f"R13 given as {'a line' if by_line else 'an allowance'}, and over a day after")
    for at in range(first, first + 3):
        _give(made, at, by_line)
    if made.chance(0.5):
        made.trap("R13 a code that nobody gave")
        made.rows["promise"].append({**row, "sku": "BEANS", "code": "SPRING", "first": None})
    if made.chance(0.5):
        made.trap("R13 a quantity that is not reached")
        made.rows["promise"].append({**row, "sku": "PAPER", "minimum_quantity": Decimal(50), "first": None})


def _give(made: ClientDraft, at: int, by_line: bool) -> None:
    rents = [one for one in made.bill(at).lines if one.sku == "RENT"]
    offs = [Money.of(one.price / 10, made.currency).amount for one in rents]
    if by_line:
        made.bill(at).lines.append(LineDraft("Discount on rental", "RENT", Decimal(-1), sum(offs, start=Decimal(0))))
        return
    for one, off in zip(rents, offs, strict=True):
        one.allowance = off


def _change(made: ClientDraft) -> None:
    """A smaller plan for a larger one within a month, by the agreed method."""
    old, new = made.amount(30, 40), made.amount(60, 80)
    price(made, "PLAN-S", old, "MON")
    price(made, "PLAN-L", new, "MON")
    at = made.random.randrange(3, made.months - 1)
    for ahead, bill in enumerate(made.bills):
        sku = "PLAN-S" if ahead <= at else "PLAN-L"
        line(made, bill, f"Support {sku[-1]}", sku, Decimal(1), "MON", start=bill.start, end=bill.end)
    bill = made.bill(at)
    day = made.random.randrange(8, 20)
    moment = datetime.combine(bill.start.replace(day=day), time(18), ZoneInfo(shelf.desk().calendar.timezone))
    share = share_of(made.terms["proration"], moment, bill)
    for name, sku, sign, whole in (("Support S, given back", "PLAN-S", -1, old), ("Support L", "PLAN-L", 1, new)):
        said = {"changerecord": f"CHG-{made.at}", "changedat": moment.isoformat(), "periodprice": f"{whole}"}
        amount = Money.of(whole * share, made.currency).amount
        part = LineDraft(name, sku, Decimal(sign), amount, "MON", start=moment.date(), end=bill.end, properties=said)
        bill.lines.append(part)
    made.trap(f"R15 {made.terms['proration']}")


def share_of(method: str | None, moment: datetime, bill: BillDraft) -> Decimal:
    """What was left of the month."""
    days = (bill.end - bill.start).days + 1
    if method == "SECONDS":
        zone = moment.tzinfo
        ends = datetime.combine(bill.end + timedelta(days=1), time(), zone).timestamp()
        return Decimal(int(ends - moment.timestamp())) / Decimal(
            int(ends - datetime.combine(bill.start, time(), zone).timestamp())
        )
    if method == "DAYS_30_360":
        return Decimal(30 - moment.day) / 30
    return Decimal((bill.end - moment.date()).days + 1) / days


def _credit(made: ClientDraft) -> None:
    """For an outage: a credit note, a line on the next invoice, or the next invoice that is still to come."""
    at = made.random.randrange(2, made.months - 2)
    bill, how = made.bill(at), made.random.choice(["note", "line", "to come", "not approved"])
    row = {"reference": f"OUT-{made.at}", "cause": "OUTAGE", "sku": "RENT", "currency": made.currency, "how": how}
    row |= {"happened_on": bill.start + timedelta(days=3), "amount": made.amount(5, 15), "invoice_number": bill.number}
    row["approved_on"] = None if how == "not approved" else bill.issued_on + timedelta(days=2)
    if how == "to come":
        after = made.bills[-1].issued_on + timedelta(days=1)
        row |= {"approved_on": after, "next_invoice": True, "invoice_number": None}
    made.rows["credit"].append(row)
    made.trap(f"R14 {how}")
    if how == "note":
        _note(made, bill, row["amount"])
    if how == "line":
        made.bill(at + 1).lines.append(LineDraft(f"Credit OUT-{made.at}", None, Decimal(-1), row["amount"]))


def _note(made: ClientDraft, bill: BillDraft, amount: Decimal) -> None:
    issued = bill.issued_on + timedelta(days=4)
    note = BillDraft(f"CN-{made.at:05}-001", bill.start, bill.end, issued, None, kind="credit_note")
    note.lines = [LineDraft("Outage", "RENT", Decimal(1), amount)]
    note.corrects, note.buyer, note.currency, note.settles = bill.number, bill.buyer, made.currency, bill.number
    made.bills.append(note)


def _import(made: ClientDraft) -> None:
    at = made.random.randrange(made.months)
    bill = made.bill(at)
    said = {"fxrate": f"0.9{bill.end.toordinal() % 10}", "fxbase": "CHF", "fxdate": bill.end.isoformat()}
    made.rows["fx"].append({"day": bill.end, "rate": Decimal(said["fxrate"]), "turned": made.chance(0.5)})
    made.trap("R19 published the other way round")
    bill.lines.append(LineDraft(f"Imported machine {at}", "IMPORT", Decimal(1), made.amount(400, 500), properties=said))


def _deposit(made: ClientDraft) -> None:
    made.trap("R4 deposit and final bill")
    deposit = made.amount(200, 300)
    made.bill(1).lines.append(LineDraft("Deposit for a grinder", "SET", Decimal(1), deposit))
    made.bill(2).lines.append(LineDraft("Grinder", "SET", Decimal(1), deposit * 3))
    made.bill(2).lines.append(LineDraft("Deposit, taken off", "SET", Decimal(-1), deposit))


def _small(made: ClientDraft) -> None:
    made.trap("R2 a sum of rounded lines")
    for one in range(3):
        made.bill(0).lines.append(
            LineDraft(f"Stickers {'ABC'[one]}", f"STICKER-{'ABC'[one]}", Decimal(3), Decimal("0.335"))
        )


def _rebilled(made: ClientDraft) -> None:
    """An invoice taken back in full, and issued again."""
    made.trap("R5 credited and billed again")
    bill = made.bill(2)
    for kind, number, after in (("credit_note", f"CN-{made.at:05}-009", 3), ("corrected", f"{bill.number}-C", 4)):
        again = BillDraft(number, bill.start, bill.end, bill.issued_on + timedelta(days=after), None, kind=kind)
        again.lines, again.buyer, again.currency, again.corrects = (
            list(bill.lines),
            bill.buyer,
            bill.currency,
            bill.number,
        )
        again.tax_by_line = bill.tax_by_line
        again.settles = bill.number if kind == "credit_note" else None
        again.due_on = None if kind == "credit_note" else bill.due_on
        made.bills.append(again)


def _payments(made: ClientDraft) -> None:
    """In time, by their numbers as people write them; two together; some a little short for the bank's fee."""
    waiting: list[BillDraft] = []
    taken_back = {
        bill.corrects
        for bill in made.bills
        if bill.corrects and bill.number.startswith(("CN-", "INV")) and bill.number.endswith(("-009", "-C"))
    }
    for bill in made.bills[: made.months - 1]:
        if bill.number in taken_back:
            continue
        waiting.append(bill)
        if len(waiting) == 1 and made.chance(0.15):
            continue
        made.traps += ["R10 one payment for two"] if len(waiting) > 1 else []
        _paid(made, waiting)
        waiting = []


def _paid(made: ClientDraft, bills: list[BillDraft]) -> None:
    said = " ".join(one.number for one in bills)
    if made.chance(0.3):
        made.trap("R10 a number written another way")
        said = said.replace("INV-", "inv ").replace("-", " ")
    on = bills[-1].issued_on + timedelta(days=made.random.randint(5, 20))
    row = {
        "reference": f"P-{bills[0].number}",
        "received_on": min(on, made.today),
        "remittance": said,
        "short": Decimal(0),
    }
    if made.chance(0.1):
        made.trap("R10 short by the bank's fee")
        row["short"] = Decimal(2)
    made.payments.append((row, [(one.number, None) for one in bills]))
