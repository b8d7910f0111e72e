"""What each client is billed in a month, month by month: the honest business, and what is planted in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from support.billing.importing.documents import AllowanceCharge
from support.demo.charges import REDUCED, STANDARD, Charge
from support.demo.months import MARCH, Month, Story

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = range(4)
QUAY, MARKET = "Quay", "Market"

CLEANING, BEANS, MACHINE, DISPENSER = "CLN-SITE", "COF-ESP", "COF-MCH", "WTR-DSP"
SUPPORT, MONITORING, SMALL, MEDIUM = "IT-SUP", "IT-MON", "WSP-S", "WSP-M"

CLEANING_PRICE, CLINIC_PRICE = Decimal("420.00"), Decimal("680.00")
BEANS_PRICE, BEANS_LIST_PRICE = Decimal("18.50"), Decimal("19.50")
MACHINE_PRICE, DISPENSER_PRICE = Decimal("60.00"), Decimal("35.00")
SUPPORT_PRICE, SUPPORT_LIST_PRICE = Decimal("80.00"), Decimal("95.00")
MONITORING_PRICE, MONITORING_NEW_PRICE = Decimal("240.00"), Decimal("276.00")
SMALL_PRICE, MEDIUM_PRICE = Decimal("120.00"), Decimal("180.00")
PROMISED = Decimal(10)
"""Percent off the cleaning of Oakfield, for three months."""

CHANGE_DAY = 16
TECHNICIAN = "Conor Daly"
ONE = Decimal(1)


def wrong_rate_in(story: Story) -> Month:
    return story.latest.plus(-1)


def plan_changed_in(story: Story) -> Month:
    return story.latest.plus(-3)


def promised_in(story: Story) -> tuple[Month, Month, Month]:
    """The three months of the promise; the last of them is the one it was forgotten in."""
    return story.latest.plus(-3), story.latest.plus(-2), story.latest.plus(-1)


def two_deliveries_in(story: Story) -> Month:
    """A month, not March, in which one site took the same delivery twice: two records, so rightly two charges."""
    return next(month for month in (story.latest.plus(-2), story.latest.plus(-3)) if month.number != MARCH)


def harbour(story: Story, month: Month) -> list[Charge]:
    """Two cafés: the same cleaning in each, a delivery of beans to each, two machines."""
    quay = _delivery(month, 1, QUAY, Decimal((8, 7, 9)[month.number % 3]))
    market = _delivery(month, 2, MARKET, Decimal((5, 6)[month.number % 2]))
    charges = [
        _monthly(month, CLEANING, "Cleaning, daily", CLEANING_PRICE, tax=REDUCED, site=QUAY, tag="two_sites"),
        _monthly(month, CLEANING, "Cleaning, daily", CLEANING_PRICE, tax=REDUCED, site=MARKET, tag="two_sites"),
        _monthly(month, MACHINE, "Espresso machine, rental", MACHINE_PRICE, quantity=Decimal(2)),
        quay,
        market,
    ]
    if month == two_deliveries_in(story):
        charges[-1] = replace(market, tag="two_deliveries")
        charges.append(replace(_delivery(month, 3, MARKET, market.quantity), tag="two_deliveries"))
    if month == story.march:
        charges[-2] = replace(quay, tag="duplicate")
        charges.append(replace(quay, tag="duplicate"))
    return charges


def harbour_stops() -> AllowanceCharge:
    """The delivery stops of a month, charged together on the document as the contract says."""
    return AllowanceCharge(
        is_charge=True,
        amount=Decimal("12.00"),
        reason="Delivery, two stops",
        reason_code="DL",
        tax_category="S",
        tax_rate=STANDARD,
    )


def brightwater(story: Story, month: Month) -> list[Charge]:
    """A studio: support by the hour, monitoring by the month, a workspace plan that was changed in the middle of one."""
    changed = plan_changed_in(story)
    new_price = month >= story.latest
    monitoring = MONITORING_NEW_PRICE if new_price else MONITORING_PRICE
    charges = [
        *_hours(story, month),
        _monthly(month, MONITORING, "Backup and monitoring", monitoring, tag="announced_price" if new_price else ""),
    ]
    if month <= changed:
        charges.append(_monthly(month, SMALL, "Workspace plan Small", SMALL_PRICE))
    if month == changed:
        charges.extend(_proration(month))
    if month > changed:
        charges.append(_monthly(month, MEDIUM, "Workspace plan Medium", MEDIUM_PRICE))
    return charges


def oakfield(story: Story, month: Month) -> list[Charge]:
    """A practice: cleaning with a promised discount, coffee at the list price, a water dispenser."""
    promised = promised_in(story)
    cleaning = _monthly(month, CLEANING, "Cleaning of the practice, daily", CLINIC_PRICE, tax=REDUCED)
    if month in promised[:-1]:
        cleaning = replace(cleaning, discount=PROMISED, discount_reason="Welcome discount, 10% for three months")
    if month == promised[-1]:
        cleaning = replace(cleaning, tag="missing_discount")
    coffee = replace(_delivery(month, 1, "", Decimal((4, 5, 6)[month.number % 3])), price=BEANS_LIST_PRICE)
    return [cleaning, coffee, _monthly(month, DISPENSER, "Water dispenser, rental", DISPENSER_PRICE)]


def _monthly(
    month: Month,
    sku: str,
    name: str,
    price: Decimal,
    *,
    quantity: Decimal = ONE,
    tax: Decimal = STANDARD,
    site: str | None = None,
    tag: str = "",
) -> Charge:
    return Charge(
        sku=sku,
        name=name,
        quantity=quantity,
        unit="MON",
        price=price,
        tax=tax,
        start=month.first,
        end=month.last,
        site=site,
        tag=tag,
    )


def _delivery(month: Month, number: int, site: str, kilograms: Decimal) -> Charge:
    """Beans with delivery and care of the machine: one service at the standard rate."""
    on = month.weekday(number, (TUESDAY, THURSDAY, THURSDAY)[number - 1])
    return Charge(
        sku=BEANS,
        name="Espresso bean delivery",
        description=f"House espresso, delivered on {on.day} {month.name}, machine care included",
        quantity=kilograms,
        unit="KGM",
        price=BEANS_PRICE,
        start=on,
        end=on,
        site=site or None,
        record=f"DLV-{month.compact}-{'MKT' if site == MARKET else 'QUA' if site == QUAY else 'OAK'}{number}",
    )


def _hours(story: Story, month: Month) -> list[Charge]:
    """Two visits a month. In one month the second was billed at the list price instead of the agreed one."""
    visits = [
        (month.weekday(1, WEDNESDAY), Decimal(("3.5", "4", "2.75")[month.number % 3]), "Network and printers"),
        (month.weekday(3, MONDAY), Decimal("2.5"), "Accounts and laptops"),
    ]
    charges = [
        Charge(
            sku=SUPPORT,
            name="IT support, by the hour",
            description=f"{about}, {on.day} {month.name}",
            quantity=hours,
            unit="HUR",
            price=SUPPORT_PRICE,
            start=on,
            end=on,
            person=TECHNICIAN,
            record=f"TIM-{month.compact}-{at}",
        )
        for at, (on, hours, about) in enumerate(visits, 1)
    ]
    if month == wrong_rate_in(story):
        charges[1] = replace(charges[1], price=SUPPORT_LIST_PRICE, tag="wrong_rate")
    return charges


def _proration(month: Month) -> list[Charge]:
    """From the day of the change the small plan is given back and the medium one charged, both by the day."""
    left = Decimal(month.days - CHANGE_DAY + 1)
    days = f"{CHANGE_DAY}–{month.days} {month.name}"
    change = f"CHG-{month.compact}-1"

    def part(sku: str, name: str, quantity: Decimal, price: Decimal) -> Charge:
        return Charge(
            sku=sku,
            name=name,
            description=f"{days}: {left} of {month.days} days",
            quantity=quantity,
            unit="DAY",
            price=price,
            base=Decimal(month.days),
            start=month.day(CHANGE_DAY),
            end=month.last,
            change=change,
            tag="proration",
        )

    return [
        part(SMALL, "Workspace plan Small, unused part given back", -left, SMALL_PRICE),
        part(MEDIUM, "Workspace plan Medium, rest of the month", left, MEDIUM_PRICE),
    ]
