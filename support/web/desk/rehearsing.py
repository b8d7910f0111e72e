"""The client's letter before it is sent: the decision is taken, its letter read, and everything undone again."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g

from support.accounts import queries as accounts
from support.accounts.roles import Role
from support.correspondence.queries import letters_of
from support.disputes import services
from support.disputes.models import Dispute, Remedy
from support.disputes.reasons import RemedyStatus
from support.kernel.errors import NotAllowed, RuleBroken
from support.kernel.sayings import N_
from support.kernel.transaction import rehearse


@dataclass(frozen=True)
class Preview:
    """`approved_first`: it goes out only when a manager has approved. `others`: how many more people get the same."""

    subject: str
    text: str
    to: str
    others: int
    approved_first: bool


def letter_of(dispute: Dispute, decide: Callable[[Dispute], object]) -> Preview:
    """What the client would be sent if `decide` happened now. Raises what it raises."""
    before = max((letter.id for letter in letters_of(dispute)), default=0)
    waited: list[Remedy] = []

    def verb() -> None:
        decide(dispute)
        waited.extend(row for row in dispute.remedies if row.status is RemedyStatus.AWAITING_APPROVAL)
        for remedy in waited:
            _approve(remedy)

    return rehearse(verb, lambda: _newest(dispute, before, bool(waited)))


def letter_if_approved(remedy: Remedy) -> Preview:
    """What the client would be sent if the person at the page approved now."""
    before = max((letter.id for letter in letters_of(remedy.dispute)), default=0)
    return rehearse(
        lambda: services.approve(remedy, by=g.person), lambda: _newest(remedy.dispute, before, approved=False)
    )


def _approve(remedy: Remedy) -> None:
    """By the first manager who could."""
    for manager in accounts.staff(Role.MANAGER):
        try:
            services.approve(remedy, by=manager)
        except NotAllowed:
            continue
        return
    raise RuleBroken(N_("No manager here could approve this, so there is no letter to show."))


def _newest(dispute: Dispute, before: int, approved: bool) -> Preview:
    letters = [row for row in letters_of(dispute) if row.id > before and row.person and row.person.role is Role.CLIENT]
    if not letters:
        raise RuleBroken(N_("Nobody of this client can be written to: there is no letter to show."))
    first = letters[0]
    return Preview(first.subject, first.text, f"{first.to_name} <{first.to_email}>", len(letters) - 1, approved)
