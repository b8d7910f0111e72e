"""Who may write what clients read, and send it to them; and who may say that they have read it."""

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


@says("Only the client's own people can say that they have read it.")
def is_of_a_client(person: Any) -> bool:
    return person.role is Role.CLIENT


READS = (is_active, is_of_a_client)


def require_own(person: Any) -> None:
    """Raises `NotAllowed` for anybody but a client's people."""
    refuse(hindrance([READS], person))
