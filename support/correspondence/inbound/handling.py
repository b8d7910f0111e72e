"""What becomes of a mail: read it, tell whose and about what it is, and say so. Reactions do the rest, or nothing is done."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from support import policies
from support.accounts.roles import Role
from support.correspondence import automatic, gate, tokens
from support.correspondence.inbound import senders, threads
from support.correspondence.inbound.bodies import Found
from support.correspondence.inbound.bounces import Bounce
from support.correspondence.inbound.events import ContactReceived, ConversationAnswered, LetterBounced, ReplyReceived
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.parsing import Parsed
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.correspondence.suppression import suppress
from support.disputes.models import Dispute
from support.extensions import db
from support.files import inspection
from support.files import services as files
from support.files.inspection import Accepted
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import record

LARGEST_FILE = 25 * 1024 * 1024
MOST_THREADS = 5
"""Disputes that one mail may be addressed to; nobody writes about more by hand."""


@dataclass(frozen=True)
class Enclosed:
    """A file of a mail: as it is kept, or why it is not."""

    name: str
    kind: str
    size: int
    file: Accepted | None
    why: str


def enclosed(found: Found) -> Enclosed:
    """Looked at outside any transaction: pictures take their time."""
    name = inspection.clean_name(found.name)
    try:
        file = inspection.accepted(found.name, found.data, LARGEST_FILE)
    except BadInput as refused:
        kind = inspection.kind_of(found.data, name) if found.data else None
        return Enclosed(name, kind or found.kind[:100], len(found.data), None, refused.say)
    return Enclosed(file.name, file.kind, len(found.data), file, "")


def write_down(mail: IncomingMail, parsed: Parsed, enclosures: list[Enclosed]) -> None:
    """What was read of it."""
    mail.author, mail.author_name = parsed.author, parsed.author_name
    mail.subject, mail.text = parsed.subject, parsed.text or parsed.whole
    mail.attachments = [{"name": row.name, "type": row.kind, "size": row.size} for row in enclosures]
    mail.facts = {"automatic": parsed.automatic, "no_answer": parsed.no_answer, "thread_ids": parsed.thread_ids[:20]}


def keep_files(mail: IncomingMail, enclosures: list[Enclosed]) -> None:
    """The files that are taken, for the staff at first; the others stay in the raw mail, and it is said which.

    A mail that is handled again has them already.
    """
    here = {file.name for file in files.of_mail(mail.id)}
    for row in enclosures:
        if row.file is not None and row.name not in here:
            files.keep(row.file, by=None, mail_id=mail.id, for_client=False)
    refused = [row.why for row in enclosures if row.why]
    if refused:
        mail.facts = {**mail.facts, "refused": refused}


def settle(mail: IncomingMail, outcome: Outcome, why: str) -> None:
    mail.outcome, mail.why, mail.handled_at = outcome, why, clock.now()


def quarantine(mail: IncomingMail, why: str) -> None:
    """Kept for a person to look at: nothing follows from it."""
    settle(mail, Outcome.QUARANTINED, why)


def decide(mail: IncomingMail, parsed: Parsed) -> Outcome:
    """What becomes of it, written down; what else follows is a reaction to the event that is recorded."""
    _decide(mail, parsed)
    return mail.outcome


def _decide(mail: IncomingMail, parsed: Parsed) -> None:
    """The one line of questions; the first that answers, settles it."""
    if parsed.problem:
        return quarantine(mail, parsed.problem)
    over_ours = any(gate.is_ours(address) for address in parsed.lists)
    if gate.is_ours(parsed.author) or tokens.thread_of(parsed.message_id) is not None:
        return _take_own(mail, parsed, over_ours)
    if parsed.bounce is not None:
        return _take_bounce(mail, parsed.bounce)
    if automatic.says_more(parsed.automatic, parsed.text):
        return quarantine(mail, N_("It reads like a notice of absence, and says more than that."))
    if parsed.automatic and not (over_ours and parsed.automatic == [automatic.LISTED]):
        return settle(mail, Outcome.IGNORED, N_("A program has sent it: %(automatic)s.", automatic=parsed.automatic[0]))
    server = current_app.config["MAIL_AUTHSERV_ID"]
    why = senders.why_doubted(parsed.verdicts, parsed.author, server) or _why_too_many(parsed.author)
    if why:
        return quarantine(mail, why)
    mail.facts = {**mail.facts, "verified": bool(server) or mail.source == "file"}
    return _thread(mail, parsed)


def _take_own(mail: IncomingMail, parsed: Parsed, over_ours: bool) -> None:
    """A list of ours may write its own address over the sender's: then a person has to look whose mail it is."""
    if over_ours and tokens.thread_of(parsed.message_id) is None:
        return quarantine(mail, N_("It came over a mailing list of ours, which hides who wrote it."))
    return settle(mail, Outcome.IGNORED, N_("It is a mail of our own."))


