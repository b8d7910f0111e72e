"""Letters about who does what: a dispute is given to somebody, named to somebody, handed to another department."""

from support import policies
from support.correspondence import dates
from support.correspondence.rendering import Speech
from support.correspondence.writing import clients_of, owners_of, step_of, write
from support.disputes.models import Dispute


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
