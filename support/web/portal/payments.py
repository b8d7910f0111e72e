"""What a client has paid, what was credited, and plans to pay the rest."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from support.accounts.models import Organisation
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.settlement import Allocation, Payment, PaymentPlan
from support.extensions import db
from support.web.portal import blueprint

SHOWN = 100


@blueprint.get("/payments")
def payments() -> ResponseReturnValue:
    own = g.person.organisation
    return render_template("portal/payments.html", payments=_payments(own), credits=_credits(own), plans=_plans(own))


def _payments(own: Organisation) -> list[Payment]:
    """The latest first, each with what it was set against."""
    wanted = select(Payment).where(Payment.organisation_id == own.id)
    loaded = wanted.options(
        selectinload(Payment.allocations).joinedload(Allocation.invoice), selectinload(Payment.reversals)
    )
    return list(db.session.scalars(loaded.order_by(Payment.received_on.desc(), Payment.id.desc()).limit(SHOWN)))


def _credits(own: Organisation) -> list[Invoice]:
    wanted = select(Invoice).where(Invoice.organisation_id == own.id, Invoice.kind == DocumentKind.CREDIT_NOTE)
    loaded = wanted.options(joinedload(Invoice.corrects))
    return list(db.session.scalars(loaded.order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(SHOWN)))


def _plans(own: Organisation) -> list[PaymentPlan]:
    """Those that hold, the latest first."""
    wanted = (
        select(PaymentPlan)
        .join(Invoice, Invoice.id == PaymentPlan.invoice_id)
        .where(Invoice.organisation_id == own.id, PaymentPlan.agreed_at.is_not(None))
        .options(joinedload(PaymentPlan.invoice), selectinload(PaymentPlan.instalments))
    )
    return list(db.session.scalars(wanted.order_by(PaymentPlan.id.desc()).limit(SHOWN)))
