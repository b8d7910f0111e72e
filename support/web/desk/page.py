"""What the dispute's page shows: one place that gathers it, for the page itself and for a form that was refused."""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template, request

from support import policies
from support.accounts import queries as accounts
from support.accounts.models import Person
from support.billing import explain
from support.billing.balance import invoice_balance
from support.billing.explain import Explanation
from support.billing.models import InvoiceLine
from support.billing.plans import plan_with
from support.billing.queries import promises_of
from support.billing.settlement import Instalment
from support.conversations.queries import talks_about
from support.correspondence import preferences
from support.correspondence.queries import letters_of
from support.disputes import queries
from support.disputes.assignment import may_own
from support.disputes.attending import Begun
from support.disputes.dossier import Dossier
from support.disputes.handing_over import came_from
from support.disputes.joining import linked_with
from support.disputes.models import Dispute
from support.disputes.noting import handle_of
from support.disputes.reasons import CORRECTIONS, CheckKind, Reason, RemedyKind, RootCause
from support.disputes.rules import is_about_no_money
from support.disputes.states import Action
from support.files import services as files
from support.kernel.errors import NotFound, SupportError
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.sla.models import Clock
from support.sla.queries import clocks_of
from support.web.desk import proposing, replies, suggesting
from support.web.desk import rules_of_course as course
from support.web.desk.authority import authority_of
from support.web.desk.happenings import happenings
from support.web.desk.rehearsing import Preview
from support.web.desk.wishes import wishes_of
from support.web.formatters import moment
from support.web.sent import endpoint, sent

MOST_NAMED = 8
DECIDES = {Action.RESOLVE, Action.OFFER}
SETTLEMENTS = [RemedyKind.GOODWILL, RemedyKind.DISCOUNT, RemedyKind.ADDITIONAL_SERVICE, RemedyKind.APOLOGY]


def render(reference: str, problem: SupportError | None = None, letter: Preview | None = None) -> str:
    """The page; after a POST the form that was sent keeps its text."""
    dossier = queries.dossier(reference, seen_by=g.person)
    begun = {(form, field): row.words for (by, form, field), row in dossier.unsent.items() if by == g.person.id}
    saved = replies.for_dispute(dossier)
    facts = {
        **of(dossier, g.person),
        "sent": sent(form_sent(), problem, replies.put_in(begun, saved)),
        "letter": letter,
        "begun_by_others": told(waiting_from_others(dossier, g.person)),
    }
    facts |= {"replies": saved, "reply_fields": replies.FIELDS}
    if request.args.get("with") == "ledger":
        facts |= ledger(dossier.dispute, g.person)
    return render_template("desk/dispute.html", **facts)


def waiting_from_others(dossier: Dossier, person: Person) -> list[Begun]:
    """What colleagues have typed and not sent, the latest first: as `attending.begun_by_others`, from what is at hand."""
    rows = sorted(dossier.unsent.items(), key=lambda row: row[1].at, reverse=True)
    return [Begun(row.by, form, field, row.words, row.at) for (by, form, field), row in rows if by != person.id]


def told(rows: list[Begun]) -> list[dict[str, str]]:
    """{by, form, field, words, at} each."""
    return [
        {"by": row.by, "form": row.form, "field": row.field, "words": row.words, "at": moment(row.at)} for row in rows
    ]


def of(dossier: Dossier, person: Person) -> dict[str, Any]:
    dispute = dossier.dispute
    actions = set(queries.actions_for(dispute, person))
    clocks, staff = clocks_of(dispute), accounts.staff()
    return {
        "dispute": dispute,
        "dossier": dossier,
        "actions": {action.value for action in actions},
        "clocks": clocks,
        "next_clock": next_clock(clocks),
        "adjusted": adjusted(dispute),
        "taken_in": taken_in(dispute),
        "balance": invoice_balance(dispute.invoice),
        "talks": talks_about(dispute),
        "profile_title": profile_title(dispute),
        "happenings": happenings(dispute, dossier.notes),
        "plans": plans(dispute),
        "team": policies.desk().department(dispute.department),
        "departments": other_departments(dispute) if Action.HAND_OVER in actions else [],
        "came_from": came_from(dispute),
        "colleagues": colleagues(dispute, staff) if Action.ASSIGN in actions else [],
        **whom_to_name(staff, person),
        **deciding(dossier, person, actions),
        **course.facts(dossier),
    }


