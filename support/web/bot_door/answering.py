"""Offers and decisions: what waits for the client's word, and their word on it."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from support.conversations import services as conversations
from support.conversations.wishes import beside_a_person
from support.disputes import queries, services
from support.disputes.models import Dispute, Remedy
from support.disputes.states import DECIDED
from support.feedback.services import note_opinion
from support.kernel.money import Money
from support.web.bot_door import blueprint, bodies, dispute_words, telling
from support.web.bot_door.said import Tongue, listed
from support.web.bot_door.speaker import speaker
from support.web.standing import decision_words

GRATEFUL = (
    "Thank you for telling me, that helps us. I have written it down for the people who make our invoices. "
    "If a charge on one of them is unclear, tell me which, and I explain it."
)
WHY = ("client asked", "not understood", "bot failed", "in danger", "a threat")


@blueprint.get("/conversations/<session>/offers")
def offers(session: str) -> ResponseReturnValue:
    who = speaker(session)
    tongue = Tongue(who.person)
    return jsonify(
        offers=[_offer(remedy, tongue) for remedy in queries.pending_offers(who.organisation)],
        outcomes=[_outcome(dispute, tongue) for dispute in queries.rejectable_outcomes(who.organisation)],
    )


def _offer(remedy: Remedy, tongue: Tongue) -> dict[str, Any]:
    title = f"{remedy.kind.label}, {tongue.money(remedy.amount)}" if remedy.amount_minor else remedy.kind.label
    say = [dispute_words.offer(remedy, tongue), *([remedy.words] if remedy.words else [])]
    return {"id": remedy.public_id, "reference": remedy.dispute.reference, "title": title, "say": say}


def _outcome(dispute: Dispute, tongue: Tongue) -> dict[str, Any]:
    label = dispute.outcome.label if dispute.outcome else ""
    decided = decision_words(dispute)
    say = [f"{dispute.reference}, about invoice {dispute.invoice.number}: {decided}"]
    return {
        "reference": dispute.reference,
        "title": f"{label}: {dispute.reason.label}",
        "say": [*say, *dispute_words.decision(dispute, tongue)],
    }


@blueprint.post("/conversations/<session>/offers/<offer>/accept")
def accept_offer(session: str, offer: str) -> ResponseReturnValue:
    who, key = speaker(session), bodies.text(bodies.given(), "key")
    remedy = services.accept_offer(queries.remedy_with(offer, seen_by=who.person), by=who.person, key=key or None)
    return jsonify(say=_accepted(remedy, Tongue(who.person)))


def _accepted(remedy: Remedy, tongue: Tongue) -> list[str]:
    amount = f", {tongue.money(remedy.amount)} before tax" if remedy.amount_minor else ""
    say = [f"You have accepted: {remedy.kind.label.lower()}{amount}."]
    return say + dispute_words.posted(remedy, tongue)


@blueprint.post("/conversations/<session>/offers/<offer>/reject")
def reject_offer(session: str, offer: str) -> ResponseReturnValue:
    who, body = speaker(session), bodies.given()
    statement, key = bodies.text(body, "statement"), bodies.maybe(body, "key")
    remedy = queries.remedy_with(offer, seen_by=who.person)
    dispute = services.decline_offer(remedy, words=statement, by=who.person, key=key).dispute
    return jsonify(say=["I have passed on that you do not accept this offer.", *_goes_on(dispute, Tongue(who.person))])


@blueprint.post("/conversations/<session>/offers/<offer>/counter")
def counter_offer(session: str, offer: str) -> ResponseReturnValue:
    """What the client asks for instead, before tax: passed on, and never agreed to by the assistant."""
    who, body = speaker(session), bodies.given()
    remedy = queries.remedy_with(offer, seen_by=who.person)
    amount = Money.exactly(bodies.text(body, "amount"), remedy.dispute.currency, field="amount")
    statement, key = bodies.text(body, "statement"), bodies.maybe(body, "key")
    dispute = services.counter_offer(remedy, amount=amount, words=statement, by=who.person, key=key).dispute
    tongue = Tongue(who.person)
    said = f"I have passed on that you ask for {tongue.money(amount)} before tax instead. It is not agreed yet."
    return jsonify(say=[said, *_goes_on(dispute, tongue)])


@blueprint.post("/conversations/<session>/disputes/<reference>/reject-outcome")
def reject_outcome(session: str, reference: str) -> ResponseReturnValue:
    who, body = speaker(session), bodies.given()
    statement, key = bodies.text(body, "statement"), bodies.maybe(body, "key")
    dispute = queries.dispute_with(reference, seen_by=who.person)
    services.reject_outcome(dispute, words=statement, by=who.person, key=key)
    return jsonify(say=rejected(dispute, Tongue(who.person)))


def rejected(dispute: Dispute, tongue: Tongue) -> list[str]:
    first = f"I have passed on that you do not accept the decision on {dispute.reference}."
    return [first, *_goes_on(dispute, tongue)]


HIGHER = {2: "a specialist", 3: "a manager"}


def _goes_on(dispute: Dispute, tongue: Tongue) -> list[str]:
    """Who looks at it now, and by when the client hears."""
    if dispute.status in DECIDED:
        return []
    who = HIGHER.get(dispute.tier, "the person who deals with it")
    by = f" You hear from us by {tongue.day(dispute.respond_by)}." if dispute.respond_by else ""
    return [f"It is now with {who}, who has your words and everything found so far.{by}"]


@blueprint.post("/conversations/<session>/opinions")
def opinion(session: str) -> ResponseReturnValue:
    """What the client thinks of our bills: kept word for word, and thanked for."""
    note_opinion(bodies.text(bodies.given(), "text"), by=speaker(session).person)
    return jsonify(say=[GRATEFUL])


@blueprint.post("/conversations/<session>/hand-over")
def hand_over(session: str) -> ResponseReturnValue:
    """The client's words stand in the conversation already; why is told, and what the assistant says last."""
    who, given = speaker(session), bodies.given()
    why, text = bodies.text(given, "why"), bodies.text(given, "text")
    last = telling.as_told(session, bodies.text(given, "first_words"))
    noted = [f"“{part}”" for part in beside_a_person(text)] if why == WHY[0] else []
    if noted:
        last = f"{last} I have also noted for the person: {listed(noted)}. Nothing is done about it before they have looked.".strip()
    conversations.hand_over(who.conversation, why if why in WHY else WHY[0], first_words=last)
    return jsonify(say=[conversations.HANDED_OVER])
