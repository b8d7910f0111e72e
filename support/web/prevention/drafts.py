"""Drafts that wait for a second pair of eyes."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.kernel.sayings import N_, joined
from support.prevention import reviewing, steps
from support.prevention.drafts import document_of
from support.prevention.intake import take_in
from support.prevention.kinds import DraftStatus
from support.prevention.predicting import of_draft
from support.prevention.rights import Act, why_not
from support.web import given, uploads
from support.web.flashing import flash
from support.web.prevention import blueprint
from support.web.prevention.giving_back import NOTHING, page_of
from support.web.sent import Sent

VIEWS = (DraftStatus.WAITING, DraftStatus.SENT_BACK, DraftStatus.READY, DraftStatus.ISSUED, DraftStatus.WITHDRAWN)


@blueprint.get("/")
@blueprint.get("/drafts")
def drafts() -> ResponseReturnValue:
    status = request.args.get("status", DraftStatus.WAITING.value)
    view = DraftStatus(status) if status in list(VIEWS) else DraftStatus.WAITING
    page = reviewing.drafts(view, before=request.args.get("before"))
    return render_template("prevention/drafts.html", page=page, view=view, views=VIEWS, most=uploads.MOST_FILES)


@blueprint.post("/drafts")
def send_drafts() -> ResponseReturnValue:
    """Who sends them has prepared them; what became of each file is said on the list."""
    for report in take_in(uploads.sent(request), by=g.person):
        for sentence in report.sentences:
            flash(joined(": ", [report.file, sentence]), "danger" if report.refused else "success")
    return redirect(url_for("prevention.drafts"), 303)


@blueprint.get("/drafts/<draft_id>")
def draft(draft_id: str) -> ResponseReturnValue:
    return show(draft_id, NOTHING)


@page_of("draft_id")
def show(draft_id: str, form: Sent) -> str:
    row = reviewing.draft_with(draft_id)
    return render_template(
        "prevention/draft.html",
        draft=row,
        document=document_of(row),
        predicted=of_draft(row),
        steps=steps.steps_of(row),
        needs=reviewing.needs(row),
        refusal=why_not(g.person, Act.APPROVE_DRAFT, row) or reviewing.refusal_for(row, g.person),
        colleagues=accounts.staff(),
        sent=form,
    )


@blueprint.post("/drafts/<draft_id>/approve")
def approve_draft(draft_id: str) -> ResponseReturnValue:
    words, version = given.words("words", N_("The reason"), required=False), given.whole("version", N_("The version"))
    row = reviewing.approve(reviewing.draft_with(draft_id), words=words, version=version, by=g.person)
    return _back(N_("%(number)s: %(status)s.", number=row.number, status=row.status.label.lower()))


@blueprint.post("/drafts/<draft_id>/send-back")
def send_back_draft(draft_id: str) -> ResponseReturnValue:
    words, version = given.words("change", N_("What should change")), given.whole("version", N_("The version"))
    row = reviewing.send_back(reviewing.draft_with(draft_id), words=words, version=version, by=g.person)
    return _back(N_("%(number)s is back with %(name)s.", number=row.number, name=row.prepared_by.name))


@blueprint.post("/drafts/<draft_id>/withdraw")
def withdraw_draft(draft_id: str) -> ResponseReturnValue:
    row = reviewing.withdraw(reviewing.draft_with(draft_id), words=given.words("why", N_("The reason")), by=g.person)
    return _back(N_("%(number)s will not go out.", number=row.number))


@blueprint.post("/drafts/<draft_id>/check-again")
def recheck_draft(draft_id: str) -> ResponseReturnValue:
    row = reviewing.recheck(reviewing.draft_with(draft_id), by=g.person)
    flash(N_("%(number)s has been held against the ledger once more.", number=row.number), "info")
    return redirect(url_for("prevention.draft", draft_id=draft_id))


def _back(said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("prevention.drafts"))
