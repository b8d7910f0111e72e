"""Who can approve what waits: no proposal waits for one manager who is away while another could decide."""

from collections.abc import Sequence

from sqlalchemy import select

from support.accounts import queries as accounts
from support.accounts.absences import present
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes.authority import given_by
from support.disputes.events import ApproverWanted
from support.disputes.models import Remedy
from support.disputes.permissions import Given, why_not
from support.disputes.reasons import RemedyStatus
from support.disputes.states import Action
from support.extensions import db
from support.kernel.transaction import record, transaction


def approvers(remedies: Sequence[Remedy]) -> dict[int, list[Person]]:
    """By remedy id: the managers who are there, did not propose it, and whose limits cover it."""
    managers = present(accounts.staff(Role.MANAGER)) if remedies else []
    given: dict[tuple[int, str], Given] = {}
    found: dict[int, list[Person]] = {}
    for remedy in remedies:
        currency = remedy.dispute.currency
        for manager in managers:
            if (manager.id, currency) not in given:
                given[manager.id, currency] = given_by(manager, currency)
        found[remedy.id] = [
            row for row in managers if not why_not(row, Action.APPROVE, remedy, given=given[row.id, currency])
        ]
    return found


def look_for_approvers() -> int:
    """Ask again for everything that waits: managers who have come since are told, and so is everybody when nobody can.

    Nobody is told twice: a letter about a proposal goes to a person once. Returns how many proposals wait.
    """
    with transaction():
        wanted = select(Remedy.dispute_id, Remedy.id).where(Remedy.status == RemedyStatus.AWAITING_APPROVAL)
        rows = db.session.execute(wanted.order_by(Remedy.id)).all()
        for dispute_id, remedy_id in rows:
            record(ApproverWanted(dispute_id, remedy_id))
    return len(rows)
