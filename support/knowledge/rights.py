"""Who may write what clients read."""

from __future__ import annotations

from typing import Any

from support.accounts.roles import Role
from support.kernel.permissions import hindrance, refuse, says


@says("Your account is no longer active.")
def is_active(person: Any) -> bool:
    return bool(person.active)


@says("Only a manager writes what clients read.")
def is_manager(person: Any) -> bool:
    return person.role is Role.MANAGER


WRITES = (is_active, is_manager)


def why_not(person: Any) -> str:
    """What hinders; empty when nothing does."""
    return hindrance([WRITES], person)


def require(person: Any) -> None:
    """Raises `NotAllowed` in a sentence."""
    refuse(why_not(person))
