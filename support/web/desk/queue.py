"""The queue: which disputes there are to work on, in views, narrowed by what one looks for."""

from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.conversations.queries import waiting_chats
from support.disputes import queries
from support.disputes.noting import unread_mentions
from support.disputes.queries import Only
from support.disputes.reasons import Reason
from support.policies.staffing import Department
from support.web.desk import blueprint

VIEWS = {
    "unassigned": "New",
    "mine": "Mine",
    "team": "In work",
    "waiting": "Waiting",
    "all": "All open",
    "unsatisfied": "Not satisfied",
}
NARROWED = ("reason", "tier", "client", "department")
TIERS = [("1", "1, agents"), ("2", "2, specialists"), ("3", "3, managers")]


@blueprint.get("/")
def queue() -> ResponseReturnValue:
    view, only, stamp = _view(), _only(), queries.latest_step()
    page = queries.queue(seen_by=g.person, view=view, before=request.args.get("before"), only=only)
    return render_template(
        "desk/queue.html",
        page=page,
        stamp=stamp,
        view=view,
        views={name: (label, _address(name)) for name, label in VIEWS.items()},
        only=only,
        further=_address(view, before=page.next) if page.next else "",
        **_calls(),
        team=own_team(),
        **_choices(),
    )


def _calls() -> dict[str, int]:
    """What waits for the reader beside the queue."""
    return {"chats": len(waiting_chats()), "mentions": unread_mentions(g.person)}


def _choices() -> dict[str, Any]:
    """What the list can be narrowed to."""
    departments = [(row.name, row.label) for row in policies.desk().departments]
    return {"reasons": list(Reason), "tiers": TIERS, "departments": departments}


@blueprint.get("/rows")
def rows() -> ResponseReturnValue:
    """The rows of a view for a page that is open; nothing when nothing has been done to any dispute since `since`."""
    stamp = queries.latest_step()
    if request.args.get("since") == str(stamp):
        return "", 204
    page = queries.queue(seen_by=g.person, view=_view(), only=_only())
    return render_template("desk/_rows.html", page=page, view=_view(), team=own_team()), {"X-Stamp": str(stamp)}


def own_team() -> Department:
    """The reader's own department."""
    return policies.desk().department(g.person.department)


def _view() -> str:
    view = request.args.get("view", "unassigned")
    return view if view in VIEWS else "unassigned"


def _only() -> Only:
    """What cannot be understood narrows nothing."""
    reason, tier = request.args.get("reason", ""), request.args.get("tier", "")
    return Only(
        reason=Reason(reason) if reason in list(Reason) else None,
        tier=int(tier) if tier in ("1", "2", "3") else None,
        client=request.args.get("client", "").strip()[:100],
        department=_department(request.args.get("department", "")),
    )


def _department(name: str) -> str:
    return name if name in {row.name for row in policies.desk().departments} else ""


def _address(view: str, before: str | None = None) -> str:
    """The queue in this view, narrowed as it is now."""
    kept: dict[str, Any] = {name: request.args[name] for name in NARROWED if request.args.get(name)}
    return url_for("desk.queue", view=view, before=before, **kept)
