"""Roles, and the tier of the escalation ladder that each staff role stands on."""

from support.kernel.enums import RichEnum


class Role(RichEnum):
    CLIENT = "client", "Client", "secondary"
    AGENT = "agent", "Agent", "primary"
    SPECIALIST = "specialist", "Specialist", "info"
    MANAGER = "manager", "Manager", "warning"

    @property
    def is_staff(self) -> bool:
        return self is not Role.CLIENT


TIER_OF = {Role.AGENT: 1, Role.SPECIALIST: 2, Role.MANAGER: 3}
STAFF = frozenset(TIER_OF)
