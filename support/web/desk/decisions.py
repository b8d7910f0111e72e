"""Deciding: a correction, an explanation that the bill is right, or an offer; each can be read as a letter first."""

from collections.abc import Callable

from flask import g, request
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyKind, RemedyStatus
from support.kernel.errors import NotFound
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint, page, proposing, rehearsing
from support.web.desk.steps import back_to

SAID = {
    RemedyStatus.POSTED: N_("Posted. The client has been written to."),
    RemedyStatus.OFFERED: N_("The offer is with the client."),
    RemedyStatus.AWAITING_APPROVAL: N_("This is above your limit: a manager has been asked to approve it."),
}


def correct(dispute: Dispute) -> Remedy:
    """As the form says: how much of each line is credited."""
    return services.resolve_with_correction(
        dispute,
        kind=given.choice("kind", N_("how it is credited"), RemedyKind),
        amounts=_amounts(dispute),
        explanation=given.words("explanation", N_("The explanation for the client")),
        by=g.person,
        version=given.whole("version", N_("The version")),
    )


def _amounts(dispute: Dispute) -> dict[int, Money]:
    """The net credit of each disputed line, by `InvoiceLine.id`; empty fields give nothing."""
    fields = {row.line_id: f"credit_{row.line_id}" for row in dispute.lines}
    return {
        line_id: given.money(field, dispute.currency)
        for line_id, field in fields.items()
        if request.form.get(field, "").strip()
    }


def explain(dispute: Dispute) -> Dispute:
    return services.resolve_not_upheld(
        dispute,
        explanation=given.words("reasons", N_("The reasons for the client")),
        by=g.person,
        version=given.whole("version", N_("The version")),
    )


def put_right(dispute: Dispute) -> Dispute:
    return services.resolve_without_credit(
        dispute,
        corrected=given.words("corrected", N_("What has been put right")),
        explanation=given.words("why_wrong", N_("The explanation for the client")),
        by=g.person,
        version=given.whole("version", N_("The version")),
    )


def make_offer(dispute: Dispute) -> Remedy:
    kind = given.choice("settlement", N_("what is offered"), RemedyKind)
    free = kind is RemedyKind.APOLOGY and not request.form.get("amount", "").strip()
    return services.offer_settlement(
        dispute,
        kind=kind,
        amount=Money.zero(dispute.currency) if free else given.money("amount", dispute.currency),
        words=given.words("terms", N_("The words of the offer")),
        by=g.person,
        version=given.whole("version", N_("The version")),
    )


def offer_plan(dispute: Dispute) -> Remedy:
    return services.offer_plan(
        dispute,
        amount=given.money("plan_amount", dispute.currency),
        instalments=given.whole("instalments", N_("The number of instalments")) or 0,
        first_due_on=given.day("first_due_on", N_("The first day")),
        words=given.words("plan_words", N_("The words of the offer")),
        by=g.person,
        version=given.whole("version", N_("The version")),
    )


DECISIONS: dict[str, Callable[[Dispute], object]] = {
    "proposal": proposing.confirm,
    "resolve": correct,
    "not_upheld": explain,
    "put_right": put_right,
    "offer": make_offer,
    "plan": offer_plan,
}


@blueprint.post("/disputes/<reference>/resolve")
def resolve(reference: str) -> ResponseReturnValue:
    remedy = correct(queries.dispute_with(reference, seen_by=g.person))
    return back_to(reference, SAID[remedy.status])


@blueprint.post("/disputes/<reference>/not-upheld")
def not_upheld(reference: str) -> ResponseReturnValue:
    explain(queries.dispute_with(reference, seen_by=g.person))
    return back_to(reference, N_("The client has been written to, with the reasons and the documents."))


@blueprint.post("/disputes/<reference>/put-right", endpoint="put_right")
def answer_put_right(reference: str) -> ResponseReturnValue:
    put_right(queries.dispute_with(reference, seen_by=g.person))
    return back_to(reference, N_("The client has been written to, with what has been put right."))


@blueprint.post("/disputes/<reference>/offer")
def offer(reference: str) -> ResponseReturnValue:
    remedy = make_offer(queries.dispute_with(reference, seen_by=g.person))
    return back_to(reference, SAID[remedy.status])


@blueprint.post("/disputes/<reference>/plan")
def plan(reference: str) -> ResponseReturnValue:
    remedy = offer_plan(queries.dispute_with(reference, seen_by=g.person))
    return back_to(reference, SAID[remedy.status])


@blueprint.post("/disputes/<reference>/preview/<step>")
def preview(reference: str, step: str) -> ResponseReturnValue:
    """The letter of a decision, exactly as it would be sent; nothing is decided."""
    if step not in DECISIONS:
        raise NotFound(N_("There is no such decision."))
    dispute = queries.dispute_with(reference, seen_by=g.person)
    return page.render(reference, letter=rehearsing.letter_of(dispute, DECISIONS[step]))
