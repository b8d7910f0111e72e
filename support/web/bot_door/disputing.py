"""Drafting and opening a dispute, and telling where disputes stand."""

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.opening import stored_key
from support.disputes.reasons import Channel, Reason
from support.kernel.errors import BadInput
from support.web import opening
from support.web.bot_door import answering, blueprint, bodies, dispute_words, draft_words, known
from support.web.bot_door.said import Tongue
from support.web.bot_door.speaker import Speaker, speaker


@blueprint.get("/conversations/<session>/reasons")
def reasons(session: str) -> ResponseReturnValue:
    speaker(session)
    return jsonify(choices=[{"title": reason.label, "value": reason.value} for reason in Reason])


@blueprint.post("/conversations/<session>/draft")
def draft(session: str) -> ResponseReturnValue:
    """What would be opened, and nothing opened."""
    who = speaker(session)
    wish = _wish(bodies.given(), who)
    if decided := _decided(wish, who):
        say = draft_words.decided(wish, decided, Tongue(who.person))
        return jsonify(ok=True, say=say, existing=decided.reference)
    found = services.check_opening(by=who.person, channel=Channel.CHAT, **wish.as_arguments())
    say = draft_words.summary(wish, found, Tongue(who.person))
    return jsonify(ok=True, say=say, existing=found.existing.reference if found.existing else None)


@blueprint.post("/conversations/<session>/disputes")
def open_dispute(session: str) -> ResponseReturnValue:
    """201 for a new dispute; 200 for the same key again, or for lines that are in an open dispute already."""
    who, body = speaker(session), bodies.given()
    conversation_id, key = who.conversation.id, _key(body)
    wish, beside = _wish(body, who), _beside(body, who)
    if decided := _decided(wish, who):
        return jsonify(_rejected(decided, wish, key, who))
    dispute, existing = opening.open_wanted(
        wish, by=who.person, channel=Channel.CHAT, key=key, conversation_id=conversation_id
    )
    if beside and beside.id != dispute.id:
        services.link_told_together(dispute, beside, told_by=who.person)
    return jsonify(_opened(dispute, existing, key)), 200 if existing else 201


def _beside(body: dict[str, Any], who: Speaker) -> Dispute | None:
    """The dispute about the other thing in the same message."""
    reference = bodies.maybe(body, "beside")
    return queries.dispute_with(reference.upper(), seen_by=who.person) if reference else None


def _decided(wish: opening.Wanted, who: Speaker) -> Dispute | None:
    """The decision on these very charges that the client can still reject: the same again is no new dispute."""
    named = {line.id for line in wish.lines or wish.invoice.lines}
    found = [
        row for row in queries.rejectable_outcomes(who.organisation) if named <= {line.line_id for line in row.lines}
    ]
    return found[0] if found else None


def _rejected(dispute: Dispute, wish: opening.Wanted, key: str, who: Speaker) -> dict[str, Any]:
    services.reject_outcome(dispute, words=wish.statement, by=who.person, key=key)
    tongue = Tongue(who.person)
    return {
        "reference": dispute.reference,
        "respond_by": tongue.local(dispute.respond_by).isoformat() if dispute.respond_by else None,
        "say": answering.rejected(dispute, tongue),
        "existing": True,
    }


def _opened(dispute: Dispute, existing: bool, key: str) -> dict[str, Any]:
    tongue = Tongue(dispute.opened_by)
    joined = existing and dispute.requested_key != stored_key(key, dispute.organisation_id)
    held = dispute_words.on_hold(dispute)
    return {
        "reference": dispute.reference,
        "respond_by": tongue.local(dispute.respond_by).isoformat() if dispute.respond_by else None,
        "say": draft_words.opened(dispute, joined, tongue.money(held) if held else "", tongue),
        "existing": joined,
    }


def _wish(body: dict[str, Any], who: Speaker) -> opening.Wanted:
    known.look_up(who, bodies.text(body, "invoice"))
    fields = {name: bodies.text(body, name) for name in ("invoice", "reason", "claimed", "statement")}
    return opening.wanted(fields, bodies.texts(body, "lines"), who.organisation)


def _key(body: dict[str, Any]) -> str:
    key = bodies.text(body, "key")
    if not 1 <= len(key) <= 100:
        raise BadInput("That could not be read.", field="key")
    return key


@blueprint.get("/conversations/<session>/disputes")
def disputes(session: str) -> ResponseReturnValue:
    """All of the client's disputes, or the one that `reference` names."""
    who, reference = speaker(session), request.args.get("reference", "").strip()
    known.look_up(who, reference)
    if reference:
        found = [queries.dispute_with(reference.upper(), seen_by=who.person)]
        say = dispute_words.in_full(found[0], who.person)
    else:
        found = queries.of_client(who.organisation)[: dispute_words.AT_ONCE]
        say = dispute_words.in_short(found, who.person)
    rows = [dispute_words.as_json(row, who.person) for row in found]
    choices = [{"title": f"{row.reference}, {row.invoice.number}", "value": row.reference} for row in found]
    return jsonify(say=say, disputes=rows, choices=[] if reference else choices)
