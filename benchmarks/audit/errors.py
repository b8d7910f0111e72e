"""Errors put into an honest ledger, each at a known place. One error a client, so that nobody argues what is whose."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

from benchmarks.audit.charges import record
from benchmarks.audit.drafts import BillDraft, ClientDraft, Label, LineDraft
from support.kernel.money import Money
from support.policies import shelf

Injection = Callable[[ClientDraft], Label | None]


def _label(made: ClientDraft, rule: str, bill: BillDraft | None, place: str, kind: str, *also: str) -> Label:
    return Label(rule, made.ref, bill.number if bill else "", place, kind, also)


def _late_bill(made: ClientDraft) -> BillDraft:
    """One of the last months, with a history before it, and not the one that was billed again."""
    return made.bill(made.random.randrange(8, made.months))


def _line(made: ClientDraft, bill: BillDraft, sku: str) -> tuple[LineDraft, str] | None:
    at = [place for place, one in enumerate(bill.lines) if one.sku == sku and one.quantity > 0]
    place = made.random.choice(at) if at else None
    return None if place is None else (bill.lines[place], f"line:{place + 1}")


def _wrong_sum(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, made.random.choice(["RENT", "CALLOUT", "PAPER"]))
    if found is None:
        return None
    one, place = found
    one.net = Money(one.minor(bill.currency), bill.currency).amount + made.random.choice([Decimal(7), Decimal(90)])
    # Whoever sees that the line is not its own price has said it; the agreed price says it too.
    return _label(made, "R1", bill, place, "line net", "R6", "R16", "R13")


def _wrong_total(made: ClientDraft) -> Label:
    bill, name = _late_bill(made), made.random.choice(["lines", "net", "tax", "gross", "payable"])
    # Beside taxes that were rounded line by line a cent in their sum may as well be a cent in one of them.
    small = [1, -1] if name != "tax" or not bill.tax_by_line else []
    bill.totals[name] = made.random.choice([*small, 250, -900])
    return _label(made, "R2", bill, f"total:{name}", f"total {name}")


def _wrong_tax(made: ClientDraft) -> Label:
    bill = _late_bill(made)
    bill.tax_off = made.random.choice([150, -200, 4000])
    return _label(made, "R3", bill, "tax:S/20", "tax amount")


def _same_record(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, "BEANS")
    if found is None:
        return None
    later = bill if made.chance(0.5) else made.bill(min(made.bills.index(bill) + 1, made.months - 1))
    later.lines.append(deepcopy(found[0]))
    later.lines[-1].quantity = next(
        row["quantity"] for row in made.rows["record"] if row["record_id"] == found[0].record
    )
    return _label(made, "R4", later, f"line:{len(later.lines)}", "same record")


def _same_service(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, "RENT")
    if found is None:
        return None
    bill.lines.append(deepcopy(found[0]))
    return _label(made, "R4", bill, f"line:{len(bill.lines)}", "same service and time")


def _same_invoice(made: ClientDraft) -> Label:
    bill = _late_bill(made)
    again = deepcopy(bill)
    again.number, again.issued_on = (
        f"INV-{made.at:05}-9{made.random.randint(10, 99)}",
        bill.issued_on + timedelta(days=1),
    )
    made.bills.append(again)
    return _label(made, "R5", again, "total:payable", "whole invoice", "R10")


def _wrong_price(made: ClientDraft) -> Label | None:
    bill, sku = _late_bill(made), made.random.choice(["RENT", "BEANS", "HOURS", "KWH"])
    found = _line(made, bill, sku)
    if found is None:
        return None
    asked = found[0].minor(bill.currency)
    found[0].price = Money.of(found[0].price * Decimal("1.15"), "KWD").amount + Decimal("0.02")
    if found[0].minor(bill.currency) == asked:
        return None
    return _label(made, "R6", bill, found[1], f"price of {sku}", "R13")


def _no_notice(made: ClientDraft) -> Label | None:
    """A rise of the beans' price that nobody announced: every line after it is wrong, and so the last month is taken."""
    bill = made.bill(made.months - 1)
    found = [(at, one) for at, one in enumerate(bill.lines, start=1) if one.sku == "BEANS" and one.quantity > 0]
    old = next(row for row in made.rows["price"] if row["sku"] == "BEANS")
    for one in (one for one in bill.lines if one.sku == "BEANS"):
        one.price = Money.of(old["unit_price"] * Decimal("1.25"), made.currency).amount
    late = made.random.choice([None, bill.start - timedelta(days=12)])
    dearer = {**old, "unit_price": Money.of(old["unit_price"] * Decimal("1.25"), made.currency).amount}
    old["valid_to"] = bill.start - timedelta(days=1)
    made.rows["price"].append({**dearer, "valid_from": bill.start, "notice_sent_on": late})
    places = tuple(f"line:{at}" for at, _ in found)
    return _label(made, "R6", bill, "|".join(places), "no notice")


