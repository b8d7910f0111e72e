"""What the client reads before and after a dispute is opened in the chat."""

from support.disputes.models import Dispute
from support.disputes.services import Opening
from support.web.bot_door import dispute_words
from support.web.bot_door.said import Tongue, inside, listed
from support.web.opening import Wanted
from support.web.standing import DECISIONS

PATIENCE = "We appreciate your patience as we work through this. You can add words or files here at any time."


def summary(wish: Wanted, found: Opening, tongue: Tongue) -> list[str]:
    """What would be opened: every amount, what is put on hold, by when it is decided, the client's words as written."""
    if found.existing:
        return [_joins(wish, found.existing), f"Your words: “{wish.statement}”"]
    return [
        f"{_what(wish)}. What is wrong: {inside(wish.reason.label)}.",
        _amounts(found, tongue),
        f"{tongue.money(found.hold)} with tax is put on hold: you need not pay it until it is decided. "
        "The rest of the invoice stays due.",
        f"You hear our decision by {tongue.day(found.respond_by)}.",
        *(["This invoice is older than our notice period. We look into it all the same."] if found.late else []),
        f"Your words: “{wish.statement}”",
    ]


def decided(wish: Wanted, earlier: Dispute, tongue: Tongue) -> list[str]:
    """The same charges again after a decision: what was decided, and what the client's words would do now."""
    outcome = DECISIONS[earlier.outcome] if earlier.outcome else ""
    return [
        f"{_what(wish)} was decided already, as {earlier.reference}: {outcome}",
        *dispute_words.decision(earlier, tongue),
        "If you do not accept that, or have something new, I pass your words on, and somebody else looks at it afresh.",
        f"Your words: “{wish.statement}”",
    ]


def _joins(wish: Wanted, existing: Dispute) -> str:
    known = {row.line_id for row in existing.lines}
    if all(line.id in known for line in wish.lines or wish.invoice.lines):
        return f"{_what(wish)} is in dispute already, as {existing.reference}. I would add your words to it."
    return (
        f"Part of this is in dispute already, as {existing.reference}. I would add your words to that dispute, and the other "
        f"charges that you name: {inside(_what(wish))}."
    )


def _what(wish: Wanted) -> str:
    if wish.lines is None:
        return f"Invoice {wish.invoice.number}, all of it"
    names = [f"{line.line_id} ({line.name})" for line in wish.lines]
    return f"Invoice {wish.invoice.number}, line{'s' if len(names) > 1 else ''} {listed(names)}"


def _amounts(found: Opening, tongue: Tongue) -> str:
    right = f"right amount {tongue.money(found.claimed)}" if found.claimed is not None else "right amount not named"
    return f"Billed {tongue.money(found.billed)}, {right}, in dispute {tongue.money(found.disputed)}, all before tax."


def opened(dispute: Dispute, joined: bool, hold: str, tongue: Tongue) -> list[str]:
    """`joined`: the lines were in this dispute already. `hold` is the amount on hold as words, or nothing."""
    if joined:
        first = [f"This is in dispute already, as {dispute.reference}. I have added your words to it."]
    else:
        first = [f"Your dispute is open. Its reference is {dispute.reference}."]
    held = [f"{hold} is on hold until it is decided: you need not pay it meanwhile."] if hold else []
    by = [f"You hear our decision by {tongue.day(dispute.respond_by)}."] if dispute.respond_by else []
    letter = [] if joined else [f"A letter that confirms this goes to {dispute.opened_by.email}.", PATIENCE]
    return [*first, *held, *by, *letter]
