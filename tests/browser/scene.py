"""Disputes of the demo company in the states that pages show differently. Run in the settings of an empty demo company.

`python -m tests.browser.scene` opens them through the services, as people would.
"""

from sqlalchemy import select

from support import create_app
from support.accounts.models import Person
from support.accounts.queries import person_with
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.conversations import services as chats
from support.conversations.models import Author
from support.conversations.transcript import add, locked
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, CheckKind, Reason, RemedyKind, RootCause
from support.extensions import db
from support.kernel.money import Money
from support.kernel.transaction import transaction
from tests.browser import rare

STAFF = "lumen-larder.example"


def play() -> None:
    maria, jonas, priya = (
        person_with(email)
        for email in (
            "maria.santos@harbour-cafe.example",
            "jonas.weber@brightwater.example",
            "priya.nair@oakfield-dental.example",
        )
    )
    ana, ben = person_with(f"ana.ruiz@{STAFF}"), person_with(f"ben.okafor@{STAFF}")
    being_investigated(maria, ana, ben)
    waiting_for_approval(priya, ana)
    rejected(jonas, ben)
    offered(maria, ben)
    asked(priya, ana)
    resolved(maria, ana)
    new(jonas)
    waiting_for_a_person(priya)
    overpriced(jonas)


def opened(by: Person, lines: list[InvoiceLine], reason: Reason, words: str, chat: int | None = None) -> Dispute:
    channel = Channel.CHAT if chat else Channel.PORTAL
    dispute, _ = services.open_dispute(
        by=by,
        invoice=lines[0].invoice,
        lines=lines,
        reason=reason,
        statement=words,
        claimed=None,
        channel=channel,
        key=None,
        conversation_id=chat,
    )
    return dispute


def bill(person: Person, which: int) -> list[InvoiceLine]:
    """The first line of one of the client's invoices, the latest being 0."""
    wanted = select(Invoice).where(Invoice.organisation_id == person.organisation_id, Invoice.kind == "invoice")
    return db.session.scalars(wanted.order_by(Invoice.issued_on.desc())).all()[which].lines[:1]


def finding(rule: str) -> Finding:
    """The first: what hit several small clients at once is found after what stands alone."""
    return db.session.scalars(select(Finding).where(Finding.rule == rule).order_by(Finding.id)).all()[0]


def looked_into(
    dispute: Dispute, by: Person, cause: RootCause = RootCause.DATA_ENTRY, *, passed: bool = False
) -> Dispute:
    services.take(dispute, by=by)
    for kind in CheckKind:
        services.record_check(
            dispute, kind=kind, finding="What was found.", evidence="The record.", passed=passed, by=by
        )
    return services.record_cause(dispute, root_cause=cause, by=by)


def being_investigated(maria: Person, ana: Person, ben: Person) -> None:
    chat = said(maria, "Why was I charged twice on my March invoice?", "Lines 4 and 6 rest on the same delivery.")
    twice = opened(maria, [finding("R4").line], Reason.DUPLICATE, "The same delivery is on the invoice twice.", chat)
    looked_into(twice, ana)
    services.share_progress(twice, words="We are comparing the delivery note with the bill.", by=ana)
    services.add_note(twice, words="The batch was run twice for this site.", by=ben)
    services.attach_document(twice, kind="invoice", ref=twice.invoice.number, title="The invoice", by=ana)


def said(person: Person, words: str, answer: str) -> int:
    """A chat of two messages; returns the conversation's id."""
    conversation_id = chats.open_conversation(person).id
    with transaction():
        conversation = locked(conversation_id)
        add(conversation, Author.CLIENT, words, person=person, client_key="first")
        add(conversation, Author.BOT, answer)
    return conversation_id


def waiting_for_approval(priya: Person, ana: Person) -> None:
    missing = finding("R13")
    dispute = looked_into(opened(priya, [missing.line], Reason.MISSING_DISCOUNT, "Ten percent were promised."), ana)
    amounts = {missing.line_id: Money(missing.difference_minor, missing.currency)}
    words = "The discount was not passed on to billing. We take it off now."
    services.resolve_with_correction(dispute, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=ana)


def rejected(jonas: Person, ben: Person) -> None:
    """Not upheld, not accepted: with a specialist now."""
    dispute = opened(jonas, bill(jonas, 0), Reason.RATE_DISCREPANCY, "The price went up and nobody told us.")
    looked_into(dispute, ben, RootCause.CLIENT_MISUNDERSTANDING, passed=True)
    services.attach_document(dispute, kind="invoice", ref=dispute.invoice.number, title="The invoice", by=ben)
    services.resolve_not_upheld(dispute, explanation="The price was announced 60 days before.", by=ben)
    services.reject_outcome(dispute, words="I never got this letter.", by=jonas)


def offered(maria: Person, ben: Person) -> None:
    dispute = opened(maria, bill(maria, 1), Reason.NOT_RENDERED, "Nobody came in the second week.")
    looked_into(dispute, ben, RootCause.PROCESS_FAILURE)
    words = "We cannot show that it took place, and offer you this as goodwill."
    services.offer_settlement(dispute, kind=RemedyKind.GOODWILL, amount=Money(4000, "EUR"), words=words, by=ben)


def asked(priya: Person, ana: Person) -> None:
    dispute = opened(priya, bill(priya, 3), Reason.MISSING_DISCOUNT, "Ten percent were promised.")
    services.take(dispute, by=ana)
    services.ask_client(dispute, question="Who promised it, and when?", by=ana)


def resolved(maria: Person, ana: Person) -> None:
    lines = bill(maria, 2)
    dispute = looked_into(opened(maria, lines, Reason.QUANTITY, "There were three boxes, not four."), ana)
    services.attach_document(dispute, kind="invoice", ref=dispute.invoice.number, title="The invoice", by=ana)
    services.resolve_with_correction(
        dispute,
        kind=RemedyKind.ADJUST_CHARGE,
        amounts={lines[0].id: Money(1000, "EUR")},
        explanation="Three were delivered and four billed. We credit the fourth.",
        by=ana,
    )


def new(jonas: Person) -> None:
    opened(jonas, bill(jonas, 2), Reason.UNRECOGNISED, "What is this?")


def overpriced(jonas: Person) -> None:
    """New, with a finding that says what is right."""
    opened(jonas, [finding("R6").line], Reason.RATE_DISCREPANCY, "We agreed on another price for an hour.")


def waiting_for_a_person(priya: Person) -> None:
    said(priya, "I want to talk to a person.", "Somebody will answer you here.")
    chats.hand_over(chats.open_conversation(priya), "client asked")


if __name__ == "__main__":
    with create_app().app_context():
        play()
        rare.happen(person_with("maria.santos@harbour-cafe.example"), person_with(f"ana.ruiz@{STAFF}"))
