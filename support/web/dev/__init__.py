"""The mailbox of development: every letter as it would have been sent."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from support.correspondence import queries

blueprint = Blueprint("dev", __name__)


@blueprint.get("/mail")
def mailbox() -> ResponseReturnValue:
    to = request.args.get("to", "")
    return render_template("dev/mailbox.html", letters=queries.latest_letters(200, to=to), to=to)


@blueprint.get("/mail/<int:letter_id>")
def letter(letter_id: int) -> ResponseReturnValue:
    return render_template("dev/letter.html", letter=queries.letter(letter_id))
