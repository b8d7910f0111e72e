"""The first steps of a new desk: what is done is read from what there is, so nobody ticks anything off."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from support import policies
from support.accounts import setting_up
from support.accounts.models import Person
from support.accounts.roles import STAFF, Role
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.errors import SupportError
from support.kernel.sayings import N_
from support.knowledge import queries as knowledge
from support.timetable import worker_lives
from support.web import given
from support.web.flashing import flash
from support.web.office import blueprint
from support.web.sent import endpoint, sent


@dataclass(frozen=True)
class Step:
    """`needed`: the desk works only with it. `address` is where it is done."""

    title: str
    words: str
    done: bool
    address: str
    needed: bool = True


def _is_there(column: object, *conditions: object) -> bool:
    return db.session.scalar(select(column).where(*conditions).limit(1)) is not None  # type: ignore[call-overload]


def _people() -> bool:
    wanted = select(func.count()).where(Person.active, Person.role.in_(STAFF))
    return (db.session.scalar(wanted) or 0) > 1


def _read() -> bool:
    found = setting_up.company()
    return found is not None and found.policy_read_at is not None


STEPS: tuple[tuple[str, str, Callable[[], bool], str, bool], ...] = (
    (
        N_("Say who you are"),
        N_("Clients read your company's name and how to reach you."),
        lambda: setting_up.company() is not None,
        "office.start",
        True,
    ),
    (
        N_("Bring in your people"),
        N_("Two at least: what one proposes above their limit, somebody else approves."),
        _people,
        "office.people",
        True,
    ),
    (
        N_("Go through the rules"),
        N_("By when you answer, what a dispute holds back, what each role may give."),
        _read,
        "office.rules",
        True,
    ),
    (
        N_("Publish how you bill"),
        N_("A policy that clients can read from every invoice. Drafts come with the program."),
        knowledge.has_policy,
        "office.articles",
        False,
    ),
    (
        N_("Take in your first invoices"),
        N_("E-invoices (UBL, CII, Factur-X), Stripe, or tables. They are checked at once."),
        lambda: _is_there(Invoice.id),
        "desk.documents",
        True,
    ),
    (
        N_("Invite a client's person"),
        N_("They see their invoices line by line, and question a charge in a minute."),
        lambda: _is_there(Person.id, Person.active, Person.role == Role.CLIENT),
        "office.clients",
        True,
    ),
    (
        N_("Open the first dispute"),
        N_(
            "Your client does it in the portal. For one who calls: open the invoice, then “Open a dispute for the client”."
        ),
        lambda: _is_there(Dispute.id),
        "desk.search",
        True,
    ),
)
"""Title, words, whether it is done, where it is done, whether it is needed."""


def steps() -> list[Step]:
    return [Step(title, words, done(), _address(place), needed) for title, words, done, place, needed in STEPS]


def _address(place: str) -> str:
    """The newest invoice instead of a search for one: a dispute is opened from it."""
    newest = select(Invoice).where(Invoice.kind == DocumentKind.INVOICE).order_by(Invoice.id.desc()).limit(1)
    found = db.session.scalar(newest) if place == "desk.search" else None
    return url_for("desk.invoice", number=found.number, id=found.id) if found else url_for(place)


GUIDED = frozenset(
    {"desk.documents", "desk.take_documents", "desk.search", "desk.client", "desk.invoice", "desk.new_dispute"}
)
"""Where the steps lead, beside the office's own pages."""


@blueprint.app_context_processor
def guide() -> dict[str, Callable[[], Step | None]]:
    return {"next_first_step": _following_here}


def _following_here() -> Step | None:
    """What comes next for whoever sets the desk up, on the pages that it is done on; nothing once there is a dispute."""
    here = request.blueprint == "office" or request.endpoint in GUIDED
    if not here or request.endpoint in ("office.start", "office.describe_company") or _is_there(Dispute.id):
        return None
    return next((step for step in steps() if not step.done), None)


def not_running() -> list[str]:
    """What is missing on the server, so that letters leave and deadlines are watched."""
    missing = []
    if not current_app.config["MAIL_SERVER"]:
        missing.append(
            N_("No mail server is set, so no letter leaves this machine: set MAIL_SERVER (docs/operations.md).")
        )
    if not worker_lives():
        missing.append(
            N_(
                "The worker is not running: no letter is sent and no deadline watched. `make run` starts it with the rest."
            )
        )
    return missing


@blueprint.get("/start")
def start() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    found = steps()
    return render_template(
        "office/start.html",
        steps=found,
        following=next((step for step in found if not step.done), None),
        company=setting_up.company(),
        missing=not_running(),
        sent=sent(endpoint(), problem),
    )


@blueprint.post("/start")
def describe_company() -> ResponseReturnValue:
    said = {name: given.words(name, name, required=False) for name in setting_up.FIELDS}
    setting_up.describe_company(said, by=g.person)
    flash(N_("It is kept. Clients read it under “Help”."), "success")
    return redirect(url_for("office.start"), 303)


@blueprint.post("/rules/usual")
def choose_rules() -> ResponseReturnValue:
    setting_up.choose_policy(request.form.get("profile", ""), by=g.person)
    flash(N_("These rules hold for clients who come without any of their own."), "success")
    return redirect(url_for("office.start"), 303)


def profiles() -> list[tuple[str, str]]:
    return [(found.id, found.title) for found in policies.profiles()]
