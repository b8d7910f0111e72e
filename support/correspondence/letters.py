"""Letters to clients: one function a letter. Each says what has happened, what comes next, and by when.

Every figure is read from the ledger when the letter is written, and said in the reader's own locale.
"""

from datetime import datetime

from support.accounts.models import Person
from support.accounts.queries import people_of
from support.billing.holding import is_holding
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import (
    balance_facts,
    clients_of,
    disputed_net,
    given_gross,
    lines_of,
    step_of,
    write,
)
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import Outcome
from support.kernel.sayings import N_

TO_CLIENTS = (
    "dispute_acknowledged",
    "client_asked",
    "progress_update",
    "update_without_news",
    "invoice_due_soon",
    "invoice_overdue",
    "digest",
    "dispute_resolved_upheld",
    "dispute_settled",
    "dispute_not_upheld",
    "offer_made",
    "offer_expired",
    "offer_reminder",
    "dispute_escalated",
    "dispute_reopened",
    "dispute_withdrawn",
    "dispute_merged",
    "dispute_handed_over",
    "dispute_unmerged",
    "dispute_split",
    "dispute_lapsed",
    "closing_announced",
    "counter_refused",
    "remedy_ended",
    "refund_paid",
    "invoice_corrected",
    "service_delivered",
    "credit_voided",
    "instalment_due",
    "follow_up",
    "follow_up_reminder",
    "sign_in_link",
    "invoice_issued",
    "own_correction",
    "mail_received",
    "mail_answered",
    "chat_answered",
    "incident_notice",
    "incident_credit",
    "price_notice",
    "data_request_decided",
    "welcome",
    "what_changed",
    "dispute_delayed",
    "dispute_deadlock",
    "provisional_credit",
    "provisional_credit_ended",
)
TO_STAFF = (
    "approval_requested",
    "remedy_sent_back",
    "offer_declined",
    "counter_offer",
    "client_answered",
    "escalation_received",
    "deadline_near",
    "deadline_missed",
    "hand_over",
    "chat_waits",
    "low_score",
    "dispute_assigned",
    "hand_over_received",
    "draft_sent_back",
    "correction_to_approve",
    "correction_sent_back",
    "letter_bounced",
    "incident_noticed",
    "tasks_due",
    "mentioned",
    "approval_without_approver",
)
KINDS = TO_CLIENTS + TO_STAFF

FOLLOWED = {
    Outcome.UPHELD: N_("in which you were right"),
    Outcome.PARTLY_UPHELD: N_("in which you were partly right"),
    Outcome.NOT_UPHELD: N_("in which we found the bill to be right"),
    Outcome.SETTLED: N_("which we have settled with you"),
}


def dispute_acknowledged(dispute: Dispute) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_acknowledged",
            person,
            event=dispute.reference,
            dispute=dispute,
            opened_on=speech.day(dispute.opened_at),
            reason=dispute.reason.label,
            statement=dispute.statement,
            lines=lines_of(dispute, speech),
            disputed=speech.money(disputed_net(dispute)),
            late=dispute.late,
            by=speech.day(dates.decided_by(dispute)),
            **balance_facts(dispute, speech),
        )


def client_asked(dispute: Dispute, question: str) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        answer_by, decided_by = speech.day(dates.answer_by()), speech.day(dates.decided_by(dispute))
        write(
            "client_asked",
            person,
            event=step_of(dispute),
            dispute=dispute,
            question=question,
            by=answer_by,
            decided_by=decided_by,
        )


def progress_update(dispute: Dispute, words: str) -> None:
    for person in clients_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("progress_update", person, event=step_of(dispute), dispute=dispute, words=words, by=by)


def offer_made(dispute: Dispute, remedy: Remedy, *, reminder: bool = False) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "offer_reminder" if reminder else "offer_made",
            person,
            event=f"offer:{remedy.public_id}",
            dispute=dispute,
            kind=remedy.kind.label.lower(),
            amount=speech.money(dispute.money(remedy.amount_minor)) if remedy.amount_minor else None,
            words=remedy.words,
            by=speech.day(remedy.expires_at) if remedy.expires_at else speech.day(dates.decided_by(dispute)),
        )


def offer_expired(dispute: Dispute, remedy: Remedy) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "offer_expired",
            person,
            event=f"offer:{remedy.public_id}",
            dispute=dispute,
            kind=remedy.kind.label.lower(),
            by=speech.day(dates.decided_by(dispute)),
        )


TIERS = {1: N_("an agent"), 2: N_("a specialist"), 3: N_("a manager")}


def dispute_escalated(dispute: Dispute, tier: int) -> None:
    for person in clients_of(dispute):
        write(
            "dispute_escalated",
            person,
            event=step_of(dispute),
            dispute=dispute,
            to_whom=TIERS[tier],
            by=Speech(person).day(dates.decided_by(dispute)),
        )


def dispute_reopened(dispute: Dispute, why: str) -> None:
    held = is_holding(dispute.reference)
    for person in clients_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("dispute_reopened", person, event=step_of(dispute), dispute=dispute, why=why, by=by, held=held)


def dispute_withdrawn(dispute: Dispute) -> None:
    for person in clients_of(dispute):
        speech = Speech(person)
        by = speech.day(dates.rejectable_until(dispute))
        write(
            "dispute_withdrawn",
            person,
            event=step_of(dispute),
            dispute=dispute,
            by=by,
            **balance_facts(dispute, speech),
        )


def dispute_merged(dispute: Dispute, into: Dispute) -> None:
    """`dispute` goes on as `into`: its reference from now on, what it is about, and by when it is decided."""
    for person in clients_of(dispute):
        speech = Speech(person)
        write(
            "dispute_merged",
            person,
            event=step_of(dispute),
            dispute=into,
            merged=dispute.reference,
            lines=lines_of(into, speech),
            by=speech.day(dates.decided_by(into)),
            **balance_facts(into, speech),
        )


def follow_up(dispute: Dispute, token: str, until: datetime, *, reminder: bool = False) -> None:
    """Thanks, what was put right, and the one question; `token` opens the survey until `until`."""
    for person in clients_of(dispute)[:1] or people_of(dispute.organisation)[:1]:
        speech = Speech(person)
        write(
            "follow_up_reminder" if reminder else "follow_up",
            person,
            event=step_of(dispute),
            dispute=dispute,
            outcome=FOLLOWED.get(dispute.outcome, N_("which we have decided")) if dispute.outcome else "",
            given=given_gross(dispute, speech),
            survey=links.survey(token),
            by=speech.day(until),
        )


def sign_in_link(person: Person, token: str, until: datetime, event: str, inviter: Person | None = None) -> None:
    """Whoever was invited by somebody reads by whom, what for, and how to come in when the link is too old."""
    write(
        "sign_in_link",
        person,
        event=event,
        url=links.sign_in(token),
        by=Speech(person).moment(until),
        inviter=inviter.name if inviter else "",
        organisation=person.organisation.name if person.organisation else "",
        page=links.sign_in_page(),
    )
