"""The demo company's staff, and who of each client signs in."""

from dataclasses import dataclass

from support.accounts import queries, services
from support.accounts.models import Organisation
from support.accounts.roles import Role
from support.kernel.transaction import transaction

PASSWORD = "redress-demo"  # noqa: S105 — development only: `flask demo load` refuses to run elsewhere


@dataclass(frozen=True)
class Staff:
    name: str
    email: str
    role: Role
    department: str = "billing"


STAFF = [
    Staff("Ana Ruiz", "ana.ruiz@lumen-larder.example", Role.AGENT),
    Staff("Ben Okafor", "ben.okafor@lumen-larder.example", Role.AGENT),
    Staff("Sofia Lindqvist", "sofia.lindqvist@lumen-larder.example", Role.SPECIALIST),
    Staff("Grace Adeyemi", "grace.adeyemi@lumen-larder.example", Role.MANAGER),
    Staff("Omar Haddad", "omar.haddad@lumen-larder.example", Role.AGENT, "sales"),
    Staff("Lena Novak", "lena.novak@lumen-larder.example", Role.AGENT, "delivery"),
]
CLIENTS = [
    ("CL-0001", "Maria Santos", "maria.santos@harbour-cafe.example"),
    ("CL-0002", "Jonas Weber", "jonas.weber@brightwater.example"),
    ("CL-0003", "Priya Nair", "priya.nair@oakfield-dental.example"),
]


def add_staff() -> None:
    for member in STAFF:
        if queries.find_person(member.email) is None:
            added = services.add_person(email=member.email, name=member.name, role=member.role, password=PASSWORD)
            with transaction():
                added.department = member.department


def add_clients() -> None:
    """Raises `NotFound` when the clients' own documents have not been imported yet."""
    for ref, name, email in CLIENTS:
        organisation: Organisation = queries.organisation_with(ref)
        if queries.find_person(email) is None:
            services.add_person(email=email, name=name, role=Role.CLIENT, organisation=organisation, password=PASSWORD)


def logins() -> list[str]:
    """One line for each of them who is here: role, address. None where the demo company was not loaded."""
    everybody = [(member.role.label, member.email) for member in STAFF] + [("Client", row[2]) for row in CLIENTS]
    return [f"{role:<11}{email}" for role, email in everybody if queries.find_person(email) is not None]
