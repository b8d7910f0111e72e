"""Where payments went, and what is left to pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.audit import payments
from support.billing.audit.facts import Context, Document
from support.billing.audit.gathering import context_of
from support.billing.audit.results import Found
from support.billing.audit.running import finding_of
from support.billing.balance import AccountBalance, InvoiceBalance, account_balances, invoice_balances
from support.billing.explaining import phrases
from support.billing.explaining.shapes import Explanation, Source, Suggested, resting_on
from support.billing.kinds import Severity
from support.billing.models import Invoice
from support.billing.queries import payments_of
from support.billing.settlement import Allocation, Finding, Payment
from support.extensions import db
from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_

MOST = 6
MOST_PAYMENTS = 3
LOOKED_AT = 24
TRANSFER_DAYS = 7


def explain_payment(payment: Payment, locale: str = words.LOCALE) -> Explanation:
    """What a payment settled, and whether its own words name another invoice."""
    context = context_of(payment.organisation)
    return _payment(context, payment, locale)


def explain_payments(invoice: Invoice, locale: str = words.LOCALE) -> Explanation:
    """The payments that were booked to `invoice`, and those that name it and were booked elsewhere."""
    context = context_of(invoice.organisation)
    document = next((row for row in context.documents if row.row == invoice.id), None)
    if document is None:
        return Explanation(
            [N_("%(number)s is a credit; nothing is paid on it.", number=invoice.number)], found=False, invoice=invoice
        )
    wanted = [one.row for one in context.payments if _is_about(context, document, one.row)]
    told = [_payment(context, payment, locale) for payment in _payments(wanted)]
    said = [sentence for one in told for sentence in one.say]
    balance = invoice_balances([invoice])[invoice.id]
    said = said or [N_("No payment for invoice %(number)s has reached us.", number=invoice.number)]
    wrong = next((one for one in told if one.suggested), None)
    return Explanation(
        [*said, *_open(invoice, balance, locale)],
        invoice=invoice,
        finding=wrong.finding if wrong else None,
        may_dispute=True,
        suggested=wrong.suggested if wrong else None,
    )


Span = tuple[date, date]
"""The first and the last day of a period."""


def explain_paid_within(organisation: Organisation, spans: Sequence[Span], locale: str = words.LOCALE) -> Explanation:
    """Every payment that reached us in these periods, and what it was used for."""
    context = context_of(organisation)
    within = [one for one in payments_of(organisation) if any(start <= one.received_on <= end for start, end in spans)]
    when = phrases.listed([_span(start, end, locale) for start, end in spans])
    said = [sentence for payment in within[:MOST] for sentence in _payment(context, payment, locale).say]
    left = len(within) - MOST
    if not said:
        return Explanation([N_("No payment from you reached us %(when)s.", when=when)])
    if left > 0:
        said.append(
            NN_("%(n)s more payment reached us in that time.", "%(n)s more payments reached us in that time.", left)
        )
    return Explanation([N_("Your payments %(when)s:", when=when), *said])


def _span(first: date, last: date, locale: str) -> str:
    return N_("from %(first)s to %(last)s", first=words.day(first, locale), last=words.day(last, locale))


def explain_recent_payments(
    organisation: Organisation, days: Sequence[date], locale: str = words.LOCALE
) -> Explanation:
    """What became of the client's payments: the one booked to another invoice than it names, else those of `days`, else
    the latest. Then what is still open."""
    context = context_of(organisation)
    everything = payments_of(organisation)[::-1]
    told = [_payment(context, payment, locale) for payment in everything[:LOOKED_AT]]
    wrong = next((one for one in told if one.suggested), None)
    if wrong is not None:
        return wrong
    recent = [one for payment, one in zip(everything, told, strict=False) if not days or _reached_us(payment, days)]
    said = [sentence for one in recent[:MOST_PAYMENTS] for sentence in one.say]
    if not said:
        return _nothing_reached_us(organisation, days, locale)
    return Explanation([*said, *explain_balance(organisation, locale).say], may_dispute=False)


def _nothing_reached_us(organisation: Organisation, days: Sequence[date], locale: str) -> Explanation:
    missing = N_("No payment from you has reached us.")
    if days:
        day = words.day(days[0], locale)
        missing = N_("No payment from you has reached us on %(day)s or the days after.", day=day)
    return Explanation(
        [
            missing,
            *explain_balance(organisation, locale).say,
            N_(
                "If it has left your bank, a person can look for it: tell them the day, the amount and the reference you gave."
            ),
        ],
        may_dispute=False,
    )


def _reached_us(payment: Payment, days: Sequence[date]) -> bool:
    """A transfer takes its time: the day it was sent, and the week that follows."""
    return any(0 <= (payment.received_on - day).days <= TRANSFER_DAYS for day in days)


def _is_about(context: Context, document: Document, row: int | None) -> bool:
    payment = next(one for one in context.payments if one.row == row)
    booked = any(invoice == document.row for invoice, _ in payment.settles)
    return booked or payments.stands_in(document.number, payment.remittance)


def _payments(rows: list[int | None]) -> list[Payment]:
    return list(
        db.session.scalars(select(Payment).where(Payment.id.in_(rows)).order_by(Payment.received_on, Payment.id))
    )


def _payment(context: Context, payment: Payment, locale: str) -> Explanation:
    said = [_arrived(payment, locale), *(_booked(part, payment, locale) for part in payment.allocations)]
    left = payment.amount_minor - sum(part.amount_minor for part in payment.allocations)
    if left > 0:
        amount = words.money(Money(left, payment.currency), locale)
        said.append(N_("%(amount)s of it has not been booked to any invoice yet.", amount=amount))
    said = resting_on(said, Source("payment", payment.reference))
    wrong = _misapplied(context, payment)
    if wrong is None or wrong.document is None:
        return Explanation(said, may_dispute=False)
    invoice = db.session.get_one(Invoice, wrong.document.row)
    said += resting_on(_wrongly(invoice, wrong.document, locale), Source("payment", payment.reference))
    # The whole invoice is meant: a payment has no line.
    return Explanation(
        said,
        invoice=invoice,
        finding=_stored(wrong, invoice) or finding_of(wrong, invoice.organisation),
        may_dispute=True,
        suggested=Suggested(invoice, [], wrong.reason, None),
    )


def _arrived(payment: Payment, locale: str) -> str:
    said = {"reference": payment.reference, "amount": words.money(payment.amount, locale)}
    said |= {"day": words.day(payment.received_on, locale), "words": payment.remittance}
    if payment.remittance:
        return N_("Your payment %(reference)s of %(amount)s arrived on %(day)s with the words “%(words)s”.", **said)
    return N_("Your payment %(reference)s of %(amount)s arrived on %(day)s.", **said)


def _wrongly(invoice: Invoice, document: Document, locale: str) -> list[str]:
    open_now = words.money(document.money(document.open), locale)
    return [
        N_(
            "Its words name invoice %(number)s, of which %(amount)s still shows as open.",
            number=invoice.number,
            amount=open_now,
        ),
        N_("So it looks as if the payment was booked to the wrong invoice."),
    ]


def _booked(part: Allocation, payment: Payment, locale: str) -> str:
    amount, number = Money(part.amount_minor, payment.currency), part.invoice.number
    if amount == payment.amount:
        return N_("It was booked to invoice %(number)s.", number=number)
    return N_("%(amount)s of it was booked to invoice %(number)s.", amount=words.money(amount, locale), number=number)


def _misapplied(context: Context, payment: Payment) -> Found | None:
    """Only what the payment's own words show: a coincidence of amounts is for people to judge."""
    for answer in payments.misapplied_payments(context):
        if not isinstance(answer, Found) or answer.place != f"payment:{payment.reference}":
            continue
        if answer.severity is Severity.ERROR and answer.difference:
            return answer
    return None


