"""Rules about several rows that no CHECK can hold: triggers that refuse, so that not even raw SQL breaks them."""

from dataclasses import dataclass

from support.kernel import triggers
from support.kernel.triggers import Trigger

INSERT, DELETE = "insert", "delete"


@dataclass(frozen=True, slots=True)
class Safeguard:
    """After a row of `table` was written, `broken` (SQL about NEW, or OLD of a deleted row) must not hold.

    `on` names what is watched: "insert", "update of a, b" or "delete". `lock` is a table and SQL for the id of its row
    that PostgreSQL locks first, so that two transactions cannot each see half of what they break together.
    """

    name: str
    table: str
    on: tuple[str, ...]
    broken: str
    says: str
    lock: tuple[str, str] | None = None

    def triggers(self) -> list[Trigger]:
        lock = f"perform 1 from {self.lock[0]} where id = {self.lock[1]} for update; " if self.lock else ""
        refuse = f"raise exception using errcode = 'check_violation', message = '{self.says}'"
        return [
            Trigger(
                name=f"guard_{self.name}_{what.split()[0]}",
                table=self.table,
                when=f"after {what}",
                sqlite=f"select raise(abort, '{self.says}') where {self.broken};",
                postgresql=f"{lock}if {self.broken} then {refuse}; end if;",
            )
            for what in self.on
        ]


def keep(*safeguards: Safeguard) -> None:
    """Called by the models that the rules are about."""
    triggers.declare(*(trigger for guard in safeguards for trigger in guard.triggers()))
