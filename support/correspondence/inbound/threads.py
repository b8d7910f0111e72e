"""What a mail answers: by names that only we can have made, and only from somebody who takes part in it.

A number in a subject says nothing. Neither does a Message-ID or an address with a signature that is not ours.
"""

from dataclasses import dataclass

from sqlalchemy import select

from support.accounts.models import Person
from support.correspondence import tokens
from support.correspondence.inbound.parsing import Parsed
from support.disputes.models import Dispute
from support.disputes.permissions import can
from support.disputes.states import Action
from support.extensions import db
from support.kernel.sayings import N_

LETTER = "letter"
"""The thread of letters that belong to nothing."""


@dataclass(frozen=True)
class Thread:
    """`name`: a dispute's reference, or a conversation's public id. `person_id`: whose answer it must be, where the address says so."""

    name: str
    person_id: int | None


def threads_of(parsed: Parsed, envelope_to: list[str]) -> list[Thread]:
    """What it answers, each once. Reply addresses count first: they name a person as well, and there may be several.

    Of the Message-IDs only the first does: a mail program writes down whole families of them.
    """
    read = [tokens.read_reply_address(address) for address in (*envelope_to, *parsed.recipients)]
    by_name = {name: Thread(name, person_id) for name, person_id in reversed([pair for pair in read if pair])}
    found = [thread for thread in reversed(by_name.values()) if thread.name != LETTER]
    if not found:
        names = [tokens.thread_of(message_id) for message_id in parsed.thread_ids]
        found = [Thread(name, None) for name in names if name is not None and name != LETTER][:1]
    return found


def dispute_named(name: str) -> Dispute | None:
    """The dispute, or the one that goes on with it however often it was merged."""
    found = db.session.scalar(select(Dispute).where(Dispute.reference == name))
    seen: set[int] = set()
    while found is not None and found.merged_into is not None and found.id not in seen:
        seen.add(found.id)
        found = found.merged_into
    return found


def person_of(author: str) -> Person | None:
    """Whose address it is, active or not."""
    return db.session.scalar(select(Person).where(Person.email == author)) if author else None


def why_not_theirs(thread: Thread, dispute: Dispute, person: Person | None) -> str:
    """Why this writer has no say in the thread; empty when they have."""
    if person is None:
        return N_("Its sender takes no part in it: nobody here has that address.")
    if not person.active:
        return N_("Its sender's account is no longer active.")
    if person.role.is_staff:
        if thread.person_id != person.id:
            return N_("Staff answer through the reply address of a letter to themselves, or on the page.")
        return "" if can(person, Action.ADD_NOTE, dispute) else N_("Its sender may not do this.")
    if person.organisation_id != dispute.organisation_id:
        return N_("Its sender takes no part in it: it is another client's.")
    return ""
