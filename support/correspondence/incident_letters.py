"""Letters about one mistake that concerns many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.accounts import queries as accounts
from support.accounts.models import Organisation
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.correspondence import dates, links
from support.correspondence.prevention_letters import left_to_pay
from support.correspondence.rendering import Speech
from support.correspondence.writing import write
from support.kernel.money import Money
from support.kernel.sayings import N_


@dataclass(frozen=True, slots=True)
class Noticed:
    """`expected`: as words, how many errors would have been usual in so many `days`."""

    reference: str
    title: str
    count: int
    clients: int
    days: int
    expected: str


def incident_noticed(incident: Noticed) -> None:
    """To every manager."""
    for person in accounts.staff(Role.MANAGER):
        write(
            "incident_noticed",
            person,
            event=f"incident:{incident.reference}",
            reference=incident.reference,
            title=incident.title,
            count=incident.count,
            clients=incident.clients,
            days=incident.days,
            expected=incident.expected,
            by=Speech(person).day(dates.answer_by()),
            link=links.prevention(f"incidents/{incident.reference}"),
        )


def incident_notice(
    client: Organisation,
    *,
    event: str,
    reference: str,
    words: str,
    lines: Sequence[tuple[Invoice, str, Money]],
    rests_on: Sequence[str],
    by: datetime,
) -> None:
    """To the client's people: what was wrong, on which of their bills, and by when it is put right."""
    about: dict[str, Any] = {"reference": reference, "words": words, **_named(lines)}
    for person in accounts.people_of(client):
        speech = Speech(person)
        write(
            "incident_notice",
            person,
            event=event,
            rests_on=rests_on,
            seller=lines[0][0].seller_name,
            **about,
            lines=[_line(line, speech) for line in lines],
            by=speech.day(by),
            link=links.invoices(),
        )


def _named(lines: Sequence[tuple[Invoice, str, Money]]) -> dict[str, Any]:
    """Three of their invoices, for a subject."""
    numbers = list(dict.fromkeys(invoice.number for invoice, _, _ in lines))
    listed = ", ".join(numbers[:3])
    said = N_("%(numbers)s and others", numbers=listed) if len(numbers) > 3 else listed
    return {"invoices": said, "several": len(numbers) > 1}


def _line(line: tuple[Invoice, str, Money], speech: Speech) -> dict[str, str]:
    invoice, name, amount = line
    return {"invoice": invoice.number, "name": name, "amount": speech.money(amount)}


def incident_credit(reference: str, note: Invoice) -> None:
    invoice = note.corrects
    if invoice is None:
        return
    for person in accounts.people_of(note.organisation):
        speech = Speech(person)
        write(
            "incident_credit",
            person,
            event=f"incident:{reference}:{note.id}",
            of_invoice=invoice,
            reference=reference,
            seller=invoice.seller_name,
            number=invoice.number,
            note=note.number,
            gross=speech.money(note.payable),
            by=speech.day(note.issued_on),
            link=links.invoice(invoice.number),
            **left_to_pay(invoice, speech),
        )