def _after_cancellation(made: ClientDraft) -> Label:
    row = made.rows["cancellation"][0]
    bill = made.bill(row["month"] + 1)
    water = LineDraft(
        "Water cooler",
        "WATER",
        Decimal(1),
        made.prices["WATER"],
        "MON",
        start=bill.start,
        end=bill.end,
        subject=made.sites[0],
    )
    bill.lines.append(water)
    return _label(made, "R7", bill, f"line:{len(bill.lines)}", "after cancellation")


def _nothing_delivered(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    return _too_much_energy(made, bill) if made.chance(0.5) else _ghost(made, bill)


def _too_much_energy(made: ClientDraft, bill: BillDraft) -> Label | None:
    """Where energy has one price, so that nothing but the quantity is wrong."""
    found = _line(made, bill, "KWH")
    if found is None or any(row["sku"] == "KWH" and row.get("tiers") for row in made.rows["price"]):
        return None
    found[0].quantity += 90
    return _label(made, "R8", bill, found[1], "more than was metered", "R16")


def _ghost(made: ClientDraft, bill: BillDraft) -> Label:
    on, id = bill.start + timedelta(days=9), f"D-{made.at}-X"
    ghost = LineDraft("Coffee beans", "BEANS", Decimal(6), _beans(made, bill), "KGM", start=on, end=on, record=id)
    ghost.subject = made.sites[0]
    bill.lines.append(ghost)
    return _label(made, "R8", bill, f"line:{len(bill.lines)}", "never delivered")


def _beans(made: ClientDraft, bill: BillDraft) -> Decimal:
    return next((one.price for one in bill.lines if one.sku == "BEANS"), made.prices["BEANS"])


def _too_many_hours(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, "HOURS")
    if found is None:
        return None
    found[0].quantity += made.random.choice([1, 3])
    return _label(made, "R9", bill, found[1], "hours")


def _wrong_booking(made: ClientDraft) -> Label | None:
    """The money for one invoice was booked to the next one, which nobody has paid yet."""
    row, parts = made.payments[-1]
    last = made.bill(made.months - 1)
    if len(parts) != 1 or row["short"]:
        return None
    meant = parts[0][0]
    made.payments[-1] = (row, [(last.number, None)])
    row["amount_minor"] = None
    bill = next(one for one in made.bills if one.number == meant)
    return _label(made, "R10", bill, f"payment:{row['reference']}", "booked to another invoice", "R14")


def _wrong_party(made: ClientDraft) -> Label:
    bill, what = _late_bill(made), made.random.choice(["name", "street", "postcode"])
    wrong = {"name": "Somebody Else Ltd", "street": "99 Wrong Road", "postcode": "10115"}
    bill.buyer = {**bill.buyer, what: wrong[what]}
    return _label(made, "R11", bill, "buyer", f"wrong {what}")


def _wrong_time(made: ClientDraft) -> Label:
    bill, calendar = _late_bill(made), shelf.desk().calendar
    if made.chance(0.5):
        bill.due_on = bill.issued_on - timedelta(days=2)
        return _label(made, "R12", bill, "due_on", "due before it was issued")
    bill.issued_on = calendar.add_business_days(bill.issued_on, 12)
    # Later than a credit that was to come with the next bill: that it does not give it is said too.
    return _label(made, "R12", bill, "issued_on", "issued too late", "R14")


def _no_discount(made: ClientDraft) -> Label | None:
    row = next((one for one in made.rows["promise"] if one.get("first") is not None), None)
    if row is None:
        return None
    bill = made.bill(row["first"] + 1)
    if bill.number in {one.corrects for one in made.bills if one.number.endswith("-C")}:
        return None  # it was taken back and billed again
    bill.lines = [one for one in bill.lines if one.name != "Discount on rental"]
    places = []
    for at, one in enumerate(bill.lines, start=1):
        if one.sku == "RENT":
            one.allowance = None
            places.append(f"line:{at}")
    return _label(made, "R13", bill, "|".join(places), "promise not kept")


def _no_credit(made: ClientDraft) -> Label | None:
    row = next((one for one in made.rows["credit"] if one["how"] in ("note", "line")), None)
    if row is None:
        return None
    made.bills = [one for one in made.bills if not one.number.startswith("CN-") or one.number.endswith("-009")]
    for bill in made.bills:
        bill.lines = [one for one in bill.lines if one.name != f"Credit OUT-{made.at}"]
    bill = next(one for one in made.bills if one.number == row["invoice_number"])
    return _label(made, "R14", bill, f"credit:{row['reference']}", "credit never given")


def _wrong_part(made: ClientDraft) -> Label | None:
    for bill in made.bills[: made.months]:
        for at, one in enumerate(bill.lines, start=1):
            if "changerecord" in one.properties and one.quantity > 0:
                one.price = Money.of(one.price * Decimal("1.4"), made.currency).amount
                return _label(made, "R15", bill, f"line:{at}", "part of a month")
    return None


def _unusual(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, "CALLOUT")
    if found is None:
        return None
    found[0].price = made.amount(330, 640)
    return _label(made, "R16", bill, found[1], "unusual amount")


def _late_fee(made: ClientDraft) -> Label | None:
    """Although the invoice that it names was paid in time and to the cent."""
    bill = made.bill(made.random.randrange(8, made.months - 1))
    in_time = {parts[0][0] for row, parts in made.payments if len(parts) == 1 and not row["short"]}
    about = next((one.number for one in made.bills[:6] if one.number in in_time), None)
    if about is None:
        return None
    bill.lines.append(LineDraft("Late fee", "LATE-FEE", Decimal(1), Decimal(15), description=f"Invoice {about}"))
    return _label(made, "R17", bill, f"line:{len(bill.lines)}", "fee that is not due")


def _never_ordered(made: ClientDraft) -> Label:
    bill = _late_bill(made)
    bill.lines.append(LineDraft("Premium support pack", "PREMIUM", Decimal(1), made.amount(15, 60)))
    return _label(made, "R18", bill, f"line:{len(bill.lines)}", "never ordered")


def _wrong_rate(made: ClientDraft) -> Label | None:
    billed_again = {bill.corrects for bill in made.bills}
    for bill in (bill for bill in made.bills[: made.months] if bill.number not in billed_again):
        for at, one in enumerate(bill.lines, start=1):
            if "fxrate" in one.properties:
                one.properties["fxrate"] = str(
                    (Decimal(one.properties["fxrate"]) * Decimal("1.06")).quantize(Decimal("0.0001"))
                )
                return _label(made, "R19", bill, f"line:{at}", "exchange rate")
    return None


def _never_billed(made: ClientDraft) -> Label:
    bill, id = made.bill(made.months - 3), f"D-{made.at}-U"
    record(made, "delivery", id, "BEANS", Decimal(5), "kg", bill.start + timedelta(days=4), site=made.sites[0])
    return _label(made, "R20", None, f"record:{id}", "delivered and never billed")


def _slip(made: ClientDraft) -> Label | None:
    bill = _late_bill(made)
    found = _line(made, bill, "PAPER")
    if found is None:
        return None
    found[0].quantity *= made.random.choice([10, 100])
    # So many boxes are owed the discount for many boxes: a consequence, and no second error.
    return _label(made, "R21", bill, found[1], "ten or a hundred times too many", "R13")


def _incomplete(made: ClientDraft) -> Label:
    bill = _late_bill(made)
    bill.due_on = None
    return _label(made, "R22", bill, "due_on", "no due date")


INJECTIONS: tuple[Injection, ...] = (
    _wrong_sum, _wrong_total, _wrong_tax, _same_record, _same_service, _same_invoice, _wrong_price, _no_notice,
    _after_cancellation, _nothing_delivered, _too_many_hours, _wrong_booking, _wrong_party, _wrong_time, _no_discount,
    _no_credit, _wrong_part, _unusual, _late_fee, _never_ordered, _wrong_rate, _never_billed, _slip, _incomplete,
)  # fmt: skip
