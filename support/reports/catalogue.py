"""All reports, in the order in which they are read."""

from collections.abc import Callable

from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.reports.billing import findings, recurring, timeliness
from support.reports.disputes import ageing, cycle_time, first_contact, reasons, root_causes, volume
from support.reports.fairness import fairness
from support.reports.money import clients, value
from support.reports.people import agents, departments
from support.reports.promises import clocks
from support.reports.retention import at_risk, retention
from support.reports.review import incidents
from support.reports.satisfaction import opinions, surveys, unsatisfied
from support.reports.services import services
from support.reports.shapes import Period, Report
from support.reports.sources import preparers, price_lists
from support.reports.strictness import rigid

REPORTS: dict[str, Callable[[Period], Report]] = {
    "volume": volume,
    "reasons": reasons,
    "causes": root_causes,
    "ageing": ageing,
    "clocks": clocks,
    "cycle-time": cycle_time,
    "first-contact": first_contact,
    "value": value,
    "clients": clients,
    "services": services,
    "preparers": preparers,
    "price-lists": price_lists,
    "surveys": surveys,
    "unsatisfied": unsatisfied,
    "opinions": opinions,
    "agents": agents,
    "departments": departments,
    "fairness": fairness,
    "rigid": rigid,
    "retention": retention,
    "at-risk": at_risk,
    "findings": findings,
    "recurring": recurring,
    "incidents": incidents,
    "timeliness": timeliness,
}


def report(key: str, period: Period) -> Report:
    """Raises `NotFound` for a report there is none of."""
    if key not in REPORTS:
        raise NotFound(N_("There is no report “%(key)s”. There are: %(all)s.", key=key, all=", ".join(REPORTS)))
    return REPORTS[key](period)
