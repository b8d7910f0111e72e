"""Saved replies: sentences that somebody sends again and again, their own or shared with their department."""

from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from support import policies
from support.accounts.models import Person
from support.disputes.models import Dispute, SavedReply
from support.disputes.rules import needed
from support.disputes.workbench import is_for
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, NotAllowed, NotFound
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.kernel.words import day, money

LONGEST_TITLE, LONGEST, MOST = 60, 4000, 60
PLACES = ("name", "client", "reference", "invoice", "amount", "reason", "agent", "due")
"""What is filled in by itself; whatever else stands in braces is filled in by hand before it is sent."""


def _seen_by(person: Person) -> Select[tuple[SavedReply]]:
    own = policies.desk().department(person.department).name
    wanted = select(SavedReply).where(is_for(SavedReply, person.id, own))
    return wanted if person.active and person.role.is_staff else wanted.where(SavedReply.id < 0)


def replies_of(person: Person) -> list[SavedReply]:
    """Their own and their department's, by title."""
    wanted = _seen_by(person).options(joinedload(SavedReply.owner))
    return list(db.session.scalars(wanted.order_by(func.lower(SavedReply.title), SavedReply.id)))


def keep_reply(person: Person, *, title: str, words: str, shared: bool) -> SavedReply:
    """Kept under `title`; the same title again replaces it. Raises `BadInput` for what is missing or too long."""
    named, said = needed(title, "title", N_("The title")), needed(words, "words", N_("The reply"))
    if len(named) > LONGEST_TITLE:
        raise BadInput(N_("The title has %(most)s characters at most.", most=LONGEST_TITLE), field="title")
    if len(said) > LONGEST:
        raise BadInput(N_("The reply has %(most)s characters at most.", most=LONGEST), field="words")
    if not person.role.is_staff:
        raise NotAllowed(N_("Only staff can do this."))
    with transaction():
        own = list(db.session.scalars(select(SavedReply).where(SavedReply.owner_id == person.id)))
        reply = next((row for row in own if row.title == named), None)
        if reply is None and len(own) >= MOST:
            raise BadInput(N_("You keep %(most)s replies already: let one go first.", most=MOST), field="title")
        if reply is None:
            reply = SavedReply(public_id=str(uuid4()), owner_id=person.id, title=named, made_at=clock.now())
            db.session.add(reply)
        reply.department = policies.desk().department(person.department).name
        reply.words, reply.shared = said, shared
    return reply


def forget_reply(public_id: str, *, by: Person) -> None:
    """Its owner lets it go. Raises `NotFound` for one that `by` does not see, `NotAllowed` for a colleague's."""
    with transaction():
        reply = db.session.scalar(_seen_by(by).where(SavedReply.public_id == public_id))
        if reply is None:
            raise NotFound(N_("There is no such reply."))
        if reply.owner_id != by.id:
            raise NotAllowed(N_("This reply is %(owner)s's: ask them to change it.", owner=reply.owner.name))
        db.session.delete(reply)


def values_of(dispute: Dispute, by: Person) -> Mapping[str, str]:
    """What the places of a reply stand for in this dispute, as its client reads it; a place without a value is left out."""
    reader = dispute.opened_by
    due = dispute.respond_by
    values = {
        "name": reader.first_name,
        "client": dispute.organisation.name,
        "reference": dispute.reference,
        "invoice": dispute.invoice.number,
        "amount": money(dispute.disputed, reader.locale),
        "reason": dispute.reason.label.lower(),
        "agent": by.name,
        "due": day(due.date(), reader.locale) if due else "",
    }
    return {name: value for name, value in values.items() if value}
