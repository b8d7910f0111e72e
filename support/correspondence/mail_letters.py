"""Letters that answer mails, and the one that tells the desk when a letter came back.

Nothing that somebody wrote from outside is repeated to an address that has not been verified: these go to people with
an account, and hold no words of the mail that they answer.
"""

from datetime import datetime

from support.accounts.models import Person
from support.correspondence import dates
from support.correspondence.models import OutgoingLetter
from support.correspondence.rendering import Speech
from support.correspondence.writing import owners_of, write
from support.disputes.models import Dispute
from support.kernel import clock


def mail_received(person: Person, conversation: str, *, event: str, by: datetime) -> None:
    """It is here, and a person answers it by then. Only through `gate.why_no_answer`."""
    speech = Speech(person)
    at = speech.moment(clock.now())
    write("mail_received", person, event=event, conversation=conversation, at=at, by=speech.moment(by))


def mail_answered(person: Person, conversation: str, words: str, seq: int, by: datetime) -> None:
    """What a person of the desk answered to a mail; who writes back at once has the next answer by then."""
    event, moment = f"{conversation}:{seq}", Speech(person).moment(by)
    write("mail_answered", person, event=event, conversation=conversation, words=words, by=moment)


def letter_bounced(dispute: Dispute, letter: OutgoingLetter, *, shut: bool) -> None:
    """To the owners: the client has not read what they think the client has read."""
    for person in owners_of(dispute):
        write(
            "letter_bounced",
            person,
            event=f"bounced:{letter.id}",
            dispute=dispute,
            subject=letter.subject,
            to=letter.to_email,
            why=letter.last_error,
            shut=shut,
            by=Speech(person).day(dates.decided_by(dispute)),
        )
