"""Keeping what was decided: a refund paid, a service delivered, an instalment received; or a credit taken back."""

from flask import g
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Remedy
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.desk.steps import back_to


def remedy_of(reference: str, public_id: str) -> Remedy:
    remedy = queries.remedy_with(public_id, seen_by=g.person)
    if remedy.dispute.reference != reference:
        raise NotFound(N_("That remedy is not in %(reference)s.", reference=reference))
    return remedy


@blueprint.post("/disputes/<reference>/remedies/<public_id>/refund")
def refund(reference: str, public_id: str) -> ResponseReturnValue:
    services.record_refund(
        remedy_of(reference, public_id),
        reference=given.words("refund_reference", N_("The reference of the payment")),
        paid_on=given.day("refund_on", N_("The day")),
        by=g.person,
    )
    return back_to(reference, N_("The refund is recorded, and the client is told."), "decision")


@blueprint.post("/disputes/<reference>/remedies/<public_id>/delivery")
def delivery(reference: str, public_id: str) -> ResponseReturnValue:
    services.record_delivery(
        remedy_of(reference, public_id),
        delivered_on=given.day("delivered_on", N_("The day")),
        words=given.words("delivery_words", N_("The words"), required=False),
        by=g.person,
    )
    return back_to(reference, N_("The client is told that they have it."), "decision")


@blueprint.post("/disputes/<reference>/remedies/<public_id>/instalment")
def instalment(reference: str, public_id: str) -> ResponseReturnValue:
    services.record_instalment(
        remedy_of(reference, public_id),
        position=given.whole("position", N_("The instalment")) or 0,
        reference=given.words("instalment_reference", N_("The reference of the payment")),
        paid_on=given.day("instalment_on", N_("The day")),
        by=g.person,
    )
    return back_to(reference, N_("The instalment is booked."), "decision")


@blueprint.post("/disputes/<reference>/corrected-invoice")
def write_corrected(reference: str) -> ResponseReturnValue:
    dispute = queries.dispute_with(reference, seen_by=g.person)
    corrected = services.write_corrected(
        dispute, why=given.words("corrected_why", N_("What is corrected")), by=g.person
    )
    return back_to(
        reference, N_("Corrected invoice %(number)s is with the client.", number=corrected.number), "decision"
    )


@blueprint.post("/disputes/<reference>/remedies/<public_id>/void")
def void(reference: str, public_id: str) -> ResponseReturnValue:
    services.void_credit(remedy_of(reference, public_id), why=given.words("void_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("The credit is taken back, and the dispute is open again."))
