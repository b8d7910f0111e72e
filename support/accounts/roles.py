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


class Power(RichEnum):
    """What one of a client's people may do beside reading; what is theirs to give, an administrator of the client gives."""

    DISPUTE = "dispute", "Question charges and answer us"
    ACCEPT = "accept", "Accept offers and end disputes"
    ADMINISTER = "administer", "Invite and remove people, and change the company's data"


class Reach(RichEnum):
    """How a client's person likes to be reached when we have something to ask."""

    MAIL = "mail", "By mail"
    CHAT = "chat", "In the chat"
    PHONE = "phone", "By phone"


ALL_POWERS = tuple(power.value for power in Power)
