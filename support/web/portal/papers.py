"""Everything on paper: the letters that somebody was sent, and the files of their company's disputes."""

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from support.accounts.models import Organisation
from support.correspondence import queries as letters
from support.disputes.models import Dispute
from support.extensions import db
from support.files.models import Attachment
from support.web.portal import blueprint

SHOWN = 100
KEYS = ("sign_in_link", "follow_up", "follow_up_reminder")
"""Letters whose link is a key, and works but for a while: they are not kept on a page."""


@blueprint.get("/documents")
def papers() -> ResponseReturnValue:
    sent = [row for row in letters.sent_to(g.person, SHOWN) if row.kind not in KEYS]
    return render_template("portal/papers.html", letters=sent, files=_files(g.person.organisation))


@blueprint.get("/documents/letters/<int:letter_id>")
def paper(letter_id: int) -> ResponseReturnValue:
    found = letters.letter(letter_id)
    if found.person_id != g.person.id or found.sent_at is None or found.kind in KEYS:
        abort(404)
    return render_template("portal/letter.html", letter=found)


def _files(own: Organisation) -> list[tuple[Attachment, str]]:
    """The latest first, each with the reference of its dispute."""
    wanted = (
        select(Attachment, Dispute.reference)
        .join(Dispute, Dispute.id == Attachment.dispute_id)
        .where(Dispute.organisation_id == own.id, Attachment.for_client)
    )
    return list(db.session.execute(wanted.order_by(Attachment.id.desc()).limit(SHOWN)).tuples())
