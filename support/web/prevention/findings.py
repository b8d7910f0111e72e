"""What the audit found: who sees to it, what it turned out to be, and its correction before the client asks."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.billing.audit import RULES
from support.billing.kinds import FindingStatus, Severity
from support.billing.proactive import CorrectionStatus
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.prevention import correcting, findings, steps
from support.prevention.findings import Wanted
from support.prevention.rights import Act, why_not
from support.web import given
from support.web.flashing import flash
from support.web.prevention import blueprint
from support.web.prevention.giving_back import NOTHING, page_of
from support.web.sent import Sent

DECISIONS = [
    (FindingStatus.CONFIRMED.value, N_("It is an error")),
    (FindingStatus.FALSE_POSITIVE.value, N_("It is no error")),
    (FindingStatus.OPEN.value, N_("Open it again")),
]
OWNERS = [("mine", N_("Mine")), ("nobody", N_("Nobody's"))]


@blueprint.get("/findings", endpoint="findings")
def findings_list() -> ResponseReturnValue:
    page = findings.findings(_wanted(), before=request.args.get("before"))
    kept = {name: value for name, value in request.args.items() if name != "before"}
    choices = {"statuses": list(FindingStatus), "severities": list(Severity), "owners": OWNERS}
    rules = [(rule.id, N_("%(rule)s %(title)s", rule=rule.id, title=rule.title)) for rule in RULES]
    return render_template("prevention/findings.html", page=page, kept=kept, rules=rules, **choices)


def _wanted() -> Wanted:
    """What cannot be understood narrows nothing."""
    said = request.args
    status, severity = said.get("status", FindingStatus.OPEN.value), said.get("severity", "")
    return Wanted(
        status=FindingStatus(status) if status in list(FindingStatus) else None,
        severity=Severity(severity) if severity in list(Severity) else None,
        rule=said.get("rule", "")[:4],
        owner={"mine": g.person.id, "nobody": 0}.get(said.get("owner", "")),
        client=said.get("client", "").strip()[:40],
    )


@blueprint.get("/findings/<finding_id>")
def finding(finding_id: str) -> ResponseReturnValue:
    return show(finding_id, NOTHING)


@page_of("finding_id")
def show(finding_id: str, form: Sent) -> str:
    row = findings.finding_with(finding_id)
    return render_template(
        "prevention/finding.html", finding=row, steps=steps.steps_of(row), sent=form, **_correcting(row)
    )


def _correcting(row: Any) -> dict[str, Any]:
    correction = correcting.live_correction(row)
    waits = correction is not None and correction.status is CorrectionStatus.AWAITING_APPROVAL
    return {
        "correction": correction,
        "most": correcting.proposed_amount(row),
        "nothing": correcting.why_nothing(row),
        "refusal": why_not(g.person, Act.APPROVE_CORRECTION, correction) if waits else "",
        "waits": waits,
        "decisions": [one for one in DECISIONS if one[0] != row.status.value],
        "colleagues": accounts.staff(),
    }


@blueprint.post("/findings/<finding_id>/assign")
def assign_finding(finding_id: str) -> ResponseReturnValue:
    to = given.whole("to", N_("The colleague"), required=False)
    if to is None:
        raise BadInput(N_("Choose a colleague."), field="to")
    row = findings.assign(findings.finding_with(finding_id), to=accounts.person(to), by=g.person)
    return _back(finding_id, N_("It is with %(name)s now.", name=row.owner.name if row.owner else N_("nobody")))


@blueprint.post("/findings/<finding_id>/decide")
def decide_finding(finding_id: str) -> ResponseReturnValue:
    status = given.choice("verdict", N_("what it is"), FindingStatus)
    row = findings.decide(
        findings.finding_with(finding_id), status, words=given.words("words", N_("The reason")), by=g.person
    )
    return _back(finding_id, N_("%(label)s.", label=row.status.label))


@blueprint.post("/findings/<finding_id>/note")
def note_finding(finding_id: str) -> ResponseReturnValue:
    findings.add_note(findings.finding_with(finding_id), words=given.words("note", N_("The note")), by=g.person)
    return _back(finding_id, N_("Your note is kept."))


@blueprint.post("/findings/<finding_id>/correct")
def correct_finding(finding_id: str) -> ResponseReturnValue:
    row = findings.finding_with(finding_id)
    amount, words = given.money("amount", row.currency), given.words("explanation", N_("The explanation"))
    correction = correcting.propose(row, amount=amount, words=words, by=g.person)
    posted = correction.status is CorrectionStatus.POSTED
    said = (
        N_("Credited, and the client has been written to.")
        if posted
        else N_("It is above your limit: a manager has been asked.")
    )
    return _back(finding_id, said)


@blueprint.post("/findings/<finding_id>/approve")
def approve_correction(finding_id: str) -> ResponseReturnValue:
    correction = correcting.waiting_correction(findings.finding_with(finding_id))
    correcting.approve(correction, words=given.words("words", N_("The note"), required=False), by=g.person)
    return _back(finding_id, N_("Credited, and the client has been written to."))


@blueprint.post("/findings/<finding_id>/send-back")
def send_back_correction(finding_id: str) -> ResponseReturnValue:
    correction = correcting.waiting_correction(findings.finding_with(finding_id))
    correcting.send_back(correction, words=given.words("change", N_("What should change")), by=g.person)
    return _back(finding_id, N_("It is back with its proposer."))


def _back(finding_id: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("prevention.finding", finding_id=finding_id))
