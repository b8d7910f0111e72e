"""Clients talk back about an announced price: what they say becomes a dispute that somebody answers."""

from __future__ import annotations

from sqlalchemy import select

from support.accounts.models import Person
from support.billing.changes import PriceNotice
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice, InvoiceLine
from support.disputes.models import Dispute
from support.disputes.opening import open_dispute
from support.disputes.reasons import Channel, Reason
from support.extensions import db
from support.kernel.errors import NotFound, RuleBroken
from support.kernel.sayings import N_
from support.prevention.steps import needed

NO_BILL = N_("There is no bill of ours to hang this on yet. Ask us in the chat.")


def notice_with(notice_id: int, *, seen_by: Person) -> PriceNotice:
    """The client's own. Raises `NotFound` in the same words for another client's and for an unknown one."""
    found = db.session.get(PriceNotice, notice_id)
    if found is None or found.organisation_id is None or found.organisation_id != seen_by.organisation_id:
        raise NotFound(N_("I can't find that notice on your account."))
    return found


def reply(notice: PriceNotice, *, words: str, by: Person) -> Dispute:
    """A question about the latest bill for the service, with the client's own words; asked again it joins the first."""
    said = needed(words, "words", N_("What you would like to say"))
    wanted = (
        select(Invoice)
        .join(InvoiceLine)
        .where(
            Invoice.organisation_id == notice.organisation_id,
            Invoice.kind != DocumentKind.CREDIT_NOTE,
            InvoiceLine.sku == notice.sku,
        )
    )
    invoice = db.session.scalars(wanted.order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(1)).first()
    if invoice is None:
        raise RuleBroken(NO_BILL)
    dispute, _ = open_dispute(
        by=by,
        invoice=invoice,
        lines=[line for line in invoice.lines if line.sku == notice.sku],
        reason=Reason.CLARIFICATION_REQUEST,
        statement=f"About the price of {notice.sku} from {notice.effective_on:%Y-%m-%d}: {said}",
        claimed=None,
        channel=Channel.PORTAL,
        key=None,
    )
    return dispute
