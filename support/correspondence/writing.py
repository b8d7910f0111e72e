"""What every letter has in common: whom it goes to, how it greets and signs, and what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from support.accounts import queries as accounts
from support.accounts.models import Person
from support.accounts.roles import Role
from support.billing.balance import InvoiceBalance, invoice_balance
from support.billing.models import Invoice
from support.billing.refunding import refund_of
from support.correspondence import bound, checklists, figures, hours, links, nights, outbox, preferences
from support.correspondence.models import Format, OutgoingLetter, Rhythm
from support.correspondence.rendering import Rendered, Speech, render
from support.disputes.assignment import is_of
from support.disputes.models import Dispute, DisputedLine, Remedy
from support.disputes.reasons import RemedyStatus
from support.kernel import clock
from support.kernel.money import Money, total
from support.kernel.sayings import N_

DESK = N_("The billing desk")


def clients_of(dispute: Dispute) -> list[Person]:
    """Whom we write to: who opened the dispute, or the client's people when the desk opened it for them."""
    if dispute.opened_by.role is Role.CLIENT:
        return [dispute.opened_by] if dispute.opened_by.active else []
    return accounts.people_of(dispute.organisation)


def owners_of(dispute: Dispute) -> list[Person]:
    """Whose dispute it is: the owner, or everybody on its tier in its department while nobody has it."""
    if dispute.owner is not None and dispute.owner.active:
        return [dispute.owner]
    staff = [person for person in accounts.staff() if is_of(person, dispute.department)]
    reaching = [person for person in staff if person.tier == dispute.tier]
    return reaching or [person for person in staff if person.tier > dispute.tier]


def step_of(dispute: Dispute) -> str:
    """Names this moment of the dispute's life: its latest step."""
    return f"{dispute.reference}:{dispute.history_length}"


def write(
    letter: str,
    to: Person,
    /,
    *,
    event: str,
    dispute: Dispute | None = None,
    of_invoice: Invoice | None = None,
    not_before: datetime | None = None,
    conversation: str = "",
    rests_on: Sequence[str] = (),
    **facts: Any,
) -> OutgoingLetter:
    """Render `letter` for one person, as they like to be written to, and post it; it leaves not before `not_before`.

    `rests_on`: where its figures come from besides its dispute and invoice (`sources`).
    """
    rendered = _named(render(letter, shown := _shown(letter, to, dispute) | facts, to.locale), dispute)
    return outbox.post(
        outbox.Letter(
            kind=letter,
            person=to,
            event=event,
            dispute=dispute,
            conversation=conversation,
            **_answered_for(letter, rendered, shown, to, (dispute, of_invoice, rests_on)),
            **_as_they_like(letter, to, rendered, dispute, not_before),
        )
    )


def _named(rendered: Rendered, dispute: Dispute | None) -> Rendered:
    """With the dispute's reference before its subject, by which people find it again."""
    return replace(rendered, subject=f"[{dispute.reference}] {rendered.subject}") if dispute else rendered


def _answered_for(
    letter: str,
    rendered: Rendered,
    shown: dict[str, Any],
    to: Person,
    about: tuple[Dispute | None, Invoice | None, Sequence[str]],
) -> dict[str, Any]:
    """The amounts that it answers for, and why it is held back: it lacks something, or the ledger contradicts it."""
    lacking = checklists.refuse_or_hold(letter, checklists.missing(letter, about[0], to, shown))
    stated = figures.stated(f"{rendered.subject}\n{rendered.text}", shown, to.locale)
    wrong = figures.not_known(stated, *about, to.locale)
    return {
        "invoice_id": about[1].id if about[1] else None,
        "rests_on": about[2],
        "figures": [*stated, *bound.bound(shown, stated, about[0].invoice if about[0] else about[1], Speech(to))],
        "held": lacking or (N_("The ledger does not know %(amounts)s.", amounts=", ".join(wrong)) if wrong else ""),
    }


