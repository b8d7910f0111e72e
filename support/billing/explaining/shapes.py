"""What an explanation is made of."""

from dataclasses import dataclass, field

from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Suggested:
    """A dispute that the ledger itself supports: nothing is opened, it fills in the form.

    reason: a value of `disputes.reasons.Reason`. No lines: the whole invoice. claimed: what the lines together ought to cost, net of tax, or None
    where the ledger cannot say.
    """

    invoice: Invoice
    lines: list[InvoiceLine]
    reason: str
    claimed: Money | None

    @property
    def line_ids(self) -> list[str]:
        """The document's own line numbers, as clients see them."""
        return [line.line_id for line in self.lines]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Plain sentences (`say`) and the rows they rest on.

    found: whether there was anything to explain. lines: those that the sentences are about, in their order.
    finding: the audit's, stored or just worked out (then without an id). candidates: invoices that may have been meant.
    may_dispute: whether the client can open a dispute about it, however right it looks. suggested: only for an error
    that the ledger itself shows.
    """

    say: list[str]
    found: bool = True
    invoice: Invoice | None = None
    lines: list[InvoiceLine] = field(default_factory=list)
    finding: Finding | None = None
    candidates: list[Invoice] = field(default_factory=list)
    may_dispute: bool = False
    suggested: Suggested | None = None
