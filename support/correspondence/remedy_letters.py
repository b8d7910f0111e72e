"""Letters to clients about what was decided or agreed, while it is being kept."""

from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.billing.refunding import refund_of
from support.billing.settlement import Instalment
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import clients_of, step_of, write
from support.disputes.models import Dispute, Remedy


def refund_paid(dispute: Dispute, remedy: Remedy) -> None:
    """How much, with which reference, on which day."""
    refund = refund_of(remedy.credit_note) if remedy.credit_note is not None else None
    if refund is None or refund.paid_on is None:
        return
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "refund_paid",
            person,
            event=step_of(dispute),
            dispute=dispute,
            amount=speech.money(dispute.money(refund.amount_minor)),
            payment=refund.reference,
            paid_on=speech.day(refund.paid_on),
            by=speech.day(dates.rejectable_until(dispute)),
        )


def invoice_corrected(dispute: Dispute, corrected: Invoice, why: str) -> None:
    """Which invoice stands in whose place, why, what it comes to, and what of it is still to be paid."""
    balance = invoice_balance(corrected)
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "invoice_corrected",
            person,
            event=step_of(dispute),
            dispute=dispute,
            number=corrected.number,
            why=why,
            payable=speech.money(corrected.payable),
            due=speech.money(balance.due) if balance.due else "",
            by=speech.day(balance.due_on) if balance.due and balance.due_on else "",
            page=links.invoice(corrected.number),
        )


def instalment_due(dispute: Dispute, instalment: Instalment) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "instalment_due",
            person,
            event=step_of(dispute),
            dispute=dispute,
            position=instalment.position,
            count=len(instalment.plan.instalments),
            amount=speech.money(dispute.money(instalment.amount_minor)),
            by=speech.day(instalment.due_on),
        )


def service_delivered(dispute: Dispute, remedy: Remedy, words: str) -> None:
    """What was promised, since when they have it, and what there is to say about it."""
    if remedy.delivered_on is None:
        return
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "service_delivered",
            person,
            event=step_of(dispute),
            dispute=dispute,
            promised=remedy.words,
            words=words,
            delivered_on=speech.day(remedy.delivered_on),
            by=speech.day(dates.rejectable_until(dispute)),
        )


def credit_voided(dispute: Dispute, remedy: Remedy, why: str) -> None:
    """Which credit is taken back, why, and what comes next."""
    if remedy.credit_note is None:
        return
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "credit_voided",
            person,
            event=step_of(dispute),
            dispute=dispute,
            number=remedy.credit_note.number,
            gross=speech.money(remedy.credit_note.payable),
            why=why,
            by=speech.day(dates.decided_by(dispute)),
        )