def _as_they_like(
    letter: str, to: Person, rendered: Rendered, dispute: Dispute | None, not_before: datetime | None
) -> dict[str, Any]:
    """Its text, its page for who wants one, and when it leaves: by itself, or in the daily letter."""
    choice = preferences.of(to)
    daily = choice.rhythm is Rhythm.DAILY and letter not in nights.BY_ITSELF
    return {
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html if choice.format is Format.HTML else "",
        "not_before": not_before or hours.not_before(letter, to, dispute),
        "collect_until": nights.next_digest(to.timezone, clock.now()) if daily else None,
    }


def _shown(letter: str, to: Person, dispute: Dispute | None) -> dict[str, Any]:
    """What every letter says: the greeting, who writes, and what it is about."""
    shown = {"greeting": to.first_name, "desk": DESK, "seller": "", "link": "", "to_staff": to.role.is_staff}
    shown |= {"rights": checklists.sentences(letter, dispute, Speech(to))}
    if dispute is None:
        return shown
    return shown | {
        "reference": dispute.reference,
        "seller": dispute.invoice.seller_name,
        "invoice": dispute.invoice.number,
        "client": dispute.organisation.name,
        "link": links.for_staff(dispute) if to.role.is_staff else links.for_client(dispute),
    }


def disputed_net(dispute: Dispute) -> Money:
    return dispute.money(sum(line.disputed_minor for line in dispute.lines))


def approved_net(dispute: Dispute) -> Money:
    return total((dispute.money(line.approved_minor or 0) for line in dispute.lines), dispute.currency)


def balance_of(dispute: Dispute) -> InvoiceBalance:
    return invoice_balance(dispute.invoice)


def lines_of(dispute: Dispute, speech: Speech) -> list[dict[str, str | None]]:
    """Each disputed line with its amounts, net of tax; None for what nobody has said."""
    return [
        {
            "name": disputed.line.name,
            "number": disputed.line.line_id,
            "billed": speech.money(dispute.money(disputed.billed_minor)),
            "claimed": _said(dispute, disputed.claimed_minor, speech),
            "right": _said(dispute, _right(disputed), speech),
            "credited": _said(dispute, disputed.approved_minor, speech),
        }
        for disputed in dispute.lines
    ]


def _right(disputed: DisputedLine) -> int | None:
    if disputed.verified_minor is not None:
        return disputed.verified_minor
    return None if disputed.approved_minor is None else disputed.billed_minor - disputed.approved_minor


def _said(dispute: Dispute, minor: int | None, speech: Speech) -> str | None:
    return None if minor is None else speech.money(dispute.money(minor))


def credit_note_of(remedy: Remedy | None, speech: Speech) -> dict[str, str] | None:
    """The credit note's number, what it gives, tax included, and what of that is paid back; None when nothing was posted."""
    if remedy is None or remedy.credit_note is None:
        return None
    note, refund = remedy.credit_note, refund_of(remedy.credit_note)
    said = {"number": note.number, "gross": speech.money(note.payable)}
    return said | {"refund": speech.money(note.money(refund.amount_minor))} if refund else said


def given_gross(dispute: Dispute, speech: Speech) -> str | None:
    """What all credit notes of the dispute give together, tax included; None when there are none."""
    notes = [
        remedy.credit_note.payable
        for remedy in dispute.remedies
        if remedy.credit_note is not None and remedy.status is RemedyStatus.POSTED
    ]
    return speech.money(total(notes, dispute.currency)) if notes else None


def balance_facts(dispute: Dispute, speech: Speech) -> dict[str, Any]:
    """What is left to pay of the invoice, tax included, and by when; `due` is None when nothing is."""
    balance = balance_of(dispute)
    return {
        "due": speech.money(balance.due) if balance.due else None,
        "due_on": speech.day(balance.due_on) if balance.due and balance.due_on else None,
        "on_hold": speech.money(balance.on_hold) if balance.on_hold else None,
        "overpaid": speech.money(balance.overpaid) if balance.overpaid else None,
    }
