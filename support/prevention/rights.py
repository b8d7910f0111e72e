"""Who may do what to drafts, findings, corrections, incidents and tasks: act → predicates that must all hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from support.accounts.roles import Power, Role
from support.kernel.permissions import Predicate, hindrance, refuse, says


class Act(StrEnum):
    PREPARE = "prepare"
    APPROVE_DRAFT = "approve_draft"
    OVERRIDE_WARNING = "override_warning"
    OVERRIDE_BLOCK = "override_block"
    SEND_BACK_DRAFT = "send_back_draft"
    WITHDRAW_DRAFT = "withdraw_draft"
    ASSIGN_FINDING = "assign_finding"
    DECIDE_FINDING = "decide_finding"
    NOTE_FINDING = "note_finding"
    PROPOSE_CORRECTION = "propose_correction"
    APPROVE_CORRECTION = "approve_correction"
    SEND_BACK_CORRECTION = "send_back_correction"
    CONFIRM_INCIDENT = "confirm_incident"
    DISMISS_INCIDENT = "dismiss_incident"
    PREPARE_CREDITS = "prepare_credits"
    JUDGE_SAMPLE = "judge_sample"
    RELEASE_CREDITS = "release_credits"
    CLOSE_INCIDENT = "close_incident"
    DO_TASK = "do_task"
    PUT_OFF_TASK = "put_off_task"
    ASSIGN_TASK = "assign_task"
    PLAN_TASK = "plan_task"
    CONFIRM_OWN_DATA = "confirm_own_data"
    ASK_FOR_CHANGE = "ask_for_change"
    DECIDE_DATA_REQUEST = "decide_data_request"


@says("Your account is no longer active.")
def is_active(person: Any, _: Any) -> bool:
    return bool(person.active)


@says("Only staff can do this.")
def is_staff(person: Any, _: Any) -> bool:
    return bool(person.role.is_staff)


@says("Only a manager can do this.")
def is_manager(person: Any, _: Any) -> bool:
    return person.role is Role.MANAGER


@says("You prepared it: somebody else has to look at it.")
def did_not_prepare(person: Any, thing: Any) -> bool:
    hands = getattr(thing, "editors", None) or [thing.prepared_by_id]
    return person.id not in hands


@says("You proposed it: somebody else has to approve it.")
def did_not_propose(person: Any, thing: Any) -> bool:
    return bool(thing.proposed_by_id != person.id)


@says("Only the client's own people can do this.")
def is_of_this_client(person: Any, thing: Any) -> bool:
    return bool(person.role is Role.CLIENT and person.organisation_id == thing.id)


@says("Ask a colleague who looks after your company's account here.")
def administers(person: Any, _: Any) -> bool:
    return bool(person.may(Power.ADMINISTER))


STAFF = (is_active, is_staff)
OWN = (is_active, is_of_this_client, administers)
LEADS = (is_active, is_manager)
REVIEWS = (*STAFF, did_not_prepare)

RIGHTS: Mapping[Act, tuple[Predicate, ...]] = {
    Act.PREPARE: STAFF,
    Act.APPROVE_DRAFT: REVIEWS,
    Act.OVERRIDE_WARNING: REVIEWS,
    Act.OVERRIDE_BLOCK: (*LEADS, did_not_prepare),
    Act.SEND_BACK_DRAFT: REVIEWS,
    Act.WITHDRAW_DRAFT: STAFF,
    Act.ASSIGN_FINDING: STAFF,
    Act.DECIDE_FINDING: STAFF,
    Act.NOTE_FINDING: STAFF,
    Act.PROPOSE_CORRECTION: STAFF,
    Act.APPROVE_CORRECTION: (*LEADS, did_not_propose),
    Act.SEND_BACK_CORRECTION: (*LEADS, did_not_propose),
    Act.CONFIRM_INCIDENT: LEADS,
    Act.DISMISS_INCIDENT: LEADS,
    Act.PREPARE_CREDITS: STAFF,
    Act.JUDGE_SAMPLE: REVIEWS,
    Act.RELEASE_CREDITS: (*LEADS, did_not_prepare),
    Act.CLOSE_INCIDENT: LEADS,
    Act.DO_TASK: STAFF,
    Act.PUT_OFF_TASK: STAFF,
    Act.ASSIGN_TASK: STAFF,
    Act.PLAN_TASK: STAFF,
    Act.CONFIRM_OWN_DATA: OWN,
    Act.ASK_FOR_CHANGE: OWN,
    Act.DECIDE_DATA_REQUEST: STAFF,
}


def why_not(person: Any, act: Act, thing: Any = None) -> str:
    """What hinders; empty when nothing does."""
    return hindrance([RIGHTS[act]], person, thing)


def can(person: Any, act: Act, thing: Any = None) -> bool:
    return not why_not(person, act, thing)


def require(person: Any, act: Act, thing: Any = None) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(why_not(person, act, thing))
