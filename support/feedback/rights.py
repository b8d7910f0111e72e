"""Who may say what hinders them, and who decides what comes of what was said: act → predicates that must all hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from support.accounts.roles import Role
from support.kernel.permissions import Predicate, hindrance, refuse, says


class Act(StrEnum):
    SPEAK = "speak"
    DECIDE = "decide"


@says("Your account is no longer active.")
def is_active(person: Any, _: Any) -> bool:
    return bool(person.active)


@says("This is for the staff. Clients say it in the chat, or in answer to our letters.")
def is_staff(person: Any, _: Any) -> bool:
    return bool(person.role.is_staff)


@says("Only a manager decides what comes of it.")
def is_manager(person: Any, _: Any) -> bool:
    return person.role is Role.MANAGER


RIGHTS: Mapping[Act, tuple[Predicate, ...]] = {Act.SPEAK: (is_active, is_staff), Act.DECIDE: (is_active, is_manager)}


def require(person: Any, act: Act) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(hindrance([RIGHTS[act]], person, None))
