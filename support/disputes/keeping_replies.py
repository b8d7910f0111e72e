"""Saved replies: sentences that somebody sends again and again, their own or shared with their department."""

from collections.abc import Mapping

from support.accounts.models import Person
from support.disputes.keeping import Drawer, refuse_all_but_staff
from support.disputes.models import Dispute, SavedReply
from support.disputes.rules import needed
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.kernel.words import day, money

LONGEST_TITLE, LONGEST, MOST = 60, 4000, 60
PLACES = ("name", "client", "reference", "invoice", "amount", "reason", "agent", "due")
"""What is filled in by itself; whatever else stands in braces is filled in by hand before it is sent."""


_REPLIES = Drawer(
    SavedReply,
    name="title",
    most=MOST,
    full=lambda most: N_("You keep %(most)s replies already: let one go first.", most=most),
    missing=lambda: N_("There is no such reply."),
    anothers=lambda owner: N_("This reply is %(owner)s's: ask them to change it.", owner=owner),
)


def replies_of(person: Person) -> list[SavedReply]:
    """Their own and their department's, by title."""
    return _REPLIES.of(person)


def keep_reply(person: Person, *, title: str, words: str, shared: bool) -> SavedReply:
    """Kept under `title`; the same title again replaces it. Raises `BadInput` for what is missing or too long."""
    named, said = needed(title, "title", N_("The title")), needed(words, "words", N_("The reply"))
    if len(named) > LONGEST_TITLE:
        raise BadInput(N_("The title has %(most)s characters at most.", most=LONGEST_TITLE), field="title")
    if len(said) > LONGEST:
        raise BadInput(N_("The reply has %(most)s characters at most.", most=LONGEST), field="words")
    refuse_all_but_staff(person)
    with transaction():
        reply = _REPLIES.place(person, named, shared=shared)
        reply.words = said
    return reply


def forget_reply(public_id: str, *, by: Person) -> None:
    """Its owner lets it go. Raises `NotFound` for one that `by` does not see, `NotAllowed` for a colleague's."""
    _REPLIES.forget(public_id, by=by)


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