def _why_too_many(author: str) -> str:
    most = policies.correspondence().caps.from_one
    lately = IncomingMail.received_at > clock.now() - timedelta(hours=1)
    count = db.session.scalar(select(func.count()).where(IncomingMail.author == author, lately)) or 0
    return N_("Its sender has written more than %(most)s mails within an hour.", most=most) if count > most else ""


def _thread(mail: IncomingMail, parsed: Parsed) -> None:
    mail.person = threads.person_of(parsed.author)
    found = threads.threads_of(parsed, mail.envelope_to)
    if not found:
        return _take_contact(mail)
    about = [(thread, threads.dispute_named(thread.name)) for thread in found[: MOST_THREADS + 1]]
    disputes = {dispute.id: (thread, dispute) for thread, dispute in about if dispute is not None}
    if not disputes:
        return _take_conversation(mail, found[0])
    if len(disputes) > MOST_THREADS:
        return quarantine(
            mail, N_("It is addressed to more than %(most_threads)s disputes.", most_threads=MOST_THREADS)
        )
    return _take_replies(mail, list(disputes.values()))


def _take_replies(mail: IncomingMail, about: list[tuple[threads.Thread, Dispute]]) -> None:
    """To every dispute that it is addressed to, or to none: its sender has to take part in each."""
    whys = [why for thread, dispute in about if (why := threads.why_not_theirs(thread, dispute, mail.person))]
    if whys or mail.person is None:
        return quarantine(mail, whys[0])
    settle(
        mail,
        Outcome.APPENDED,
        N_("It answers a letter about %(listed)s.", listed=" and ".join((thread.name for thread, _ in about))),
    )
    mail.dispute_id, mail.reference = about[0][1].id, about[0][1].reference
    for _, dispute in about:
        record(ReplyReceived(mail.id, dispute.id, mail.person.id))
    return None


def _take_conversation(mail: IncomingMail, thread: threads.Thread) -> None:
    person = mail.person
    if person is None or not person.active or person.role is not Role.CLIENT:
        return quarantine(mail, N_("Its sender takes no part in that conversation."))
    if thread.person_id not in (None, person.id):
        return quarantine(mail, N_("It answers a letter to somebody else."))
    settle(mail, Outcome.APPENDED, N_("It answers our answer to an earlier mail."))
    mail.reference = thread.name
    record(ConversationAnswered(mail.id, thread.name, person.id))
    return None


def _take_contact(mail: IncomingMail) -> None:
    person = mail.person
    if person is None:
        return quarantine(mail, N_("Nobody here has its sender's address."))
    if not person.active:
        return quarantine(mail, N_("Its sender's account is no longer active."))
    if person.role.is_staff:
        return quarantine(mail, N_("It is a colleague's, and answers no letter."))
    settle(mail, Outcome.CREATED, N_("A client writes of their own accord."))
    record(ContactReceived(mail.id, person.id))
    return None


def _take_bounce(mail: IncomingMail, bounce: Bounce) -> None:
    """Only what names a letter of ours, by its signed Message-ID, says anything about an address."""
    letter = _bounced_letter(bounce)
    if letter is None:
        return settle(mail, Outcome.IGNORED, N_("A mail server reports about a mail that is not ours."))
    letter.last_error = N_("Came back: %(why)s", why=bounce.why[:450])
    if bounce.for_good:
        letter.status = LetterStatus.GIVEN_UP
        suppress(letter.to_email, why=N_("Its mail server said: %(why)s", why=bounce.why), letter_id=letter.id)
    mail.facts = {**mail.facts, "letter": letter.id}
    mail.dispute_id = letter.dispute_id
    settle(
        mail,
        Outcome.IGNORED,
        N_("A letter to %(to_email)s came back: %(why)s", to_email=letter.to_email, why=bounce.why),
    )
    record(LetterBounced(mail.id, letter.id, bounce.for_good))
    return None


def _bounced_letter(bounce: Bounce) -> OutgoingLetter | None:
    ours = [found for found in bounce.message_ids[:50] if tokens.thread_of(found) is not None]
    return db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.message_id.in_(ours))).first()
