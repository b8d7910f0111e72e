"""The steps of an investigation, each a press or a short form on the dispute's page."""

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.accounts import queries as accounts
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.tagging import tags_in
from support.kernel.errors import BadInput
from support.web import given
from support.web.desk import blueprint


def _dispute(reference: str) -> Dispute:
    return queries.dispute_with(reference, seen_by=g.person)


def back_to(reference: str, said: str, part: str | None = None) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("desk.show", reference=reference, _anchor=part))


@blueprint.post("/disputes/<reference>/take")
def take(reference: str) -> ResponseReturnValue:
    services.take(_dispute(reference), by=g.person)
    return back_to(reference, f"{reference} is yours.")


@blueprint.post("/disputes/<reference>/assign")
def assign(reference: str) -> ResponseReturnValue:
    to = given.whole("to", "The colleague", required=False)
    if to is None:
        raise BadInput("Choose a colleague.", field="to")
    person = accounts.person(to)
    services.assign(_dispute(reference), to=person, by=g.person)
    return back_to(reference, f"{reference} is with {person.name} now.")


@blueprint.post("/disputes/<reference>/ask-client")
def ask_client(reference: str) -> ResponseReturnValue:
    question = given.words("question", "The question")
    services.ask_client(_dispute(reference), question=question, by=g.person)
    return back_to(reference, "The client has been asked.", "talk")


@blueprint.post("/disputes/<reference>/answer")
def client_answered(reference: str) -> ResponseReturnValue:
    """By telephone or mail: somebody of the desk writes down what the client said."""
    answer = given.words("answer", "The answer")
    services.client_answers(_dispute(reference), words=answer, by=g.person)
    return back_to(reference, "The answer is recorded, and the clocks run again.", "talk")


@blueprint.post("/disputes/<reference>/resume")
def resume(reference: str) -> ResponseReturnValue:
    services.resume(_dispute(reference), why=given.words("resume_why", "The reason"), by=g.person)
    return back_to(reference, f"{reference} goes on without an answer.")


@blueprint.post("/disputes/<reference>/progress")
def share_progress(reference: str) -> ResponseReturnValue:
    services.share_progress(_dispute(reference), words=given.words("progress", "The update"), by=g.person)
    return back_to(reference, "The client has been told.", "talk")


@blueprint.post("/disputes/<reference>/notes")
def add_note(reference: str) -> ResponseReturnValue:
    services.add_note(_dispute(reference), words=given.words("note", "The note"), by=g.person)
    return back_to(reference, "Your note is kept. Only staff can see it.", "notes")


@blueprint.post("/disputes/<reference>/tags")
def set_tags(reference: str) -> ResponseReturnValue:
    names = tags_in(given.words("tags", "The tags", required=False))
    services.set_tags(_dispute(reference), names, by=g.person)
    return back_to(reference, "The tags are kept. Only staff can see them.")


@blueprint.post("/disputes/<reference>/escalate")
def escalate(reference: str) -> ResponseReturnValue:
    services.escalate(_dispute(reference), why=given.words("why", "The reason"), by=g.person)
    return back_to(reference, f"{reference} has gone up one tier.")


@blueprint.post("/disputes/<reference>/hand-down")
def hand_down(reference: str) -> ResponseReturnValue:
    services.hand_down(_dispute(reference), why=given.words("down_why", "The reason"), by=g.person)
    return back_to(reference, f"{reference} has gone down one tier.")


@blueprint.post("/disputes/<reference>/hand-over")
def hand_over(reference: str) -> ResponseReturnValue:
    why = given.words("handing_why", "The reason")
    dispute = services.hand_over(
        _dispute(reference), to=given.words("department", "The department"), why=why, by=g.person
    )
    label = policies.desk().department(dispute.department).label
    return back_to(reference, f"{reference} is with {label} now, and the client is told.")


@blueprint.post("/disputes/<reference>/impact")
def flag_impact(reference: str) -> ResponseReturnValue:
    services.flag_service_impact(_dispute(reference), why=given.words("impact", "What suffers"), by=g.person)
    return back_to(reference, "Everybody sees now that the client's service suffers.")


@blueprint.post("/disputes/<reference>/links")
def link(reference: str) -> ResponseReturnValue:
    other = _dispute(given.words("other", "The other dispute"))
    services.link(_dispute(reference), other, by=g.person)
    return back_to(reference, f"{reference} and {other.reference} are linked.")


@blueprint.post("/disputes/<reference>/merge")
def merge(reference: str) -> ResponseReturnValue:
    """It ends here, and goes on in the older one."""
    older = _dispute(given.words("into", "The older dispute"))
    goes_on = services.merge(_dispute(reference), into=older, by=g.person)
    return back_to(goes_on.reference, f"{reference} goes on here.")


@blueprint.post("/disputes/<reference>/reopen")
def reopen(reference: str) -> ResponseReturnValue:
    services.reopen(_dispute(reference), why=given.words("reopen_why", "The reason"), by=g.person)
    return back_to(reference, f"{reference} is open again.")
