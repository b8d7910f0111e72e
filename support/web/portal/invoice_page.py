"""What a client sees of one invoice: every line with its reason for being there, and what became of it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from support.accounts.models import Person
from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.creditable import credited_on
from support.billing.explain import explain_lines
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.paying import Paying, paying
from support.billing.queries import credit_notes_of, load_lines
from support.billing.replacing import replacement_of
from support.disputes import queries
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.web import formatters
from support.web.portal.compared import Compared, compared
from support.web.portal.why import asked_of
from support.web.standing import Standing, standing_of

EXPLAINED_AT_ONCE = 30
"""Lines that are explained without being asked for; on longer invoices one line is explained at a time."""


@dataclass(frozen=True)
class Charge:
    """One line. `why` is None where it has not been asked for; `dispute` is the latest one about this line."""

    line: InvoiceLine
    why: list[str] | None
    credited: Money
    dispute: Dispute | None

    @property
    def disputable(self) -> bool:
        """Nothing of it is in dispute, and something was charged."""
        return not self.in_dispute and self.line.net_minor > 0

    @property
    def in_dispute(self) -> bool:
        rows = self.dispute.lines if self.dispute else []
        return any(row.open and row.line_id == self.line.id for row in rows)


@dataclass(frozen=True)
class InvoicePage:
    charges: list[Charge]
    balance: InvoiceBalance
    credit_notes: list[Invoice]
    disputes: list[tuple[Dispute, Standing]]
    many: bool
    totals: list[tuple[str, Money, str]]
    settlement: list[tuple[str, Money, str]]
    questions: dict[str, str]
    compared: Compared | None
    paying: Paying | None

    @property
    def replaced_by(self) -> Invoice | None:
        """What stands in its place."""
        return self.compared.corrected if self.compared is not None and self.balance.replaced else None


def of(invoice: Invoice, *, seen_by: Person, asked: str | None = None) -> InvoicePage:
    """`asked` is the number of a line to explain where there are too many to explain them all."""
    disputes, balance = _disputes(invoice, seen_by), invoice_balance(invoice)
    load_lines(invoice)
    many, credited = len(invoice.lines) > EXPLAINED_AT_ONCE, credited_on([line.id for line in invoice.lines])
    reasons = explain_lines([line for line in invoice.lines if not many or line.line_id == asked], seen_by.locale)
    return InvoicePage(
        charges=[
            Charge(
                line=line,
                why=reasons[line.id].say if line.id in reasons else None,
                credited=invoice.money(credited.get(line.id, 0)),
                dispute=_about(line, disputes),
            )
            for line in invoice.lines
        ],
        balance=balance,
        credit_notes=credit_notes_of(invoice),
        disputes=[(row, standing_of(row, seen_by)) for row in disputes],
        many=many,
        totals=_totals(invoice),
        settlement=settlement(invoice, balance),
        compared=_compared(invoice, balance),
        questions=asked_of(invoice),
        paying=paying(invoice, balance),
    )


def _compared(invoice: Invoice, balance: InvoiceBalance) -> Compared | None:
    """Beside the one it corrects, or beside the one that stands in its place."""
    replaced_by = replacement_of(invoice) if balance.replaced else None
    if replaced_by is not None:
        return compared(invoice, replaced_by)
    corrects = invoice.corrects if invoice.kind is DocumentKind.CORRECTED_INVOICE else None
    return compared(corrects, invoice) if corrects is not None else None


def _disputes(invoice: Invoice, seen_by: Person) -> list[Dispute]:
    """The latest first."""
    wanted = queries.visible_to(seen_by, select(Dispute).where(Dispute.invoice_id == invoice.id))
    return list(db.session.scalars(wanted.options(selectinload(Dispute.lines)).order_by(Dispute.id.desc())))


def _about(line: InvoiceLine, disputes: list[Dispute]) -> Dispute | None:
    """The latest dispute of this line."""
    return next((row for row in disputes if any(disputed.line_id == line.id for disputed in row.lines)), None)


def _totals(invoice: Invoice) -> list[tuple[str, Money, str]]:
    """From the lines to what the document asks for, as the document itself adds up: label, amount, weight."""
    rows = [(N_("Sum of the lines"), invoice.money(invoice.line_total_minor), "quiet")]
    for row in invoice.allowances:
        what = N_("Extra charge") if row.is_charge else N_("Discount")
        what = N_("%(what)s: %(reason)s", what=what, reason=row.reason) if row.reason else what
        rows.append((what, invoice.money(row.amount_minor if row.is_charge else -row.amount_minor), "quiet"))
    if len(rows) > 1:
        rows.append((N_("Net"), invoice.money(invoice.net_minor), "quiet"))
    rows += [(_tax_label(invoice, tax), invoice.money(tax.tax_minor), "quiet") for tax in invoice.taxes]
    if invoice.prepaid_minor:
        rows.append((N_("Paid before"), invoice.money(-invoice.prepaid_minor), "quiet"))
    if invoice.rounding_minor:
        rows.append((N_("Rounding"), invoice.money(invoice.rounding_minor), "quiet"))
    return [*rows, (N_("Total with tax"), invoice.payable, "strong")]


def _tax_label(invoice: Invoice, tax: TaxSubtotal) -> str:
    rate = N_("%(rate)s %% tax", rate=formatters.number(tax.rate)) if tax.rate else N_("No tax")
    why = f" ({tax.exemption_reason})" if tax.exemption_reason else ""
    return N_(
        "%(rate)s on %(money)s%(why)s", rate=rate, money=formatters.money(invoice.money(tax.taxable_minor)), why=why
    )


def settlement(invoice: Invoice, balance: InvoiceBalance) -> list[tuple[str, Money, str]]:
    """What became of the document: label, amount, weight. Steps that did not happen are left out."""
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        rows = [
            (N_("Credited to you"), balance.payable, "strong"),
            (N_("Set against invoices"), -balance.credited, "quiet"),
        ]
        return [*rows, (N_("Left as your credit"), balance.credit, "quiet")]
    steps = [
        (N_("Paid"), -balance.paid),
        (N_("Credited"), -balance.credited),
        (N_("On hold, in dispute"), -balance.on_hold),
    ]
    taken = [(label, amount, "quiet") for label, amount in steps if amount]
    rows = [(N_("Total with tax"), balance.payable, "quiet"), *taken, (N_("To pay now"), balance.due, "strong")]
    return [*rows, (N_("Credited to you until it is decided"), balance.for_now, "quiet")] if balance.for_now else rows
