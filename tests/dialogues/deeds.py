"""`python -m tests.dialogues.deeds not-upheld DSP-00001` or `offers EMAIL`: what the staff does between two messages of a chat; `forget-misses`: what time does.

Run in the environment of the programs that the dialogue talks to.
"""

import sys

from sqlalchemy import delete, select

from app import app
from support.accounts.queries import person_with
from support.billing.models import Invoice
from support.conversations.models import UnknownName
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, CheckKind, Reason, RemedyKind, RootCause
from support.extensions import db
from support.kernel.money import Money

BEN = "ben.okafor@lumen-larder.example"


def not_upheld(reference: str) -> None:
    ben = person_with(BEN)
    dispute = _looked_into(db.session.scalars(select(Dispute).where(Dispute.reference == reference)).one(), passed=True)
    services.attach_document(dispute, kind="invoice", ref=dispute.invoice.number, title="The invoice", by=ben)
    services.resolve_not_upheld(dispute, explanation="The meeting was held and minuted.", by=ben)


def offers(email: str) -> None:
    """Two open offers of goodwill, on the two invoices before the client's latest: those that are in time."""
    client = person_with(email)
    wanted = select(Invoice).where(Invoice.organisation_id == client.organisation_id, Invoice.kind == "invoice")
    for invoice in db.session.scalars(wanted.order_by(Invoice.issued_on.desc())).all()[1:3]:
        dispute, _ = services.open_dispute(
            by=client, invoice=invoice, lines=invoice.lines[:1], reason=Reason.NOT_RENDERED, statement="Nobody came.",
            claimed=None, channel=Channel.PORTAL, key=None, conversation_id=None,
        )  # fmt: skip
        offered = _looked_into(dispute, passed=False)
        services.offer_settlement(
            offered, kind=RemedyKind.GOODWILL, amount=Money(2000, "EUR"), words="For the trouble.", by=person_with(BEN)
        )
        assert queries.pending_offers(client.organisation)


def forget_misses(_: str) -> None:
    """As ten minutes would."""
    db.session.execute(delete(UnknownName))
    db.session.commit()


def _looked_into(dispute: Dispute, *, passed: bool) -> Dispute:
    ben = person_with(BEN)
    services.take(dispute, by=ben)
    for kind in CheckKind:
        services.record_check(
            dispute, kind=kind, finding="What was found.", evidence="The record.", passed=passed, by=ben
        )
    return services.record_cause(dispute, root_cause=RootCause.PROCESS_FAILURE, by=ben)


if __name__ == "__main__":
    with app.app_context():
        {"not-upheld": not_upheld, "offers": offers, "forget-misses": forget_misses}[sys.argv[1]](sys.argv[2])
