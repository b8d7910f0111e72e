"""Letters to the staff: what waits for them, and until when."""

from dataclasses import dataclass
from datetime import datetime

from support import policies
from support.accounts import queries as accounts
from support.accounts.absences import present
from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import clients_of, owners_of, step_of, write
from support.disputes.models import Dispute, Remedy
from support.disputes.states import OPEN
from support.kernel.sayings import N_

WHY = {
    "client asked": N_("they asked for one"),
    "not understood": N_("the assistant did not understand them"),
    "bot failed": N_("the assistant could not answer"),
    "colleague away": N_("the colleague who answered is away"),
}


def approval_requested(dispute: Dispute, remedy: Remedy, managers: list[Person]) -> None:
    """To `managers`, who are there and may approve it."""
    for person in managers:
        speech = Speech(person)
        write(
            "approval_requested",
            person,
            event=f"remedy:{remedy.public_id}",
            dispute=dispute,
            proposer=remedy.proposed_by.name,
            kind=remedy.kind.label.lower(),
            amount=speech.money(dispute.money(remedy.amount_minor)),
            words=remedy.words or dispute.explanation,
            approvals=links.approvals(),
            by=speech.day(dates.decided_by(dispute)),
        )


def remedy_sent_back(dispute: Dispute, remedy: Remedy) -> None:
    person = remedy.proposed_by
    speech = Speech(person)
    write(
        "remedy_sent_back",
        person,
        event=f"remedy:{remedy.public_id}",
        dispute=dispute,
        manager=remedy.approved_by.name if remedy.approved_by else "A manager",
        kind=remedy.kind.label.lower(),
        amount=speech.money(dispute.money(remedy.amount_minor)),
        words=remedy.decision_words,
        by=speech.day(dates.decided_by(dispute)),
    )


def offer_declined(dispute: Dispute, remedy: Remedy) -> None:
    for person in owners_of(dispute):
        speech = Speech(person)
        write(
            "offer_declined",
            person,
            event=f"remedy:{remedy.public_id}",
            dispute=dispute,
            kind=remedy.kind.label.lower(),
            amount=speech.money(dispute.money(remedy.amount_minor)),
            words=remedy.decision_words,
            by=speech.day(dates.decided_by(dispute)),
        )


def client_answered(dispute: Dispute, words: str) -> None:
    for person in owners_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("client_answered", person, event=step_of(dispute), dispute=dispute, words=words, by=by)


def escalation_received(dispute: Dispute, tier: int, why: str) -> None:
    """To whoever owns it now, or to the whole tier."""
    for person in owners_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("escalation_received", person, event=step_of(dispute), dispute=dispute, tier=tier, why=why, by=by)


def deadline_near(dispute: Dispute, label: str, due_at: datetime) -> None:
    _deadline("deadline_near", dispute, label, due_at, owners_of(dispute))


def deadline_missed(dispute: Dispute, label: str, due_at: datetime) -> None:
    """To the owners and to every manager."""
    people = {person.id: person for person in [*owners_of(dispute), *accounts.staff(Role.MANAGER)]}
    _deadline("deadline_missed", dispute, label, due_at, list(people.values()))


def _deadline(kind: str, dispute: Dispute, label: str, due_at: datetime, people: list[Person]) -> None:
    for person in people:
        write(
            kind,
            person,
            event=f"{dispute.reference}:{label}:{due_at.isoformat()}",
            dispute=dispute,
            label=label,
            by=Speech(person).moment(due_at),
            status=dispute.status.label,
        )


@dataclass(frozen=True)
class HandedOver:
    """What somebody needs to know before they answer a chat: the client's last words and how they sound, what the
    assistant understood (its intent, and what it was told: name, value), the audit's findings, and running clocks.
    """

    said: list[str]
    tone: str
    meant: str
    so_far: list[tuple[str, str]]
    found: list[str]
    clocks: list[tuple[str, datetime]]


def hand_over(
    *,
    client: Person,
    conversation: str,
    event: str,
    why: str,
    dispute: Dispute | None,
    asked_at: datetime,
    of: HandedOver,
) -> None:
    """Somebody waits in the chat: to the owner of the dispute they speak about, else to all agents."""
    for person in owners_of(dispute) if dispute else _agents():
        speech = Speech(person)
        write(
            "hand_over",
            person,
            event=event,
            client=client.organisation.name if client.organisation else client.name,
            who=client.name,
            why=WHY.get(why, why),
            about=dispute.reference if dispute else "",
            link=links.chat(conversation),
            by=speech.moment(asked_at),
            **vars(of) | {"clocks": [(label, speech.moment(due)) for label, due in of.clocks]},
        )


def _agents() -> list[Person]:
    """The agents of the billing desk who are there; all of them when nobody is."""
    agents = [person for person in accounts.staff(Role.AGENT) if policies.desk().department(person.department).home]
    return present(agents) or agents


def low_score(dispute: Dispute, score: int, words: str) -> None:
    """A client is not satisfied: to the owners of the dispute, which has been opened again where that could be."""
    for person in owners_of(dispute):
        write(
            "low_score",
            person,
            event=step_of(dispute),
            dispute=dispute,
            who=", ".join(client.name for client in clients_of(dispute)),
            score=score,
            words=words,
            again=dispute.status in OPEN,
            by=Speech(person).day(dates.decided_by(dispute)),
        )


def counter_offer(dispute: Dispute, remedy: Remedy) -> None:
    """The client asks for something else than was offered: to the owner, who alone can offer it."""
    for person in owners_of(dispute):
        speech = Speech(person)
        write(
            "counter_offer",
            person,
            event=f"remedy:{remedy.public_id}",
            dispute=dispute,
            kind=remedy.kind.label.lower(),
            amount=speech.money(remedy.amount),
            counter=speech.money(dispute.money(remedy.counter_minor or 0)),
            words=remedy.decision_words,
            by=speech.day(dates.decided_by(dispute)),
        )
