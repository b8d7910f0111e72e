"""How the person who is signed in wants to be written to."""

from flask.typing import ResponseReturnValue

from support.web.letter_choices import choices
from support.web.portal import blueprint


@blueprint.route("/letters", methods=["GET", "POST"])
def letters() -> ResponseReturnValue:
    return choices("portal")
