"""Letters about who does what: a dispute is given to somebody, named to somebody, handed to another department."""

from support import policies
from support.accounts import queries as accounts
from support.accounts.roles import Role
from support.correspondence import dates, links
from support.correspondence.rendering import Speech
from support.correspondence.writing import clients_of, owners_of, step_of, write
from support.disputes.models import Dispute, Mention, Remedy


def dispute_assigned(dispute: Dispute, why: str) -> None:
    """To its new owner."""
    for person in owners_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("dispute_assigned", person, event=step_of(dispute), dispute=dispute, why=why, by=by)


def hand_over_received(dispute: Dispute, why: str) -> None:
    """To its owner there, or to everybody of the department while nobody of it has taken it."""
    for person in owners_of(dispute):
        write(
            "hand_over_received",
            person,
            event=step_of(dispute),
            dispute=dispute,
            department=policies.desk().department(dispute.department).label,
            owned=dispute.owner_id is not None,
            why=why,
            by=Speech(person).day(dates.decided_by(dispute)),
        )


def dispute_handed_over(dispute: Dispute) -> None:
    """To the client: who looks into it now, and that nothing else changes. The reason is ours alone."""
    for person in clients_of(dispute):
        write(
            "dispute_handed_over",
            person,
            event=step_of(dispute),
            dispute=dispute,
            with_whom=policies.desk().department(dispute.department).said,
            by=Speech(person).day(dates.decided_by(dispute)),
        )


def mentioned(dispute: Dispute, mention: Mention) -> None:
    """Who wrote the note and where it stands. Not its words: a mail is answered, forwarded and quoted too easily."""
    write(
        "mentioned",
        mention.person,
        event=f"note:{mention.note_id}",
        dispute=dispute,
        who=mention.note.by.name,
        status=dispute.status.label.lower(),
        by=Speech(mention.person).day(dates.decided_by(dispute)),
    )


def approval_without_approver(dispute: Dispute, remedy: Remedy) -> None:
    """To the proposer and every manager: nobody who is there may approve it."""
    people = {person.id: person for person in [remedy.proposed_by, *accounts.staff(Role.MANAGER)] if person.active}
    for person in people.values():
        speech = Speech(person)
        write(
            "approval_without_approver",
            person,
            event=f"remedy:{remedy.public_id}",
            dispute=dispute,
            proposer=remedy.proposed_by.name,
            kind=remedy.kind.label.lower(),
            amount=speech.money(remedy.amount),
            approvals=links.approvals(),
            by=speech.day(dates.decided_by(dispute)),
        )
