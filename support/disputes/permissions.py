"""Who may do what: Action → clauses of predicates. Pure facts about a person and a dispute (or one of its remedies).

A person may when all predicates of one clause hold. Each predicate says in a sentence why not, so that the page can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from support import policies
from support.accounts.roles import Power, Role
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.states import UNTOUCHED, Action
from support.kernel import clock
from support.kernel.money import Money
from support.kernel.permissions import Predicate, hindrance, refuse, says

COUNTED = frozenset({RemedyStatus.POSTED, RemedyStatus.OFFERED})
"""Remedies that use up somebody's authority: given, or promised to the client."""
PERIODS = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has given by their own authority in this day, week and month so far, in minor units."""

    day: int = 0
    week: int = 0
    month: int = 0


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Facts:
    """The person, the dispute, the remedy where there is one, and what the person has given before."""

    person: Any
    dispute: Any
    remedy: Any = None
    given: Given = NOTHING
    now: datetime | None = None


@says("Your account is no longer active.")
def is_active(facts: Facts) -> bool:
    return bool(facts.person.active)


@says("Only staff can do this.")
def is_staff(facts: Facts) -> bool:
    return bool(facts.person.role.is_staff)


@says("Only a manager can do this.")
def is_manager(facts: Facts) -> bool:
    return facts.person.role is Role.MANAGER


@says("Only the client can do this.")
def is_the_client(facts: Facts) -> bool:
    person = facts.person
    return bool(person.role is Role.CLIENT and person.organisation_id == facts.dispute.organisation_id)


@says("It belongs to a colleague. Take it, or ask them.")
def owns_it(facts: Facts) -> bool:
    return bool(facts.dispute.owner_id == facts.person.id)


@says("It has gone up to people with more authority.")
def reaches_its_tier(facts: Facts) -> bool:
    return bool(facts.person.tier >= facts.dispute.tier)


@says("A colleague has taken it already.")
def is_free_to_take(facts: Facts) -> bool:
    """Nobody has begun on it; somebody with more authority than its owner may take it over all the same."""
    dispute = facts.dispute
    if dispute.status in UNTOUCHED or dispute.taken_at is None or dispute.owner_id is None:
        return True
    return bool(dispute.owner_id == facts.person.id or facts.person.tier > dispute.owner.tier)


@says("It is with another department. Ask them to hand it over.")
def is_of_its_department(facts: Facts) -> bool:
    desk = policies.desk()
    return bool(desk.department(facts.person.department) == desk.department(facts.dispute.department))


@says("It belongs to a colleague. Take it, or ask them.")
def is_nobodys(facts: Facts) -> bool:
    return facts.dispute.owner_id is None


@says("You proposed it: somebody else has to approve it.")
def did_not_propose(facts: Facts) -> bool:
    return bool(facts.remedy is None or facts.remedy.proposed_by_id != facts.person.id)


@says("Only who proposed it can take it back.")
def proposed_it(facts: Facts) -> bool:
    return bool(facts.remedy is None or facts.remedy.proposed_by_id == facts.person.id)


@says("It is above what you may give on your own.")
def within_limit(facts: Facts) -> bool:
    return over_limit(facts.person, facts.remedy, facts.given) is None


@says("It is on the first tier: there is nobody below.")
def is_above_the_first_tier(facts: Facts) -> bool:
    return bool(facts.dispute.tier > 1)


@says("The time for going back on the decision has passed.")
def decided_lately(facts: Facts) -> bool:
    now = facts.now or clock.now()
    window: timedelta = policies.desk().reopen_window
    ended = facts.dispute.decided_at or facts.dispute.closed_at
    return ended is None or now - ended <= window


@says("What you accepted or took back cannot be rejected. Ask for it to be opened again.")
def was_decided_by_us(facts: Facts) -> bool:
    return facts.dispute.outcome in (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD)


@says("You have said that you are satisfied with it.")
def is_not_satisfied(facts: Facts) -> bool:
    return facts.dispute.satisfied is not True


@says("Your colleagues have not given you the right to question charges. Ask whoever looks after your account here.")
def may_dispute(facts: Facts) -> bool:
    return bool(facts.person.may(Power.DISPUTE))


@says("Your colleagues have not given you the right to accept. Ask whoever looks after your account here.")
def may_accept(facts: Facts) -> bool:
    return bool(facts.person.may(Power.ACCEPT))


WORKS_ON_IT = (is_active, is_staff, owns_it, reaches_its_tier)
LOOKS_AFTER_IT = (is_active, is_staff)
THE_CLIENT = (is_active, is_the_client, may_dispute)
BINDS_THE_CLIENT = (is_active, is_the_client, may_accept)
LEADS = (is_active, is_manager)

PERMISSIONS: Mapping[Action, tuple[tuple[Predicate, ...], ...]] = {
    Action.ACKNOWLEDGE: (LOOKS_AFTER_IT,),
    Action.TAKE: (
        (is_active, is_staff, is_of_its_department, reaches_its_tier, is_free_to_take),
        (*LEADS, is_free_to_take),
    ),
    Action.PUT_BACK: ((is_active, is_staff, owns_it),),
    Action.ASK_CLIENT: (WORKS_ON_IT,),
    Action.CLIENT_ANSWERED: (THE_CLIENT, LOOKS_AFTER_IT),
    Action.RESUME: (WORKS_ON_IT, LEADS),
    Action.REQUEST_APPROVAL: (WORKS_ON_IT,),
    Action.APPROVE: ((is_active, is_manager, did_not_propose, within_limit),),
    Action.APPROVE_OFFER: ((is_active, is_manager, did_not_propose, within_limit),),
    Action.SEND_BACK: ((is_active, is_manager, did_not_propose),),
    Action.OFFER: ((*WORKS_ON_IT, within_limit),),
    Action.ACCEPT: (BINDS_THE_CLIENT,),
    Action.DECLINE_OFFER: (THE_CLIENT,),
    Action.COUNTER_OFFER: (THE_CLIENT,),
    Action.EXPIRE_OFFER: (LEADS,),
    Action.RESOLVE: ((*WORKS_ON_IT, within_limit),),
    Action.REJECT_OUTCOME: ((*THE_CLIENT, was_decided_by_us, is_not_satisfied, decided_lately),),
    Action.START_FOLLOW_UP: (LEADS,),
    Action.CLOSE: (BINDS_THE_CLIENT, LEADS),
    Action.WITHDRAW: (BINDS_THE_CLIENT,),
    # After its window a manager may still: in the client's favour, which is recorded as an override.
    Action.REOPEN: ((*THE_CLIENT, decided_lately), (*LOOKS_AFTER_IT, reaches_its_tier, decided_lately), LEADS),
    Action.VOID_CREDIT: (LEADS,),
    Action.RECALL: ((is_active, is_staff, proposed_it),),
    Action.LAPSE: (LEADS,),
    Action.GIVE_NOTICE: (LEADS,),
    Action.OVERRIDE: (LEADS,),
    Action.REFUSE_COUNTER: (WORKS_ON_IT,),
    Action.ESCALATE: (LOOKS_AFTER_IT, THE_CLIENT),
    Action.ASSIGN: (LEADS, WORKS_ON_IT),
    Action.ADD_STATEMENT: (THE_CLIENT, LOOKS_AFTER_IT),
    Action.SHARE_PROGRESS: (WORKS_ON_IT, LEADS),
    Action.TELL_STANDING: (LEADS,),
    Action.ADD_NOTE: (LOOKS_AFTER_IT,),
    Action.RECORD_CHECK: (WORKS_ON_IT,),
    Action.RECORD_CAUSE: (WORKS_ON_IT,),
    Action.VERIFY_LINE: (WORKS_ON_IT,),
    Action.ATTACH_DOCUMENT: (WORKS_ON_IT, THE_CLIENT),
    Action.RECORD_FACT: (WORKS_ON_IT, LEADS),
    Action.FLAG_IMPACT: (LOOKS_AFTER_IT,),
    Action.HAND_DOWN: (
        (is_active, owns_it, reaches_its_tier, is_above_the_first_tier),
        (*LEADS, is_above_the_first_tier),
    ),
    Action.HAND_OVER: (WORKS_ON_IT, (is_active, is_staff, is_nobodys, is_of_its_department), LEADS),
    Action.MERGE: (WORKS_ON_IT, LEADS),
    Action.TAKE_IN: ((*LOOKS_AFTER_IT, reaches_its_tier),),
    Action.UNMERGE: (WORKS_ON_IT, LEADS),
    Action.GIVE_BACK: ((*LOOKS_AFTER_IT, reaches_its_tier),),
    Action.LINK: (LOOKS_AFTER_IT,),
    Action.UNLINK: (LOOKS_AFTER_IT,),
    Action.REMIND_OFFER: (LEADS,),
    Action.RECORD_REFUND: (WORKS_ON_IT, LEADS),
    Action.RECORD_INSTALMENT: (WORKS_ON_IT, LEADS),
    Action.REMIND_INSTALMENT: (LEADS,),
    Action.RECORD_DELIVERY: (WORKS_ON_IT, LEADS),
    Action.ADD_FILES: (THE_CLIENT, LOOKS_AFTER_IT),
    Action.TAG: (LOOKS_AFTER_IT,),
    Action.SPLIT: (WORKS_ON_IT, LEADS),
    Action.WRITE_CORRECTED: (WORKS_ON_IT, LEADS),
    Action.TELL_DELAY: (WORKS_ON_IT, LEADS),
    Action.TELL_RECOURSE: (LEADS,),
    Action.CREDIT_FOR_NOW: (WORKS_ON_IT, LEADS),
    Action.END_CREDIT_FOR_NOW: (WORKS_ON_IT, LEADS),
}


def _facts(person: Any, thing: Any, given: Given) -> Facts:
    """`thing` is a dispute, or a remedy of one."""
    remedy = thing if hasattr(thing, "dispute") else None
    return Facts(person, thing.dispute if remedy is not None else thing, remedy, given)


def can(person: Any, action: Action, thing: Any, *, given: Given = NOTHING) -> bool:
    return not why_not(person, action, thing, given=given)


def why_not(person: Any, action: Action, thing: Any, *, given: Given = NOTHING) -> str:
    """What hinders, of the clause that comes nearest to fitting; empty when nothing does."""
    return hindrance(PERMISSIONS[action], _facts(person, thing, given))


def require(person: Any, action: Action, thing: Any, *, given: Given = NOTHING) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(why_not(person, action, thing, given=given))


def why_not_open(person: Any) -> str:
    """Whether this person may open disputes at all: one of a client's people may have been left without."""
    return hindrance([(is_active, may_dispute)], Facts(person, None)) if person.role is Role.CLIENT else ""


def over_limit(person: Any, remedy: Any, given: Given = NOTHING) -> str | None:
    """Which limit of `person` this remedy passes ("remedy", "dispute", "day", "week", "month"); None when it passes none.

    What others have given on the same dispute counts, so that parts of a sum need the authority of the sum.
    """
    if remedy is None or remedy.amount_minor == 0:
        return None
    dispute = remedy.dispute
    limit = policies.desk().limit(person.role.value, remedy.kind.value, dispute.currency)
    if limit is None:
        return "remedy"
    others = sum(row.amount_minor for row in dispute.remedies if row is not remedy and row.status in COUNTED)
    wanted = {"remedy": remedy.amount_minor, "dispute": remedy.amount_minor + others}
    wanted |= {period: remedy.amount_minor + getattr(given, period) for period in PERIODS}
    for what, minor in wanted.items():
        if Money(minor, dispute.currency) > limit.of(what, dispute.currency):
            return what
    return None
