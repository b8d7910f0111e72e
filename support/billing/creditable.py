"""What may still be credited: never more than was billed, by line, by tax rate and by invoice.

Tax is worked out as EN 16931 does, on the sum of a (category, rate): BR-CO-17. Each credit's tax is the difference that
it makes to the rounded tax of all credits so far, so no cent is lost or won on the way, and the last credit takes what
is left of the invoice's own tax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine, TaxSubtotal
from support.billing.queries import credit_notes_of
from support.extensions import db
from support.kernel.money import Money

GroupKey = tuple[str, Decimal]


def group_key(category: str | None, rate: Decimal | None) -> GroupKey:
    """20 and 20.00 are one rate; a category without a rate (outside of tax) has the rate 0."""
    return category or "S", (rate or Decimal(0)).normalize()


@dataclass(slots=True)
class TaxGroup:
    """One (category, rate) of an invoice, in minor units: what was billed and what has been credited of it."""

    category: str
    rate: Decimal
    currency: str
    taxable: int = 0
    tax: int = 0
    credited_net: int = 0
    credited_tax: int = 0
    exemption_reason: str = ""

    @property
    def left(self) -> int:
        """Net that may still be credited."""
        return max(self.taxable - self.credited_net, 0)

    def tax_on(self, net: int) -> int:
        """The tax that goes with crediting `net` now."""
        left = max(self.tax - self.credited_tax, 0)
        if net >= self.left:
            return left
        sum_so_far = Money(self.credited_net + net, self.currency).times(self.rate / 100).minor
        return min(max(sum_so_far - self.credited_tax, 0), left)

    def take(self, net: int) -> int:
        """Counts `net` as credited and returns its tax."""
        tax = self.tax_on(net)
        self.credited_net += net
        self.credited_tax += tax
        return tax


def groups_of(invoice: Invoice) -> dict[GroupKey, TaxGroup]:
    """The invoice's tax groups with what its credit notes have taken off them."""
    found: dict[GroupKey, TaxGroup] = {}
    for row in invoice.taxes:
        group = _group(found, invoice, row.category, row.rate)
        group.taxable += row.taxable_minor
        group.tax += row.tax_minor
        group.exemption_reason = row.exemption_reason
    for key, net in _missing(invoice, found).items():
        _group(found, invoice, *key).taxable = net
    for sign, row in _credited_taxes(invoice):
        group = _group(found, invoice, row.category, row.rate)
        group.credited_net += sign * row.taxable_minor
        group.credited_tax += sign * row.tax_minor
    return found


def _missing(invoice: Invoice, found: dict[GroupKey, TaxGroup]) -> dict[GroupKey, int]:
    """Line nets of the groups that the document's own tax breakdown forgot: without tax, and still creditable."""
    missing: dict[GroupKey, int] = {}
    for line in invoice.lines:
        key = group_key(line.tax_category, line.tax_rate)
        if key not in found:
            missing[key] = missing.get(key, 0) + line.net_minor
    return missing


def _group(found: dict[GroupKey, TaxGroup], invoice: Invoice, category: str | None, rate: Decimal | None) -> TaxGroup:
    key = group_key(category, rate)
    return found.setdefault(key, TaxGroup(key[0], key[1], invoice.currency))


def _sign(correction: Invoice) -> int:
    """A credit note's amounts are positive; an invoice over less than nothing gives by its sign."""
    return 1 if correction.kind is DocumentKind.CREDIT_NOTE else -1


def _credited_taxes(invoice: Invoice) -> Iterable[tuple[int, TaxSubtotal]]:
    return ((_sign(note), row) for note in credit_notes_of(invoice) for row in note.taxes)


def net_left(invoice: Invoice) -> int:
    """Minor units of net that its corrections have left of the whole invoice."""
    return max(invoice.net_minor - sum(_sign(note) * note.net_minor for note in credit_notes_of(invoice)), 0)


def creditable_of(invoice: Invoice) -> Money:
    """Net of tax; nothing of a credit note."""
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        return Money.zero(invoice.currency)
    left = sum(group.left for group in groups_of(invoice).values())
    return invoice.money(min(left, net_left(invoice)))


def creditable_lines(invoice: Invoice) -> dict[int, Money]:
    """By `InvoiceLine.id`: the net that may still be credited of each line taken alone."""
    groups, whole = groups_of(invoice), creditable_of(invoice).minor
    credited = credited_on([line.id for line in invoice.lines])
    return {
        line.id: invoice.money(max(min(line.net_minor - credited.get(line.id, 0), _left_for(line, groups), whole), 0))
        for line in invoice.lines
    }


def creditable(line: InvoiceLine) -> Money:
    """The net that may still be credited of `line`."""
    return creditable_lines(line.invoice)[line.id]


def _left_for(line: InvoiceLine, groups: dict[GroupKey, TaxGroup]) -> int:
    group = groups.get(group_key(line.tax_category, line.tax_rate))
    return group.left if group else 0


def credited_on(line_ids: Sequence[int]) -> dict[int, int]:
    """Net minor units already credited, by `InvoiceLine.id`; lines without credit are left out."""
    wanted = (
        select(InvoiceLine.corrects_line_id, func.sum(InvoiceLine.net_minor))
        .where(InvoiceLine.corrects_line_id.in_(line_ids))
        .group_by(InvoiceLine.corrects_line_id)
    )
    return {row: int(minor) for row, minor in db.session.execute(wanted) if row is not None}


def gross_of(amounts: Sequence[tuple[InvoiceLine, Money]]) -> Money:
    """What crediting these net amounts of one invoice's lines would give with tax: the amount to hold while disputed.

    A whole invoice comes to its own gross. Amounts beyond what is left count as what is left.
    Raises `ValueError` without any line.
    """
    if not amounts:
        raise ValueError("the tax on no lines at all cannot be worked out")
    invoice = amounts[0][0].invoice
    groups, wanted = groups_of(invoice), dict[GroupKey, int]()
    for line, amount in amounts:
        key = group_key(line.tax_category, line.tax_rate)
        wanted[key] = wanted.get(key, 0) + amount.minor
    nets = {key: min(max(net, 0), groups[key].left) for key, net in wanted.items() if key in groups}
    return invoice.money(sum(net + groups[key].tax_on(net) for key, net in nets.items()))