def _stored(found: Found, invoice: Invoice) -> Finding | None:
    return db.session.scalar(select(Finding).where(Finding.fingerprint == found.fingerprint(invoice.organisation_id)))


def explain_balance(organisation: Organisation, locale: str = words.LOCALE) -> Explanation:
    """What is open, due, on hold and to the client's credit, with the invoices that make it up."""
    rows = list(
        db.session.scalars(
            select(Invoice).where(Invoice.organisation_id == organisation.id).order_by(Invoice.issued_on, Invoice.id)
        )
    )
    balances = invoice_balances(rows)
    owed = [row for row in rows if balances[row.id].open]
    said = []
    for currency, account in account_balances(organisation).items():
        if account.open or account.credit or currency == organisation.currency:
            said.append(N_("%(amount)s is due now.", amount=words.money(account.due, locale)))
        said += _beside(account, locale)
    said += [sentence for row in owed[:MOST] for sentence in _open(row, balances[row.id], locale)]
    if len(owed) > MOST:
        rest = [balances[row.id].open for row in owed[MOST:] if row.currency == owed[0].currency]
        said.append(_more_open(len(owed) - MOST, words.money(sum(rest[1:], start=rest[0]), locale)))
    return Explanation(said, candidates=owed)


def _beside(account: AccountBalance, locale: str) -> Iterator[str]:
    if account.on_hold:
        held = words.money(account.on_hold, locale)
        yield N_("%(amount)s is on hold while it is in dispute; you need not pay that.", amount=held)
    if account.for_now:
        given = words.money(account.for_now, locale)
        yield N_(
            "%(amount)s is credited to you until your dispute is decided, and is taken off what is due.", amount=given
        )
    if account.credit:
        yield N_("You have %(amount)s of credit.", amount=words.money(account.credit, locale))


def _more_open(count: int, together: str) -> str:
    return NN_(
        "%(n)s more invoice is open, %(amount)s.",
        "%(n)s more invoices are open, %(amount)s together.",
        count,
        amount=together,
    )


def _open(invoice: Invoice, balance: InvoiceBalance, locale: str) -> list[str]:
    if not balance.due:
        nothing = N_("Nothing of invoice %(number)s is due.", number=invoice.number)
        said = [nothing if balance.open else N_("Invoice %(number)s is settled.", number=invoice.number)]
        return resting_on(said, Source("invoice", invoice.number))
    return resting_on([_to_pay(invoice.number, balance, locale)], Source("invoice", invoice.number))


def _to_pay(number: str, balance: InvoiceBalance, locale: str) -> str:
    amount = words.money(balance.due, locale)
    if balance.due_on is None:
        return N_("Invoice %(number)s: %(amount)s to pay.", number=number, amount=amount)
    said = {"number": number, "amount": amount, "day": words.day(balance.due_on, locale)}
    if balance.overdue:
        return N_("Invoice %(number)s: %(amount)s to pay, was due by %(day)s.", **said)
    return N_("Invoice %(number)s: %(amount)s to pay, due by %(day)s.", **said)
