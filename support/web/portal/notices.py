"""A price that was announced to the client, and where they can say what they think of it."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support.kernel.sayings import N_
from support.prevention import replying
from support.web import given
from support.web.flashing import flash
from support.web.portal import blueprint


@blueprint.get("/notices/<int:notice_id>")
def notice(notice_id: int) -> ResponseReturnValue:
    return render_template("portal/notice.html", notice=replying.notice_with(notice_id, seen_by=g.person))


@blueprint.post("/notices/<int:notice_id>/reply")
def reply_to_notice(notice_id: int) -> ResponseReturnValue:
    found = replying.notice_with(notice_id, seen_by=g.person)
    dispute = replying.reply(found, words=given.words("words", N_("What you would like to say")), by=g.person)
    flash(N_("Thank you. It is with us as %(reference)s.", reference=dispute.reference), "success")
    return redirect(url_for("portal.dispute", reference=dispute.reference))
