"""Pure questions about a dispute's money and its decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from support.disputes.reasons import CheckKind, Outcome, Reason
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money
from support.kernel.places import refuse_open_places
from support.kernel.plain_text import readable
from support.kernel.sayings import N_

WITHOUT_AN_AMOUNT = frozenset(
    {
        Reason.CLARIFICATION_REQUEST,
        Reason.WRONG_CLIENT_DATA,
        Reason.TERMS,
        Reason.MISAPPLIED_PAYMENT,
        Reason.CREDIT_NOT_PROCESSED,
        Reason.OTHER,
    }
)
"""What can be disputed without saying that a charge is too high."""
RIGHTED_WITHOUT_CREDIT = WITHOUT_AN_AMOUNT - {Reason.CLARIFICATION_REQUEST}
"""What can be put right although nothing is credited: data, a day, a payment's place."""


ABOVE_THE_BILL = N_("%(claimed)s is more than the %(billed)s that was billed. Give the amount that you think is right.")
AS_BILLED = N_(
    "%(claimed)s is what was billed, so nothing would be in dispute. Give the amount that you think is right."
)


def check_claim(billed: Money, claimed: Money | None, reason: Reason) -> None:
    """Raises `BadInput` unless the claim lies between nothing and what was billed, and leaves something in dispute."""
    if claimed is None:
        return
    said = {"claimed": claimed, "billed": billed, "theirs": claimed.currency, "ours": billed.currency}
    if claimed.currency != billed.currency:
        raise BadInput(N_("This invoice is in %(ours)s, not in %(theirs)s.", **said), field="claimed")
    if claimed.minor < 0:
        raise BadInput(
            N_("The right amount cannot be below zero. Zero means that nothing is owed for it."), field="claimed"
        )
    if claimed.minor > max(billed.minor, 0):
        raise BadInput(N_(ABOVE_THE_BILL, **said), field="claimed")
    if claimed == billed and reason not in WITHOUT_AN_AMOUNT:
        raise BadInput(N_(AS_BILLED, **said), field="claimed")


def claims_of(billed: Sequence[int], claimed: int | None) -> list[int | None]:
    """A claim on several lines together, split over them in proportion to what was billed, to the last minor unit.

    Lines that give the client money stay as they are. None: the client names no amount, so all of it is in dispute.
    """
    if claimed is None:
        return [None for _ in billed]
    credits = sum(minor for minor in billed if minor < 0)
    charges = sum(minor for minor in billed if minor > 0)
    split: list[int | None] = []
    left, left_billed = min(max(claimed - credits, 0), charges), charges
    for minor in billed:
        part = left * minor // left_billed if minor > 0 and left_billed else 0
        split.append(part if minor > 0 else minor)
        left, left_billed = left - part, left_billed - max(minor, 0)
    return split


def outcome_of(lines: Iterable[Any]) -> Outcome:
    """Read from the lines: what has been approved against what was in dispute."""
    rows = [(row.approved_minor or 0, row.disputed_minor) for row in lines]
    if not any(approved for approved, _ in rows):
        return Outcome.NOT_UPHELD
    return Outcome.UPHELD if all(approved >= disputed for approved, disputed in rows) else Outcome.PARTLY_UPHELD


def is_about_no_money(dispute: Any) -> bool:
    """Of a kind that can be put right without a credit, and the client says of no line what it ought to cost."""
    named = any(row.claimed_minor is not None and row.claimed_minor < row.billed_minor for row in dispute.lines)
    return dispute.reason in RIGHTED_WITHOUT_CREDIT and not named


def check_nothing_to_credit(dispute: Any) -> None:
    """A client who says that a charge is too high is not told “you were right” and given nothing. Raises `RuleBroken`."""
    if not is_about_no_money(dispute):
        raise RuleBroken(N_("The client disputes an amount: say how much is credited, or why the bill is right."))


def check_investigated(dispute: Any) -> None:
    """No decision without the three checks and a root cause. Raises `RuleBroken` with what is missing."""
    done = {check.kind for check in dispute.checks}
    missing = [kind.label.lower() for kind in CheckKind if kind not in done]
    if missing:
        raise RuleBroken(N_("Before a decision, look into: %(all)s.", all=", ".join(missing)))
    if dispute.root_cause is None:
        raise RuleBroken(N_("Before a decision, record the root cause."))


def check_explained(explanation: str, field: str = "explanation") -> str:
    """The explanation without blanks around it. Raises `BadInput` when there is none."""
    words = readable(explanation, field)
    if len(words) < 10:
        raise BadInput(N_("Explain the decision to the client in at least one sentence."), field=field)
    return refuse_open_places(words, field)


def check_documented(dispute: Any) -> None:
    if not dispute.documents:
        raise RuleBroken(N_("A client who is told that the bill is right gets the documents: attach at least one."))


def needed(words: str, field: str, what: str) -> str:
    """`words` without blanks around them. Raises `BadInput` when nothing is left, and for characters that nothing can show."""
    said = readable(words, field)
    if not said:
        raise BadInput(N_("%(what)s is missing.", what=what), field=field)
    return said


def for_client(words: str, field: str, what: str) -> str:
    """As `needed`, and with no place of a saved reply left open."""
    return refuse_open_places(needed(words, field, what), field)
