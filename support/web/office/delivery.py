"""Letters that could not leave, and how the timetable's jobs are doing."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support import timetable
from support.correspondence import outbox, queries, wellbeing
from support.kernel.sayings import N_
from support.web.flashing import flash
from support.web.office import blueprint

SECRET = ("sign_in_link", "follow_up", "follow_up_reminder")
"""Letters with a link that is a key: nobody but their reader may see it."""


@blueprint.get("/delivery")
def delivery() -> ResponseReturnValue:
    return render_template(
        "office/delivery.html",
        letters=wellbeing.look(),
        jobs=timetable.standings(),
        worker=timetable.worker_lives(),
    )


@blueprint.get("/delivery/<int:letter_id>")
def stopped_letter(letter_id: int) -> ResponseReturnValue:
    return render_template(
        "office/letter.html", letter=queries.letter(letter_id), stopped=outbox.STOPPED, secret=SECRET
    )


@blueprint.post("/delivery/<int:letter_id>/again")
def send_again(letter_id: int) -> ResponseReturnValue:
    letter = outbox.try_again(queries.letter(letter_id).id, by=g.person)
    flash(N_("The letter to %(to_email)s is on its way again.", to_email=letter.to_email), "success")
    return redirect(url_for("office.delivery"))


@blueprint.post("/delivery/<int:letter_id>/drop")
def leave_out(letter_id: int) -> ResponseReturnValue:
    letter = outbox.drop(queries.letter(letter_id).id, by=g.person)
    flash(N_("The letter to %(to_email)s is left out. It stays on record.", to_email=letter.to_email), "info")
    return redirect(url_for("office.delivery"))
