"""Letters about bills that go out, errors that we found ourselves, prices to come, and tasks that are due.

What a letter needs of drafts, incidents and tasks is given as values: the two domains know nothing of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency

from support.accounts import queries as accounts
from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing import units
from support.billing.agreements import Price
from support.billing.balance import invoice_balance
from support.billing.models import Invoice, InvoiceLine
from support.billing.proactive import ProactiveCorrection
from support.billing.settlement import Finding
from support.correspondence import dates, links
from support.correspondence.paying import how_to_pay
from support.correspondence.rendering import Speech
from support.correspondence.writing import write
from support.kernel import words as said
from support.kernel.money import Money
from support.kernel.sayings import N_

SHOWN = 20
"""Lines of an invoice that a letter lists."""


def invoice_issued(invoice: Invoice) -> None:
    for person in accounts.people_of(invoice.organisation):
        speech = Speech(person)
        period = None
        if invoice.period_start and invoice.period_end:
            period = said.period(invoice.period_start, invoice.period_end, person.locale)
        write(
            "invoice_issued",
            person,
            event=f"invoice:{invoice.id}",
            of_invoice=invoice,
            number=invoice.number,
            seller=invoice.seller_name,
            issued_on=speech.day(invoice.issued_on),
            period=period,
            payable=speech.money(invoice.payable),
            due_on=speech.day(invoice.due_on) if invoice.due_on else None,
            lines=[_line(line, invoice, speech) for line in invoice.lines[:SHOWN]],
            more=max(len(invoice.lines) - SHOWN, 0),
            link=links.invoice(invoice.number),
            policies=links.policies(),
            **how_to_pay(invoice, speech),
        )


def _line(line: InvoiceLine, invoice: Invoice, speech: Speech) -> dict[str, Any]:
    """What it is, what it comes to, and where it is questioned, which a line that takes nothing is not."""
    question = links.question(invoice.number, line.line_id) if line.net_minor > 0 else ""
    return {"name": line.name, "net": speech.money(line.net), "question": question}


@dataclass(frozen=True, slots=True)
class SentBack:
    """A draft that went back to its preparer. `event` names this time among others."""

    event: str
    rests_on: str
    public_id: str
    number: str
    client: str
    payable: Money
    issued_on: date
    reviewer: str
    words: str


def draft_sent_back(to: Person, draft: SentBack) -> None:
    write(
        "draft_sent_back",
        to,
        event=draft.event,
        rests_on=[draft.rests_on],
        number=draft.number,
        client=draft.client,
        payable=Speech(to).money(draft.payable),
        reviewer=draft.reviewer,
        by=Speech(to).day(draft.issued_on),
        words=draft.words,
        link=links.prevention(f"drafts/{draft.public_id}"),
    )


def own_correction(correction: ProactiveCorrection) -> None:
    """The proactive notice: where the mistake was, and the credit that goes with it."""
    finding, invoice, note = correction.finding, correction.finding.invoice, correction.credit_note
    if invoice is None or note is None:
        return
    for person in accounts.people_of(finding.organisation):
        speech = Speech(person)
        billed = finding.billed or correction.amount
        write(
            "own_correction",
            person,
            event=f"correction:{correction.public_id}",
            of_invoice=invoice,
            number=invoice.number,
            seller=invoice.seller_name,
            issued_on=speech.day(invoice.issued_on),
            place=_place(finding),
            billed=speech.money(billed),
            right=speech.money(billed - correction.amount),
            words=correction.words,
            note=note.number,
            gross=speech.money(note.payable),
            by=speech.day(note.issued_on),
            link=links.invoice(invoice.number),
            **left_to_pay(invoice, speech),
        )


def _place(finding: Finding) -> str:
    if finding.line is None:
        return N_("the whole invoice")
    return N_("line %(line)s, %(name)s", line=finding.line.line_id, name=finding.line.name)


def left_to_pay(invoice: Invoice, speech: Speech) -> dict[str, Any]:
    balance = invoice_balance(invoice)
    return {
        "due": speech.money(balance.due) if balance.due else None,
        "due_on": speech.day(balance.due_on) if balance.due and balance.due_on else None,
        "overpaid": speech.money(balance.overpaid) if balance.overpaid else None,
    }


def correction_to_approve(correction: ProactiveCorrection) -> None:
    """To every manager but the proposer."""
    finding = correction.finding
    for person in accounts.staff(Role.MANAGER):
        if person.id != correction.proposed_by_id:
            write(
                "correction_to_approve",
                person,
                event=f"correction:{correction.public_id}",
                rests_on=[f"correction:{correction.id}"],
                proposer=correction.proposed_by.name,
                amount=Speech(person).money(correction.amount),
                number=finding.invoice.number if finding.invoice else "",
                client=finding.organisation.name,
                message=str(finding.message),
                by=Speech(person).day(dates.answer_by()),
                link=links.prevention(f"findings/{finding.id}"),
            )


def correction_sent_back(correction: ProactiveCorrection) -> None:
    finding, to = correction.finding, correction.proposed_by
    write(
        "correction_sent_back",
        to,
        event=f"correction:{correction.public_id}",
        rests_on=[f"correction:{correction.id}"],
        manager=correction.approved_by.name if correction.approved_by else "A manager",
        amount=Speech(to).money(correction.amount),
        number=finding.invoice.number if finding.invoice else "",
        client=finding.organisation.name,
        words=correction.decision_words,
        by=Speech(to).day(dates.answer_by()),
        link=links.prevention(f"findings/{finding.id}"),
    )


def price_notice(client: Organisation, price: Price, before: Price | None, notice_id: int) -> int:
    """To each of the client's people, in time before the price's first day; returns how many letters."""
    people = accounts.people_of(client)
    for person in people:
        write(
            "price_notice",
            person,
            event=f"price:{price.id}",
            rests_on=[f"price:{price.id}"],
            service=price.description or price.sku,
            valid_from=Speech(person).day(price.valid_from),
            before=_price(before.unit_price, before.currency, person) if before else None,
            after=_price(price.unit_price, price.currency, person),
            unit=units.words(units.code_of(price.unit)) if price.unit else "",
            agreement=price.contract.number if price.contract else "",
            clause=price.clause,
            link=links.price_notice(notice_id),
        )
    return len(people)


def _price(value: Decimal, currency: str, reader: Person) -> str:
    """With all its decimals: a unit price may be finer than money."""
    return str(format_currency(value, currency, locale=reader.locale, decimal_quantization=False))


def data_request_decided(
    to: Person, changes: Sequence[tuple[str, str, str]], *, made: bool, answer: str, request_id: int
) -> None:
    """To whoever asked: (what, as it was, as it was asked for)."""
    write(
        "data_request_decided",
        to,
        event=f"data_request:{request_id}",
        changes=changes,
        made=made,
        answer=answer,
        by=Speech(to).day(dates.answer_by()),
        link=links.own_data(),
    )


def tasks_due(to: Person, tasks: Sequence[tuple[str, date]], day: date) -> None:
    """One letter a day for all of a person's tasks: (title, due on)."""
    speech = Speech(to)
    write(
        "tasks_due",
        to,
        event=f"tasks:{day.isoformat()}",
        tasks=[{"title": title, "due_on": speech.day(due_on)} for title, due_on in tasks],
        by=speech.day(min(due_on for _, due_on in tasks)),
        link=links.prevention("tasks"),
    )
