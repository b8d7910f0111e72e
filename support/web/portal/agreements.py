"""What was agreed with a client: each agreement with its prices, its terms in words, and what sales promised."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Terms
from support.billing.queries import promises_of
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_, NN_, joined
from support.web import formatters
from support.web.portal import blueprint


@blueprint.get("/agreements")
def agreements() -> ResponseReturnValue:
    own = g.person.organisation
    contracts = [(contract, terms_of(contract)) for contract in _contracts(own)]
    promises = [row for row in promises_of(own) if row.organisation_id == own.id]
    return render_template("portal/agreements.html", contracts=contracts, promises=promises, today=clock.today())


def _contracts(own: Organisation) -> list[Contract]:
    """What holds comes first, then the latest."""
    wanted = select(Contract).where(Contract.organisation_id == own.id)
    loaded = wanted.options(selectinload(Contract.prices), joinedload(Contract.terms))
    found = db.session.scalars(loaded.order_by(Contract.starts_on.desc(), Contract.id.desc()))
    return sorted(found, key=lambda row: bool(row.ends_on and row.ends_on < clock.today()))


def terms_of(contract: Contract) -> list[tuple[str, str]]:
    """(what, in words) of everything that the agreement says beside its prices."""
    rows = [(N_("Days to pay"), str(contract.payment_terms_days))]
    if contract.terms is None:
        return rows
    return rows + [(label, said) for label, said in _said(contract.terms, contract.currency) if said]


def _said(terms: Terms, currency: str) -> list[tuple[str, str]]:
    renewal, notice = terms.renewal_months, terms.notice_days
    return [
        (
            N_("To cancel"),
            N_("%(notice)s days’ notice%(clause)s", notice=notice, clause=_clause(terms.cancellation_clause))
            if notice is not None
            else "",
        ),
        (
            N_("Goes on"),
            NN_("by %(n)s month, unless cancelled", "by %(n)s months, unless cancelled", renewal) if renewal else "",
        ),
        (N_("Leaving early"), formatters.price(terms.exit_fee, currency) if terms.exit_fee else ""),
        (
            N_("Parts of a month"),
            joined("", [terms.proration.label, _clause(terms.proration_clause)]) if terms.proration else "",
        ),
        (N_("Late fee"), _late_fee(terms, currency)),
        (N_("At least"), formatters.price(terms.minimum_commitment, currency) if terms.minimum_commitment else ""),
        (N_("A new price"), _announced(terms.price_notice_days)),
        (N_("Gone through again"), formatters.day(terms.review_on) if terms.review_on else ""),
    ]


def _clause(name: str) -> str:
    return N_(" (clause %(clause)s)", clause=name) if name else ""


def _announced(days: int | None) -> str:
    return NN_("announced %(n)s day before", "announced %(n)s days before", days) if days else ""


def _late_fee(terms: Terms, currency: str) -> str:
    parts = []
    if terms.late_fee_percent:
        parts.append(
            N_(
                "%(late_fee_percent)s %% of what is overdue, for each month begun",
                late_fee_percent=formatters.number(terms.late_fee_percent),
            )
        )
    if terms.late_fee_amount:
        parts.append(N_("%(price)s once", price=formatters.price(terms.late_fee_amount, currency)))
    if not parts:
        return ""
    fee = parts[0] if len(parts) == 1 else N_("%(first)s and %(last)s", first=parts[0], last=parts[1])
    return joined("", [fee, _grace(terms.late_fee_grace_days), _cap(terms, currency), _clause(terms.late_fee_clause)])


def _grace(days: int | None) -> str:
    if not days:
        return ""
    return NN_(", from %(n)s day after the due date", ", from %(n)s days after the due date", days)


def _cap(terms: Terms, currency: str) -> str:
    if not terms.late_fee_cap:
        return ""
    return N_(", %(price)s an invoice at most", price=formatters.price(terms.late_fee_cap, currency))
