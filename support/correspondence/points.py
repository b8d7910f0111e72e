"""What each of our letters says by itself, point by point, in the words of the policies' checklists. Data; no rule is here."""

from collections.abc import Callable, Mapping
from typing import Any

Facts = Mapping[str, Any]
Says = Callable[[Facts], object]

DECISIONS = ("decision", "result", "response", "answer", "reply", "final_response")
LISTS: Mapping[str, tuple[str, ...]] = {
    "dispute_acknowledged": ("acknowledgement",),
    "dispute_resolved_upheld": (*DECISIONS, "upheld", "correction", "proposed_resolution"),
    "dispute_resolved_upheld, in part": (*DECISIONS, "upheld", "correction", "proposed_resolution", "rejection"),
    "dispute_not_upheld": (*DECISIONS, "not_upheld", "rejection"),
    "dispute_settled": (*DECISIONS, "summary_resolution"),
    "offer_made": ("proposed_resolution",),
    "dispute_delayed": ("holding_response", "delay_notice"),
    "dispute_deadlock": ("adr_letter",),
    "provisional_credit": ("provisional_credit",),
    "own_correction": ("overcharge",),
}
"""Our letter → the lists of a policy that it has to fulfil."""

NO_LETTERS = ("record_on_receipt", "report", "bill", "return")
"""Lists of policies for what is no letter of ours to a client: our own record, a report, the bill, a customer's refusal."""

WRITES_ITSELF = ("dispute_acknowledged", "dispute_settled", "own_correction")
"""Nobody sits before these who could add anything: they are held back instead of refused."""

RECOURSE: Mapping[str, frozenset[str]] = {
    "dispute_resolved_upheld": frozenset({"final_response"}),
    "dispute_resolved_upheld, in part": frozenset({"rejection", "final_response"}),
    "dispute_not_upheld": frozenset({"rejection", "final_response"}),
    "dispute_settled": frozenset({"final_response"}),
    "dispute_delayed": frozenset({"deadline_missed"}),
    "dispute_deadlock": frozenset({"deadlock", "deadline_missed", "rejection", "supervisory_review"}),
}
"""Our letter → the occasions on which a policy names somebody else to turn to."""


def _has(*names: str) -> Says:
    return lambda facts: all(facts.get(name) for name in names)


def _either(*names: str) -> Says:
    return lambda facts: any(facts.get(name) for name in names)


def _always(_: Facts) -> bool:
    """It stands in the letter's own words, whatever the facts."""
    return True


def _due_said(facts: Facts) -> bool:
    return not facts.get("due") or bool(facts.get("due_on"))


ACKNOWLEDGED: dict[str, Says] = {
    "reference": _has("reference"),
    "unique reference": _has("reference"),
    "what is in dispute": _has("lines", "disputed"),
    "estimated date": _has("by"),
    "when a resolution will be proposed": _has("by"),
    "when the response will come": _has("by"),
    "commitment to resolve it": _always,
    "early reassurance": _always,
    "what is not due meanwhile": _always,
    "how to follow the progress": _has("link"),
    "that the notice was received": _has("opened_on"),
    "the date of receipt": _has("opened_on"),
}
DECIDED: dict[str, Says] = {
    "the decision": _always,
    "accepted, offered without accepting, or rejected": _always,
    "redress": _always,
    "what follows": _has("by", "follow_up_on"),
    "how to go on": _has("by"),
    "how to take it further": _has("by"),
    "internal and external recourse": _has("by"),
    "new balance": _due_said,
    "amount due and when": _due_said,
    "amount owed and when it is due": _due_said,
}
UPHELD: dict[str, Says] = DECIDED | {
    "responsibility": _has("responsibility"),
    "apology": _always,
    "where the mistake was": _has("where", "lines"),
    "correction": _has("credited"),
    "what was corrected": _has("lines", "credited"),
    "what is put right": _has("credited"),
    "what is proposed": _has("credited"),
    "by when it is done": _either("note", "corrected"),
    "what is done so that it does not happen again": _has("prevention"),
    "what was found": _has("explanation", "lines"),
    "findings": _has("explanation", "lines"),
    "findings on material questions of fact": _has("explanation", "lines"),
    "reasons": _has("explanation"),
    "every point raised": _has("explanation", "lines"),
    "every material allegation": _has("explanation", "lines"),
    "the actions taken": _has("credited"),
    "steps taken": _has("explanation", "credited"),
    "refund or credit, as the client chose": _either("note", "corrected"),
}
NOT_UPHELD: dict[str, Says] = DECIDED | {
    "reasons": _has("explanation"),
    "reasons for each point": _has("explanation", "findings", "lines"),
    "documents": _has("documents"),
    "what was found": _has("explanation", "findings"),
    "findings": _has("findings"),
    "findings on material questions of fact": _has("explanation", "findings"),
    "every point raised": _has("explanation", "findings", "lines"),
    "every material allegation": _has("explanation", "findings", "lines"),
    "steps taken": _has("findings"),
    "the actions taken": _has("findings"),
    "what is put right": _always,
    "what is done so that it does not happen again": _always,
    "refund or credit, as the client chose": _always,
}
SETTLED: dict[str, Says] = DECIDED | {
    "reasons": _has("words"),
    "what was found": _has("words"),
    "what is put right": _has("kind"),
    "what is done so that it does not happen again": _always,
    "every point raised": _has("kind"),
    "every material allegation": _has("kind"),
    "steps taken": _has("kind"),
    "the actions taken": _has("kind"),
    "refund or credit, as the client chose": _has("kind"),
    "that a complaint was made": _has("reference"),
    "that it is now considered resolved": _always,
}
SAYS: Mapping[str, Mapping[str, Says]] = {
    "dispute_acknowledged": ACKNOWLEDGED,
    "dispute_resolved_upheld": UPHELD,
    "dispute_not_upheld": NOT_UPHELD,
    "dispute_settled": SETTLED,
    "offer_made": {
        "what is proposed": _has("kind"),
        "by when it is done": _has("by"),
        "how to take it further": _has("by"),
    },
    "dispute_delayed": {
        "why there is no answer yet": _has("why"),
        "reasons beyond our control": _has("why"),
        "reasons for the delay": _has("why"),
        "when it is expected": _has("by"),
        "the deadline of the final reply": _has("by"),
    },
    "dispute_deadlock": {"the outcome": _has("outcome"), "until when": _has("until")},
    "provisional_credit": {
        "amount": _has("amount"),
        "date": _has("on"),
        "full use meanwhile": _always,
    },
    "own_correction": {"how much and since when": _has("gross", "issued_on")},
}
"""Our letter → the points that it says itself → the facts that they are read from."""
