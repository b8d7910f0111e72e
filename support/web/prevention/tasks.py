"""Dated tasks: what is to be done by when, and what came of it."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.accounts import queries as accounts
from support.feedback import voices
from support.kernel.errors import BadInput, NotFound
from support.kernel.sayings import N_, NN_
from support.prevention import announcing, own_data, steps, tasks
from support.prevention.dated import month_of, quarter_of
from support.prevention.incidents import incident_with
from support.prevention.kinds import TaskKind, TaskStatus
from support.prevention.request_models import DataRequest
from support.prevention.tasks import Wanted
from support.reactions import improving
from support.web import given
from support.web.flashing import flash
from support.web.prevention import blueprint
from support.web.prevention.giving_back import NOTHING, page_of
from support.web.sent import Sent


@blueprint.get("/tasks", endpoint="tasks")
def tasks_list() -> ResponseReturnValue:
    return _list(NOTHING)


def _list(form: Sent) -> str:
    said = request.args
    kind, status = said.get("kind", ""), said.get("status", TaskStatus.OPEN.value)
    wanted = Wanted(
        kind=TaskKind(kind) if kind in list(TaskKind) else None,
        owner=g.person.id if said.get("owner") == "mine" else None,
        status=TaskStatus(status) if status in list(TaskStatus) else TaskStatus.OPEN,
    )
    kept = {name: value for name, value in said.items() if name != "before"}
    choices = {"kinds": list(TaskKind), "statuses": list(TaskStatus), "colleagues": accounts.staff()}
    page = tasks.tasks(wanted, before=said.get("before"))
    return render_template("prevention/tasks.html", page=page, kept=kept, sent=form, **choices)


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    return show(task_id, NOTHING)


@page_of("task_id")
def show(task_id: str, form: Sent) -> str:
    row = tasks.task_with(task_id)
    asked = own_data.of_task(row) if row.kind is TaskKind.DATA_REQUEST else None
    facts: dict[str, Any] = {"asked": asked, "fields": own_data.FIELDS, "steps": steps.steps_of(row)}
    heard = voices.of_measure(task_id)
    facts |= {"voices": heard, "untold": len(voices.untold(heard))}
    facts |= {"quarter": quarter_of(row), "month": month_of(row)}
    return render_template("prevention/task.html", task=row, colleagues=accounts.staff(), sent=form, **facts)


@blueprint.post("/tasks")
def plan_task() -> ResponseReturnValue:
    owner = given.whole("owner", N_("The owner"), required=False)
    about = request.form.get("incident", "").strip()
    row = tasks.plan(
        given.words("title", N_("What is to be done"), longest=300),
        due_on=given.day("due_on", N_("The day")),
        owner=accounts.person(owner) if owner else g.person,
        incident=incident_with(about) if about else None,
        by=g.person,
    )
    return _back(row.public_id, N_("It is on the list."))


@blueprint.post("/tasks/<task_id>/done")
def finish_task(task_id: str) -> ResponseReturnValue:
    next_on = given.day("next_on", N_("The next day")) if request.form.get("next_on", "").strip() else None
    outcome = given.words("outcome", N_("What came of it"))
    tasks.finish(tasks.task_with(task_id), outcome=outcome, next_on=next_on, by=g.person)
    return _back(task_id, N_("Done."))


@blueprint.post("/tasks/<task_id>/put-off")
def put_off_task(task_id: str) -> ResponseReturnValue:
    to, words = given.day("to", N_("The day")), given.words("words", N_("The reason"))
    tasks.put_off(tasks.task_with(task_id), to=to, words=words, by=g.person)
    return _back(task_id, N_("Put off."))


@blueprint.post("/tasks/<task_id>/assign")
def assign_task(task_id: str) -> ResponseReturnValue:
    owner = given.whole("owner", N_("The colleague"), required=False)
    if owner is None:
        raise BadInput(N_("Choose a colleague."), field="owner")
    tasks.assign(tasks.task_with(task_id), to=accounts.person(owner), by=g.person)
    return _back(task_id, N_("It has an owner."))


@blueprint.post("/tasks/<task_id>/announce")
def announce_price(task_id: str) -> ResponseReturnValue:
    told = announcing.announce(tasks.task_with(task_id), by=g.person)
    return _back(task_id, NN_("%(n)s client will be written to.", "%(n)s clients will be written to.", told))


@blueprint.post("/tasks/<task_id>/concern")
def raise_concern(task_id: str) -> ResponseReturnValue:
    number, words = (
        given.words("number", N_("The invoice's number")),
        given.words("concern", N_("What the client said")),
    )
    dispute = tasks.raise_concern(tasks.task_with(task_id), number=number, words=words, by=g.person)
    flash(N_("%(reference)s is open.", reference=dispute.reference), "success")
    return redirect(url_for("desk.show", reference=dispute.reference))


@blueprint.post("/tasks/<task_id>/change")
def change_data(task_id: str) -> ResponseReturnValue:
    own_data.approve(_asked(task_id), words=given.words("answer", N_("A word to it"), required=False), by=g.person)
    return _back(task_id, N_("Changed, and the client is told."))


@blueprint.post("/tasks/<task_id>/leave")
def leave_data(task_id: str) -> ResponseReturnValue:
    own_data.decline(_asked(task_id), words=given.words("declined", N_("The reason")), by=g.person)
    return _back(task_id, N_("Left as it is, and the client is told why."))


@blueprint.post("/tasks/<task_id>/tell")
def tell_what_changed(task_id: str) -> ResponseReturnValue:
    words = given.words("changed", N_("What has changed"))
    told = improving.tell_what_changed(tasks.task_with(task_id), words=words, by=g.person)
    return _back(task_id, NN_("%(n)s client will be written to.", "%(n)s clients will be written to.", told))


def _asked(task_id: str) -> DataRequest:
    found = own_data.of_task(tasks.task_with(task_id))
    if found is None:
        raise NotFound(N_("This task is about no request."))
    return found


def _back(task_id: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("prevention.task", task_id=task_id))
