"""Which language the pages are read in: everybody can choose, signed in or not."""

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from support.accounts.services import choose_language
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web.public import blueprint
from support.web.public.destinations import own_path
from support.words import catalogs, reader


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """An account keeps the choice; a visitor's is kept by their browser until they sign in."""
    chosen = request.form.get("language", "")
    if chosen not in catalogs.languages():
        raise BadInput(N_("Choose one from the list."), field="language")
    if g.person is not None:
        choose_language(g.person, chosen)
    else:
        session[reader.CHOSEN] = chosen
    return redirect(own_path(request.form.get("back", "")) or url_for("public.home"), 303)
