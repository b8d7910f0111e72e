"""What a client wants to dispute, read from a form or from the assistant: one reader for both doors."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from support.accounts.models import Organisation, Person
from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import invoice_with
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, Reason
from support.kernel.errors import BadInput, NotFound
from support.kernel.money import Money
from support.kernel.sayings import N_

WHOLE = "*"
LONGEST_STATEMENT = 10_000


@dataclass(frozen=True)
class Wanted:
    """`lines` is None for the whole invoice; `claimed` (net) is what the client says is right, None where they don't say."""

    invoice: Invoice
    lines: list[InvoiceLine] | None
    reason: Reason
    claimed: Money | None
    statement: str

    def as_arguments(self) -> dict[str, Any]:
        return {
            "invoice": self.invoice,
            "lines": self.lines,
            "reason": self.reason,
            "claimed": self.claimed,
            "statement": self.statement,
        }


def wanted(given: Mapping[str, Any], lines: Sequence[str], organisation: Organisation) -> Wanted:
    """`given`: invoice, reason, claimed, statement. Raises `BadInput` with the field that does not fit."""
    invoice = own_invoice(str(given.get("invoice") or ""), organisation)
    return Wanted(
        invoice=invoice,
        lines=chosen_lines(invoice, lines),
        reason=_reason(given.get("reason")),
        claimed=_claimed(given.get("claimed"), invoice.currency),
        statement=_statement(given.get("statement")),
    )


def own_invoice(number: str, organisation: Organisation) -> Invoice:
    """A foreign number is refused in the words for an unknown one."""
    try:
        return invoice_with(number, organisation)
    except NotFound as unknown:
        raise BadInput(unknown.say, field="invoice") from None


def chosen_lines(invoice: Invoice, line_ids: Sequence[str]) -> list[InvoiceLine] | None:
    """The lines by the document's own numbers, in its order; None where `*` names the whole invoice."""
    if WHOLE in line_ids:
        return None
    if not line_ids:
        raise BadInput(N_("Choose the charges that look wrong, or the whole invoice."), field="lines")
    known = {line.line_id: line for line in invoice.lines}
    for line_id in line_ids:
        if line_id not in known:
            raise BadInput(
                N_("Line %(line_id)s is not on %(number)s.", line_id=line_id[:60], number=invoice.number), field="lines"
            )
    return [line for line in invoice.lines if line.line_id in line_ids]


def _reason(given: Any) -> Reason:
    try:
        return Reason(str(given or ""))
    except ValueError:
        raise BadInput(N_("Choose what is wrong with it."), field="reason") from None


def _claimed(given: Any, currency: str) -> Money | None:
    """With a decimal point or a decimal comma; nothing where nothing is said."""
    text = str(given if given is not None else "").strip().replace(" ", "")
    if not text:
        return None
    decimal = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    return Money.exactly(decimal, currency, field="claimed")


def _statement(given: Any) -> str:
    text = str(given or "").replace("\x00", "").strip()
    if not text:
        raise BadInput(N_("Tell us in your own words what is wrong."), field="statement")
    if len(text) > LONGEST_STATEMENT:
        raise BadInput(
            N_(
                "That is too long: %(count)s characters, %(longest_statement)s are possible.",
                count=len(text),
                longest_statement=LONGEST_STATEMENT,
            ),
            field="statement",
        )
    return text


def key_of(given: Mapping[str, Any], lines: Sequence[str]) -> str:
    """The form's key together with what stands in it: who goes back and writes something else means that."""
    said = [str(given.get(name) or "").strip() for name in ("key", "invoice", "reason", "claimed", "statement")]
    return hashlib.sha256(repr([*said, sorted(lines)]).encode(errors="replace")).hexdigest()


def said_of(dispute: Dispute, key: str, existing: bool, opened: str) -> str:
    """What became of the form, for its sender: `opened`, or that it was there already, and why."""
    if not existing:
        return opened
    if services.was_opened_with(dispute, key):
        return N_(
            "%(reference)s was opened with your first press. Nothing was done twice.", reference=dispute.reference
        )
    return N_("%(reference)s was open already; these words have been added to it.", reference=dispute.reference)


def open_wanted(
    wish: Wanted, *, by: Person, channel: Channel, key: str, conversation_id: int | None = None
) -> tuple[Dispute, bool]:
    """Open the dispute, or find the one that is open about the same lines already (then True)."""
    return services.open_dispute(
        by=by, channel=channel, key=key, conversation_id=conversation_id, **wish.as_arguments()
    )
