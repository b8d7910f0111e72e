"""A dispute that is open already: words added, papers, withdrawing, going up. What cannot be undone is asked about first."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from support.conversations import reading
from support.conversations.services import link_dispute
from support.conversations.wishes import Wish, wish_in
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.states import ENDED
from support.kernel.errors import BadInput, RuleBroken
from support.web.bot_door import blueprint, bodies, dispute_words, known
from support.web.bot_door.said import Choice, Tongue, page
from support.web.bot_door.speaker import Speaker, speaker
from support.web.portal.happenings import ESCALATED_UNSAID
from support.web.standing import standing_of

WISHES: list[Choice] = [
    {"title": "Add my words to it", "value": Wish.ADD.value},
    {"title": "Add a document", "value": Wish.EVIDENCE.value},
    {"title": "Withdraw it", "value": Wish.WITHDRAW.value},
]
NO_DISPUTE_YET: dict[Wish | None, list[str]] = {
    Wish.EVIDENCE: [
        "You can send a file right here: choose “Send a file” under the field you write in. "
        "It stays with this conversation, which whoever looks into your dispute reads. Which invoice is it about?"
    ],
    Wish.ADD: ["If a charge looks wrong, tell me which one, and I open a dispute with your words."],
}
HIGHER = {2: "a specialist", 3: "a manager"}


@blueprint.post("/conversations/<session>/change")
def change(session: str) -> ResponseReturnValue:
    """What the client wants done with an open dispute of theirs: done, or with `ask` the question that comes first.

    `ask` is "dispute", "wish", "words" or "sure"; `reference` and `wish` are what is settled so far.
    """
    who, body = speaker(session), bodies.given()
    text, sure = bodies.text(body, "text"), body.get("sure") is True
    known.look_up(who, text, bodies.maybe(body, "reference"))
    wish = _wish(bodies.maybe(body, "wish")) or wish_in(text)
    dispute = _dispute(who, bodies.maybe(body, "reference"), text)
    if isinstance(dispute, list):
        return jsonify(_which(who, dispute, wish))
    if wish is None:
        return jsonify(_answer([f"What would you like to do with {dispute.reference}?"], "wish", dispute, None, WISHES))
    link_dispute(who.conversation.id, dispute)
    return jsonify(ACTS[wish](who, dispute, text, sure))


def _wish(value: str | None) -> Wish | None:
    try:
        return Wish(value) if value else None
    except ValueError:
        raise BadInput("That could not be read.", field="wish") from None


def _dispute(who: Speaker, reference: str | None, text: str) -> Dispute | list[Dispute]:
    """The one that is meant: named, or the only open one. Else those to choose from."""
    if reference:
        return queries.dispute_with(reference.upper(), seen_by=who.person)
    own = known.disputes(who.organisation)
    named = reading.dispute_in(text, own)
    if named.certain:
        return queries.dispute_with(named.certain, seen_by=who.person)
    open_ones = [row for row in queries.of_client(who.organisation) if row.status not in ENDED]
    near = [row for row in open_ones if row.reference in named.near]
    return open_ones[0] if len(open_ones) == 1 and named.why != "unknown" else near or open_ones


def _which(who: Speaker, rows: list[Dispute], wish: Wish | None) -> dict[str, Any]:
    if not rows:
        return _answer(["You have no open dispute.", *NO_DISPUTE_YET.get(wish, [])], None, None, wish, [])
    choices = [
        {"title": f"{row.reference}, {row.invoice.number}", "value": row.reference} for row in rows[: known.CHOICES]
    ]
    return _answer(["Which dispute do you mean?"], "dispute", None, wish, choices)


def _answer(
    say: list[str], ask: str | None, dispute: Dispute | None, wish: Wish | None, choices: list[Choice] | None = None
) -> dict[str, Any]:
    return {
        "say": say,
        "ask": ask,
        "reference": dispute.reference if dispute else None,
        "wish": wish.value if wish else None,
        "choices": choices or [],
    }


def _withdraw(who: Speaker, dispute: Dispute, text: str, sure: bool) -> dict[str, Any]:
    """The consequence first; the dispute is withdrawn only by a yes to it."""
    if sure:
        services.withdraw(dispute, why=text, by=who.person)
        # The notice that it is withdrawn stands above this already.
        done = f"What was on hold for {dispute.reference} is due again; you have time to pay it."
        return _answer(
            [done, "If something new turns up, tell me and it can be taken up again."], None, dispute, Wish.WITHDRAW
        )
    _still_open(dispute)
    held = dispute_words.on_hold(dispute)
    due = (
        f"{Tongue(who.person).money(held)} that is on hold becomes due again." if held else "Nothing is on hold for it."
    )
    say = [
        f"If you withdraw {dispute.reference}, we stop looking into it. {due}",
        "You can raise it again later while the time for disputing that invoice runs. Shall I withdraw it?",
    ]
    return _answer(say, "sure", dispute, Wish.WITHDRAW)


def _still_open(dispute: Dispute) -> None:
    if dispute.status in ENDED:
        raise RuleBroken(f"{dispute.reference} has ended already, so nothing of it can be changed.")


def _add(who: Speaker, dispute: Dispute, text: str, sure: bool) -> dict[str, Any]:
    """Word for word, and only after the client has seen which words."""
    _still_open(dispute)
    if not any(letter.isalnum() for letter in text):
        return _answer([f"What shall I add to {dispute.reference}? Please write it."], "words", dispute, Wish.ADD)
    if not sure:
        return _answer([f"Shall I add these words to {dispute.reference}? “{text}”"], "sure", dispute, Wish.ADD)
    services.add_statement(dispute, words=text, by=who.person)
    return _answer(
        [
            f"I have added your words to {dispute.reference}, as you wrote them. Its owner reads them.",
            *_next(who, dispute),
        ],
        None,
        dispute,
        Wish.ADD,
    )


def _next(who: Speaker, dispute: Dispute) -> list[str]:
    standing = standing_of(dispute, who.person)
    if not standing.due_on:
        return []
    return [
        f"Next: {standing.next_step[0].lower()}{standing.next_step[1:]}, by {Tongue(who.person).day(standing.due_on)}."
    ]


def _evidence(who: Speaker, dispute: Dispute, _text: str, _sure: bool) -> dict[str, Any]:
    _still_open(dispute)
    address = page("portal.dispute", reference=dispute.reference)
    say = [
        f"You can send a file right here, with “Send a file” under the field you write in, or add it to {dispute.reference} on its page: {address}",
        "Its owner is told as soon as it is there.",
    ]
    return _answer(say, None, dispute, Wish.EVIDENCE)


def _escalate(who: Speaker, dispute: Dispute, text: str, _sure: bool) -> dict[str, Any]:
    """Always honoured. Where a manager has it already there is nobody above, and that is said."""
    _still_open(dispute)
    try:
        services.escalate(dispute, why=text or ESCALATED_UNSAID, by=who.person)
    except RuleBroken as already:
        return _answer([already.say, *_next(who, dispute)], None, dispute, Wish.ESCALATE)
    now = HIGHER.get(dispute.tier, "somebody with more authority")
    say = f"Of course. {dispute.reference} is now with {now}, who has your words and everything found so far."
    return _answer([say, *_next(who, dispute)], None, dispute, Wish.ESCALATE)


ACTS = {Wish.WITHDRAW: _withdraw, Wish.ADD: _add, Wish.EVIDENCE: _evidence, Wish.ESCALATE: _escalate}
