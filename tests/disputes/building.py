"""Disputes at the places of their lives where tests begin."""

from support.accounts.models import Person
from support.billing.models import Invoice, InvoiceLine
from support.disputes import services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyKind
from support.kernel.money import Money
from tests import factories


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def make_bill(organisation, *nets: str, **columns) -> Invoice:
    """An invoice with one line a net amount, taxed at 20 %."""
    return factories.make_invoice(organisation, [{"unit_price": net} for net in nets or ("40", "60")], **columns)


def attached(dispute: Dispute, *, by: Person) -> Dispute:
    services.attach_document(dispute, kind="invoice", ref=dispute.invoice.number, title="The invoice", by=by)
    return dispute


def ready(client_person: Person, agent: Person, *nets: str, **given) -> Dispute:
    """Opened on the first line, taken and looked into by `agent`."""
    bill = make_bill(client_person.organisation, *nets)
    return factories.investigated(factories.make_dispute(bill, by=client_person, **given), by=agent)


def correct(dispute: Dispute, amount: str, *, by: Person, line: InvoiceLine | None = None, **given) -> Remedy:
    """A correction of the first disputed line."""
    line_id = line.id if line is not None else dispute.lines[0].line_id
    values = {"kind": RemedyKind.ADJUST_CHARGE, "explanation": "The delivery was billed twice: our mistake.", **given}
    return services.resolve_with_correction(dispute, amounts={line_id: eur(amount)}, by=by, **values)


def refuse(dispute: Dispute, *, by: Person) -> Dispute:
    return services.resolve_not_upheld(
        attached(dispute, by=by), explanation="The price was announced sixty days before.", by=by
    )


def offer(dispute: Dispute, amount: str, *, by: Person, kind: RemedyKind = RemedyKind.GOODWILL, **given) -> Remedy:
    return services.offer_settlement(
        dispute, kind=kind, amount=eur(amount), words="With our thanks for your patience.", by=by, **given
    )
