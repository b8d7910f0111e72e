"""Which invoices somebody should be reminded of: what is due and not paid, never what is on hold."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from support.billing.balance import InvoiceBalance, account_balances, invoice_balances
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.provisional import with_for_now
from support.billing.settlement import Hold, PaymentPlan
from support.extensions import db
from support.kernel import clock
from support.kernel.enums import RichEnum


class Stage(RichEnum):
    SOON = "due_soon", "Due soon"
    OVERDUE = "overdue", "Overdue"


@dataclass(frozen=True)
class Reminder:
    """`balance.due` is what to pay now, tax included, without what is on hold; it is above nothing."""

    invoice: Invoice
    balance: InvoiceBalance
    due_on: date
    stage: Stage

    @property
    def name(self) -> str:
        """One reminder for each stage of each due date."""
        return f"invoice:{self.invoice.id}:{self.stage.value}:{self.due_on.isoformat()}"


def reminders(before: int, after: int, too_late: int, *, only: int | None = None) -> list[Reminder]:
    """By due date: one for each invoice, so that what could not be said in time is not said again and again.

    From `before` days ahead of the due date; then from `after` days past it, for `too_late` days.
    """
    today = clock.today()
    first, last = today - timedelta(days=after + too_late), today + timedelta(days=before)
    later = select(Hold.invoice_id).where(Hold.new_due_on.between(first, last))
    in_instalments = select(PaymentPlan.invoice_id)
    wanted = select(Invoice).where(
        Invoice.kind == DocumentKind.INVOICE,
        or_(Invoice.due_on.between(first, last), Invoice.id.in_(later)),
        Invoice.id.not_in(in_instalments),
    )
    if only is not None:
        wanted = wanted.where(Invoice.id == only)
    invoices = list(db.session.scalars(wanted.order_by(Invoice.due_on, Invoice.id)))
    balances = invoice_balances(invoices)
    found = (_reminder(row, balances[row.id], today, before, after, too_late) for row in invoices)
    return _not_covered([reminder for reminder in found if reminder is not None])


def _not_covered(found: list[Reminder]) -> list[Reminder]:
    """Without those of clients whose credit until a decision, which is theirs to use, comes to all that is due."""
    clients = {reminder.invoice.organisation_id: reminder.invoice.organisation for reminder in found}
    owing = {
        (client, currency)
        for client in with_for_now(clients)
        for currency, account in account_balances(clients[client]).items()
        if account.for_now and not account.due
    }
    return [row for row in found if (row.invoice.organisation_id, row.invoice.currency) not in owing]


def _reminder(
    invoice: Invoice, balance: InvoiceBalance, today: date, before: int, after: int, too_late: int
) -> Reminder | None:
    if not balance.due or balance.due_on is None:
        return None
    days = (balance.due_on - today).days
    if 0 <= days <= before:
        return Reminder(invoice, balance, balance.due_on, Stage.SOON)
    if after <= -days <= after + too_late:
        return Reminder(invoice, balance, balance.due_on, Stage.OVERDUE)
    return None
