"""What the door has told in this turn is kept, so that the assistant can say these figures and no others; and what the
assistant took the client to mean, so that a person who takes over sees it."""

from http import HTTPStatus

from flask import Response, request
from sqlalchemy import select

from support.conversations import figures
from support.conversations.models import BotSession
from support.extensions import db
from support.kernel.transaction import transaction
from support.web.bot_door import blueprint

UNDERSTOOD = "X-Understood"
LONGEST = 2000


@blueprint.after_request
def keep_figures(response: Response) -> Response:
    """Every figure of an answer to a session, refusals too: their sentences may be said as well."""
    session = (request.view_args or {}).get("session") if response.status_code != HTTPStatus.UNAUTHORIZED else None
    told = figures.figures_in(str(response.get_json(silent=True))) if session and response.is_json else set()
    understood = request.headers.get(UNDERSTOOD, "")[:LONGEST]
    if session and (told or understood):
        db.session.rollback()
        with transaction():
            wanted = select(BotSession).where(BotSession.token == session).with_for_update()
            row = db.session.scalar(wanted.execution_options(populate_existing=True))
            if row is not None:
                row.told = " ".join(sorted({*row.told.split(), *told}))
                row.understood = understood or row.understood
    return response


def as_told(session: str, words: str) -> str:
    """`words` of the assistant, or nothing where they hold a figure that it was not told."""
    told = db.session.scalar(select(BotSession.told).where(BotSession.token == session)) or ""
    return "" if figures.untold(words, told.split()) else words
