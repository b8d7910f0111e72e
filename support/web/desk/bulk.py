"""One deed for several disputes: what would happen is shown first, then done, then undone for a minute."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from support.accounts import queries as accounts
from support.disputes import in_bulk
from support.disputes.in_bulk import Deed, Seen, Wish
from support.disputes.tagging import tags_in
from support.kernel.errors import BadInput
from support.kernel.sayings import N_, joined
from support.web.desk import blueprint
from support.web.flashing import flash
from support.web.public.destinations import own_path

DONE: dict[Deed, str] = {
    Deed.TAKE: N_("taken"),
    Deed.ASSIGN: N_("given to %(to)s"),
    Deed.TAG: N_("tagged %(tags)s"),
    Deed.UNTAG: N_("freed of %(tags)s"),
}


@blueprint.get("/bulk")
def bulk() -> ResponseReturnValue:
    """What would happen; asks for what is missing."""
    disputes = in_bulk.chosen(request.args.getlist("reference"), seen_by=g.person)
    wish = _wish(request.args)
    seen = in_bulk.look(disputes, wish, by=g.person) if wish.whole else None
    colleagues = accounts.staff() if wish.deed is Deed.ASSIGN else []
    facts = {"wish": wish, "disputes": disputes, "seen": seen, "colleagues": colleagues}
    return render_template("desk/bulk.html", **facts, done=_done(wish), back=_back())


@blueprint.post("/bulk")
def do_bulk() -> ResponseReturnValue:
    disputes = in_bulk.chosen(request.form.getlist("reference"), seen_by=g.person)
    wish = _wish(request.form)
    if not wish.whole:
        raise BadInput(N_("Say to whom, or which tags."))
    run, seen = in_bulk.run(disputes, wish, by=g.person)
    _say(seen, _done(wish))
    return redirect(url_for(".bulk_done", public_id=run.public_id, back=_back() or None), 303)


@blueprint.get("/bulk/<public_id>")
def bulk_done(public_id: str) -> ResponseReturnValue:
    run = in_bulk.run_with(public_id, by=g.person)
    facts: dict[str, Any] = {**run.facts, "tags": ", ".join(run.facts["tags"])}
    done = N_(DONE[Deed(run.deed)], **facts)
    return render_template("desk/bulk_done.html", run=run, done=done, until=in_bulk.undo_until(run), back=_back())


def _back() -> str:
    """The list that it began on, so that nobody has to narrow it again; empty for any other address."""
    path = own_path(request.values.get("back", ""))
    return path if path.startswith(f"{url_for('desk.queue')}?") else ""


@blueprint.post("/bulk/<public_id>/undo")
def undo_bulk(public_id: str) -> ResponseReturnValue:
    _say(in_bulk.undo(public_id, by=g.person), N_("put back as before"))
    return redirect(url_for(".bulk_done", public_id=public_id, back=_back() or None), 303)


def _wish(args: MultiDict[str, str]) -> Wish:
    deed = next((one for one in Deed if one.value == args.get("deed")), None)
    if deed is None:
        raise BadInput(N_("Choose what is to be done with them."), field="deed")
    to = args.get("to", "")
    person = accounts.person(int(to)) if to.isascii() and to.isdigit() and len(to) < 12 else None
    if person is not None and not person.role.is_staff:
        person = None
    names = tags_in(args.get("tags", "")) if deed in (Deed.TAG, Deed.UNTAG) else []
    return Wish(deed, person if deed is Deed.ASSIGN else None, names)


def _done(wish: Wish) -> str:
    return N_(DONE[wish.deed], to=wish.to.name if wish.to else N_("a colleague"), tags=", ".join(wish.tags))


def _say(seen: Seen, done: str) -> None:
    whole = len(seen.fits) + len(seen.hindered)
    if seen.fits:
        flash(N_("%(count)s of %(whole)s: %(done)s.", count=len(seen.fits), whole=whole, done=done), "success")
    for dispute, why in seen.hindered:
        flash(joined(": ", [dispute.reference, why]), "warning")
