"""How the person who is signed in wants to be written to."""

from flask.typing import ResponseReturnValue

from support.web.desk import blueprint
from support.web.letter_choices import choices


@blueprint.route("/letters", methods=["GET", "POST"])
def letters() -> ResponseReturnValue:
    return choices("desk")
