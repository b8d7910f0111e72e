"""The steps of an investigation, each a press or a short form on the dispute's page."""

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from support import policies
from support.accounts import queries as accounts
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.tagging import tags_in
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint
from support.web.flashing import flash


def _dispute(reference: str) -> Dispute:
    return queries.dispute_with(reference, seen_by=g.person)


def back_to(reference: str, said: str, part: str | None = None) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("desk.show", reference=reference, _anchor=part))


@blueprint.post("/disputes/<reference>/take")
def take(reference: str) -> ResponseReturnValue:
    services.take(_dispute(reference), by=g.person)
    return back_to(reference, N_("%(reference)s is yours.", reference=reference))


@blueprint.post("/disputes/<reference>/assign")
def assign(reference: str) -> ResponseReturnValue:
    to = given.whole("to", N_("The colleague"), required=False)
    if to is None:
        raise BadInput(N_("Choose a colleague."), field="to")
    person = accounts.person(to)
    services.assign(_dispute(reference), to=person, by=g.person)
    return back_to(reference, N_("%(reference)s is with %(name)s now.", reference=reference, name=person.name))


@blueprint.post("/disputes/<reference>/ask-client")
def ask_client(reference: str) -> ResponseReturnValue:
    question = given.words("question", N_("The question"))
    services.ask_client(_dispute(reference), question=question, by=g.person)
    return back_to(reference, N_("The client has been asked."), "talk")


@blueprint.post("/disputes/<reference>/answer")
def client_answered(reference: str) -> ResponseReturnValue:
    """By telephone or mail: somebody of the desk writes down what the client said."""
    answer = given.words("answer", N_("The answer"))
    services.client_answers(_dispute(reference), words=answer, by=g.person)
    return back_to(reference, N_("The answer is recorded, and the clocks run again."), "talk")


@blueprint.post("/disputes/<reference>/resume")
def resume(reference: str) -> ResponseReturnValue:
    services.resume(_dispute(reference), why=given.words("resume_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("%(reference)s goes on without an answer.", reference=reference))


@blueprint.post("/disputes/<reference>/progress")
def share_progress(reference: str) -> ResponseReturnValue:
    services.share_progress(_dispute(reference), words=given.words("progress", N_("The update")), by=g.person)
    return back_to(reference, N_("The client has been told."), "talk")


@blueprint.post("/disputes/<reference>/notes")
def add_note(reference: str) -> ResponseReturnValue:
    services.add_note(_dispute(reference), words=given.words("note", N_("The note")), by=g.person)
    return back_to(reference, N_("Your note is kept. Only staff can see it."), "notes")


@blueprint.post("/disputes/<reference>/tags")
def set_tags(reference: str) -> ResponseReturnValue:
    names = tags_in(given.words("tags", N_("The tags"), required=False))
    services.set_tags(_dispute(reference), names, by=g.person)
    return back_to(reference, N_("The tags are kept. Only staff can see them."))


@blueprint.post("/disputes/<reference>/escalate")
def escalate(reference: str) -> ResponseReturnValue:
    services.escalate(_dispute(reference), why=given.words("why", N_("The reason")), by=g.person)
    return back_to(reference, N_("%(reference)s has gone up one tier.", reference=reference))


@blueprint.post("/disputes/<reference>/hand-down")
def hand_down(reference: str) -> ResponseReturnValue:
    services.hand_down(_dispute(reference), why=given.words("down_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("%(reference)s has gone down one tier.", reference=reference))


@blueprint.post("/disputes/<reference>/hand-over")
def hand_over(reference: str) -> ResponseReturnValue:
    why = given.words("handing_why", N_("The reason"))
    dispute = services.hand_over(
        _dispute(reference), to=given.words("department", N_("The department")), why=why, by=g.person
    )
    label = policies.desk().department(dispute.department).label
    return back_to(
        reference, N_("%(reference)s is with %(label)s now, and the client is told.", reference=reference, label=label)
    )


@blueprint.post("/disputes/<reference>/impact")
def flag_impact(reference: str) -> ResponseReturnValue:
    services.flag_service_impact(_dispute(reference), why=given.words("impact", N_("What suffers")), by=g.person)
    return back_to(reference, N_("Everybody sees now that the client's service suffers."))


@blueprint.post("/disputes/<reference>/links")
def link(reference: str) -> ResponseReturnValue:
    other = _dispute(given.words("other", N_("The other dispute")))
    services.link(_dispute(reference), other, by=g.person)
    return back_to(
        reference, N_("%(reference)s and %(reference_2)s are linked.", reference=reference, reference_2=other.reference)
    )


@blueprint.post("/disputes/<reference>/merge")
def merge(reference: str) -> ResponseReturnValue:
    """It ends here, and goes on in the older one."""
    older = _dispute(given.words("into", N_("The older dispute")))
    goes_on = services.merge(_dispute(reference), into=older, by=g.person)
    return back_to(goes_on.reference, N_("%(reference)s goes on here.", reference=reference))


@blueprint.post("/disputes/<reference>/reopen")
def reopen(reference: str) -> ResponseReturnValue:
    services.reopen(_dispute(reference), why=given.words("reopen_why", N_("The reason")), by=g.person)
    return back_to(reference, N_("%(reference)s is open again.", reference=reference))
