"""What the figures say of our own manner becomes a task for the managers: slow answers, and no to almost everything."""

from datetime import timedelta
from decimal import Decimal

from support.kernel import clock
from support.kernel.sayings import N_, joined
from support.prevention.handling import look_at
from support.reports.shapes import Period, today
from support.reports.strictness import Hard, hard_on

WINDOW = timedelta(days=90)


def watch_handling() -> int:
    """Each owner, reason and client once a quarter, however long it goes on; returns how many are new."""
    last = today()
    found = hard_on(Period(last - WINDOW + timedelta(days=1), last))
    quarter = f"{last.year}-{(last.month - 1) // 3 + 1}"
    return look_at({f"{one.by}:{one.key}:{quarter}": _title(one) for one in found}, due_on=clock.today())


def _title(one: Hard) -> str:
    names = {"owner": "%(name)s", "reason": N_("“%(name)s”"), "client": N_("client %(name)s")}
    name = N_(names[one.by], name=one.name)
    said = []
    if one.is_rigid:
        said.append(
            N_(
                "%(share)s%% of %(count)s decisions are refusals",
                share=_percent(one.refused or Decimal(0)),
                count=one.decided,
            )
        )
    if one.late:
        said.append(N_("%(share)s%% had a broken clock", share=_percent(one.late)))
    return N_("Look at how we decide (%(name)s): %(said)s", name=name, said=joined(", ", said))


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal(1))
