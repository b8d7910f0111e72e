"""Payment plans: an open amount paid in instalments, each with its day."""

import calendar
from datetime import date, timedelta

from sqlalchemy import func, select

from support.billing.balance import invoice_balance
from support.billing.holding import locked
from support.billing.models import Invoice
from support.billing.settlement import Allocation, Instalment, Payment, PaymentPlan
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

MOST = 36
"""Instalments of one plan: three years of months."""


def split(amount: Money, count: int) -> list[Money]:
    """`count` instalments that come to `amount` exactly; what does not divide is paid with the first ones.

    100.00 in three is 33.34, 33.33, 33.33. Raises `BadInput` for fewer than two and for more than there are minor units.
    """
    if not 2 <= count <= MOST or amount.minor < count:
        raise BadInput(
            N_("A plan over %(amount)s has between 2 and %(most)s instalments.", amount=amount, most=MOST),
            field="instalments",
        )
    each, over = divmod(amount.minor, count)
    return [Money(each + (place < over), amount.currency) for place in range(count)]


def days(first: date, count: int) -> list[date]:
    """The same day of each month, or the month's last where it has no such day."""
    months = [divmod(first.year * 12 + first.month - 1 + later, 12) for later in range(count)]
    return [date(y, m + 1, min(first.day, calendar.monthrange(y, m + 1)[1])) for y, m in months]


def propose_plan(invoice: Invoice, amount: Money, *, instalments: int, first_due_on: date, key: str) -> PaymentPlan:
    """A plan over `amount`, tax included, monthly from `first_due_on`; it holds when it is agreed.

    Raises `BadInput` for what does not fit, `RuleBroken` for more than is open and beside a plan that is being paid.
    """
    with transaction():
        billed = locked(invoice)
        left = invoice_balance(billed).open
        if amount.currency != billed.currency or first_due_on < clock.today():
            raise BadInput(
                N_("Give an amount in %(currency)s and a first day that is to come.", currency=billed.currency),
                field="first_due_on",
            )
        if amount > left:
            most = {"left": left, "number": billed.number, "amount": amount}
            raise RuleBroken(N_("Only %(left)s is open on invoice %(number)s, not %(amount)s.", **most))
        if last_day_of(billed) is not None:
            raise RuleBroken(N_("Invoice %(number)s is being paid in instalments already.", number=billed.number))
        parts = zip(split(amount, instalments), days(first_due_on, instalments), strict=True)
        plan = PaymentPlan(invoice_id=billed.id, key=key, amount_minor=amount.minor, proposed_at=clock.now())
        for place, (part, day) in enumerate(parts, start=1):
            plan.instalments.append(Instalment(position=place, due_on=day, amount_minor=part.minor))
        db.session.add(plan)
        db.session.flush()
    return plan


def plan_with(key: str) -> PaymentPlan | None:
    return db.session.scalar(select(PaymentPlan).where(PaymentPlan.key == key))


def agree_plan(key: str) -> PaymentPlan:
    """The client has accepted it."""
    with transaction():
        plan = db.session.scalars(select(PaymentPlan).where(PaymentPlan.key == key).with_for_update()).one()
        if last_day_of(plan.invoice) is not None:
            raise RuleBroken(N_("Invoice %(number)s is being paid in instalments already.", number=plan.invoice.number))
        plan.agreed_at = clock.now()
    return plan


def end_plan(key: str) -> None:
    """It no longer holds. Raises `RuleBroken` once an instalment has come in."""
    with transaction():
        plan = db.session.scalars(select(PaymentPlan).where(PaymentPlan.key == key).with_for_update()).one()
        if any(row.paid_on is not None for row in plan.instalments):
            raise RuleBroken(N_("An instalment of this plan has been paid already."))
        plan.agreed_at = None


def last_day_of(invoice: Invoice) -> date | None:
    """When the last instalment of the invoice is due; None when nothing is left to pay by an agreed plan."""
    unpaid = (
        select(func.max(Instalment.due_on))
        .join(PaymentPlan)
        .where(PaymentPlan.invoice_id == invoice.id, PaymentPlan.agreed_at.is_not(None), Instalment.paid_on.is_(None))
    )
    return db.session.scalar(unpaid)


def due_instalments(within: timedelta, limit: int = 100) -> list[Instalment]:
    """Unpaid ones of agreed plans that are due within that time, and that nobody has been reminded of."""
    wanted = (
        select(Instalment)
        .join(PaymentPlan)
        .where(PaymentPlan.agreed_at.is_not(None), Instalment.paid_on.is_(None), Instalment.reminded_at.is_(None))
        .where(Instalment.due_on <= clock.today() + within)
    )
    return list(db.session.scalars(wanted.order_by(Instalment.due_on, Instalment.id).limit(limit)))


def pay_instalment(instalment: Instalment, *, reference: str, paid_on: date) -> Payment:
    """It came in as the payment `reference`, which is recorded and settles the invoice.

    Raises `BadInput` for a day to come and a payment that is recorded already, `RuleBroken` for one that is paid.
    """
    with transaction():
        row = db.session.scalars(select(Instalment).where(Instalment.id == instalment.id).with_for_update()).one()
        if row.paid_on is not None:
            raise RuleBroken(N_("This instalment was paid on %(paid_on)s.", paid_on=row.paid_on))
        if paid_on > clock.today():
            raise BadInput(N_("Record an instalment when it has been paid, not before."), field="paid_on")
        invoice, client = row.plan.invoice, row.plan.invoice.organisation_id
        known = select(Payment.id).where(Payment.organisation_id == client, Payment.reference == reference)
        if db.session.scalar(known) is not None:
            raise BadInput(N_("The payment %(reference)s is recorded already.", reference=reference), field="reference")
        kept = {"received_on": paid_on, "amount_minor": row.amount_minor, "currency": invoice.currency}
        payment = Payment(organisation_id=client, reference=reference, remittance=invoice.number, **kept)
        payment.allocations = [Allocation(invoice_id=invoice.id, amount_minor=row.amount_minor)]
        db.session.add(payment)
        db.session.flush()
        row.paid_on, row.payment_id = paid_on, payment.id
    return payment
