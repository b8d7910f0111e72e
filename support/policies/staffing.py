"""Who works where, and how work is handed out: departments, and the rules of assignment."""

from __future__ import annotations

from dataclasses import dataclass

from support.policies.reading import Table

ROLES = ("agent", "specialist", "manager")
CRITERIA = ("skill", "load", "turn")
WHEN_FULL = ("share", "wait")


@dataclass(frozen=True, slots=True)
class Department:
    """`said` is what a client reads (“our colleagues in sales”); new disputes come to the `home` one."""

    name: str
    label: str
    said: str
    home: bool


@dataclass(frozen=True)
class Assignment:
    """`capacity` is by role, `skills` by reason (e-mail addresses); `order` says what counts first among who is free.

    `when_full`: with everybody at capacity the least busy get it all the same (share), or it waits for who is free.
    `absence_moves_all_days`: of an absence of so many working days everything moves; of a shorter one what nobody has
    begun on and what falls due before they are back.
    """

    capacity: dict[str, int]
    skills: dict[str, tuple[str, ...]]
    order: tuple[str, ...]
    when_full: str
    absence_moves_all_days: int


def read_assignment(table: Table) -> Assignment:
    with table:
        capacity, skills = table.table("capacity"), table.table("skills")
        order = table.texts("order", CRITERIA)
        if sorted(order) != sorted(CRITERIA):
            raise table.wrong(f"“order” names each of {', '.join(CRITERIA)} once")
        with capacity, skills:
            return Assignment(
                capacity={role: capacity.count(role, least=1) for role in ROLES},
                skills={reason: skills.texts(reason) for reason in skills},
                order=order,
                when_full=table.choice("when_full", WHEN_FULL, "share"),
                absence_moves_all_days=table.count("absence_moves_all_days", 2, least=1),
            )


def read_departments(table: Table) -> tuple[Department, ...]:
    """In the file's order. One of them, and only one, is the home of new disputes."""
    found = []
    for row in table.tables("departments"):
        with row:
            found.append(Department(row.text("name"), row.text("label"), row.text("said"), row.flag("home")))
    names = [department.name for department in found]
    if len(set(names)) != len(names):
        raise table.wrong("two departments have the same name")
    if sum(department.home for department in found) != 1:
        raise table.wrong("one department is the home of new disputes: give it “home = true”")
    return tuple(found)