def deciding(dossier: Dossier, person: Person, actions: set[Action]) -> dict[str, Any]:
    """What the forms of the investigation and the decision are filled in with."""
    return {
        "findings": suggesting.relevant(dossier),
        "check_kinds": list(CheckKind),
        "drafts": suggesting.drafts(dossier),
        "causes": list(RootCause),
        "all_departments": [(row.name, N_(row.label)) for row in policies.desk().departments],
        "between": labels_of(dossier.dispute.cause_departments),
        "proposals": suggesting.proposals(dossier),
        "proposed": proposing.proposed_of(dossier),
        "proposed_whys": proposing.whys(dossier),
        "proposed_lines": proposing.lines(dossier),
        "suggested_words": suggesting.explanation(dossier),
        "corrections": [kind for kind in RemedyKind if kind in CORRECTIONS],
        "righted_without_credit": is_about_no_money(dossier.dispute),
        "settlements": SETTLEMENTS,
        "authority": authority_of(person, dossier.dispute) if actions & DECIDES else None,
    }


def next_clock(clocks: list[Clock]) -> Clock | None:
    """The deadline that comes first of those that run now."""
    return next((clock for clock in clocks if clock.running and clock.paused_since is None), None)


def adjusted(dispute: Dispute) -> dict[int, Money]:
    """What allowances and charges took off quantity times price, by line; lines without are left out."""
    found = {}
    for line in dispute.invoice.lines:
        full = Money.of(line.quantity * line.unit_price / (line.base_quantity or 1), dispute.currency)
        if full != line.net:
            found[line.id] = full - line.net
    return found


def whom_to_name(staff: list[Person], person: Person) -> dict[str, Any]:
    """Colleagues by their handles, and how many of them the note's help names."""
    return {"handles": {handle_of(row): row.name for row in staff if row.id != person.id}, "most_named": MOST_NAMED}


def taken_in(dispute: Dispute) -> dict[str, str]:
    """What clients wrote in the disputes that go on here now, by their references."""
    found = {}
    for entry in dispute.history:
        if entry.action == Action.TAKE_IN.value:
            found[entry.facts["other"]] = entry.facts.get("statement") or ""
        elif entry.action == Action.GIVE_BACK.value:
            found.pop(entry.facts.get("other"), None)
    return found


def profile_title(dispute: Dispute) -> str:
    """The policy that its clocks follow, by name."""
    try:
        return policies.profile(dispute.profile, dispute.profile_version).title
    except NotFound:
        return dispute.profile


def plans(dispute: Dispute) -> dict[int, list[Instalment]]:
    """What is still to be paid of each agreed plan, by remedy."""
    agreed = [row for row in dispute.remedies if row.kind is RemedyKind.PAYMENT_PLAN and row.posted_at]
    found = {row.id: plan_with(row.public_id) for row in agreed}
    return {row: [due for due in plan.instalments if due.paid_on is None] for row, plan in found.items() if plan}


def colleagues(dispute: Dispute, staff: list[Person]) -> list[Person]:
    """Who could own it instead."""
    return [row for row in staff if may_own(row, dispute) and row.id != dispute.owner_id]


def labels_of(departments: list[str]) -> str:
    """“Sales and Billing”."""
    labels = [N_(policies.desk().department(name).label) for name in departments]
    if len(labels) < 2:
        return joined("", labels)
    return N_("%(first)s and %(last)s", first=joined(", ", labels[:-1]), last=labels[-1])


def other_departments(dispute: Dispute) -> list[tuple[str, str]]:
    """Where it could be handed over to: name and label."""
    own = policies.desk().department(dispute.department)
    return [(row.name, N_(row.label)) for row in policies.desk().departments if row != own]


def ledger(dispute: Dispute, person: Person) -> dict[str, Any]:
    """The longer reading: how the charges came about, what was promised and written, how like disputes ended."""
    lines = [row.line for row in dispute.lines]
    return {
        "explanations": [said for found in _explained(dispute, lines, person.locale) for said in found.say],
        "wishes": wishes_of(dispute.opened_by, preferences.of(dispute.opened_by), person.locale),
        "promises": promises_of(dispute.organisation),
        "letters": letters_of(dispute),
        "files": files.of_dispute(dispute.id, for_client=False),
        "linked": linked_with(dispute),
        "previous": queries.previous(dispute),
        "precedents": queries.precedents(dispute),
    }


WHOLE = {
    Reason.TAX: explain.explain_tax,
    Reason.ARITHMETIC: explain.explain_total,
    Reason.MISAPPLIED_PAYMENT: explain.explain_payments,
    Reason.CREDIT_NOT_PROCESSED: explain.explain_payments,
    Reason.WRONG_AMOUNT: explain.explain_difference,
}
"""What of the whole bill belongs to a complaint, beside its lines."""


def _explained(dispute: Dispute, lines: list[InvoiceLine], locale: str) -> list[Explanation]:
    whole = WHOLE.get(dispute.reason)
    beside = [whole(dispute.invoice, locale)] if whole else []
    return [*explain.explain_lines(lines, locale).values(), *beside]


def form_sent() -> str:
    """The checks are three forms of one view, the previews too, and each remedy has forms of its own."""
    names: Mapping[str, str] = request.view_args or {}
    if "public_id" in names:
        return f"{endpoint()}-{names['public_id']}"
    return names.get("kind") or names.get("step") or endpoint()
