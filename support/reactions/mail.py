"""What follows from a mail that came in: words and files go where they belong, and somebody is told."""

from support.accounts.models import Person
from support.conversations import by_mail, staffing
from support.conversations import events as chat
from support.conversations import queries as chats
from support.conversations.models import Conversation, Message
from support.correspondence import gate, mail_letters
from support.correspondence.inbound import events as came
from support.correspondence.inbound import replies
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.models import OutgoingLetter
from support.disputes import services as disputes
from support.disputes.models import Dispute
from support.disputes.permissions import can
from support.disputes.reasons import Channel
from support.disputes.states import OPEN, Action, Status
from support.extensions import db
from support.files import services as files
from support.kernel import clock
from support.kernel.sayings import N_
from support.reactions.complaints import complaint_in

ENDED_FOR_NOW = (Status.CLOSED, Status.WITHDRAWN)
"""What a client's mail opens again; a decision that is not closed yet has its owner, who reads what they say of it."""

TELL_THE_END = ("dispute_resolved_upheld", "dispute_not_upheld", "dispute_deadlock")
UNHEARD = N_("The letter with the decision came back: its reader has not heard of it. Reach them another way.")
UNVERIFIED = N_(
    "A client's address, but no server of ours has looked whether it is genuine: it opens nothing by itself."
)


def mail_of(event: came.MailEvent) -> IncomingMail:
    return db.session.get_one(IncomingMail, event.mail_id)


def person_of(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def words_of(mail: IncomingMail) -> str:
    names = ", ".join(str(row["name"]) for row in mail.attachments)
    return mail.text.strip() or f"(No words; with it came: {names}.)"


def take_up_reply(event: came.ReplyReceived) -> None:
    mail, person = mail_of(event), person_of(event.person_id)
    dispute = db.session.get_one(Dispute, event.dispute_id)
    if person.role.is_staff:
        _take_staff(mail, dispute, person)
    else:
        _take_client(mail, dispute, person)


def _take_staff(mail: IncomingMail, dispute: Dispute, person: Person) -> None:
    """From whoever may write to the client, the words go to the client; from others they are a note."""
    if dispute.status in OPEN and can(person, Action.SHARE_PROGRESS, dispute) and mail.text.strip():
        disputes.share_progress(dispute, words=words_of(mail), by=person)
        mail.why = N_("Sent on to the client, in your name.")
    else:
        disputes.add_note(dispute, words=words_of(mail), by=person)
        mail.why = N_("Kept as an internal note.")
    _give_files(mail, dispute, for_client=False)


def _take_client(mail: IncomingMail, dispute: Dispute, person: Person) -> None:
    words = words_of(mail)
    if dispute.status in ENDED_FOR_NOW and not replies.is_only_thanks(words):
        if not can(person, Action.REOPEN, dispute):
            mail.why = N_("%(reference)s ended too long ago to be opened again.", reference=dispute.reference)
            _start_conversation(
                mail, person, N_("About %(reference)s: %(words)s", reference=dispute.reference, words=words)
            )
            return
        disputes.reopen(dispute, why=words, by=person)
        mail.why = N_("Opened again.")
    elif dispute.status is Status.AWAITING_CLIENT:
        disputes.client_answers(dispute, words=words, by=person)
    else:
        disputes.add_statement(dispute, words=words, by=person)
    _give_files(mail, dispute)


def _give_files(mail: IncomingMail, dispute: Dispute, *, for_client: bool = True) -> None:
    """What came with the mail belongs to the dispute from now on; to the first, where it is addressed to several."""
    free = [row for row in files.of_mail(mail.id) if row.dispute_id is None]
    room = max(files.MOST_A_DISPUTE - files.count_of(dispute.id), 0)
    if len(free) > room:
        full = N_(
            "%(reference)s has as many files as can be kept; %(len)s more stay with the mail.",
            reference=dispute.reference,
            len=len(free) - room,
        )
        mail.facts = {**mail.facts, "refused": [*mail.facts.get("refused", []), full]}
    for row in free[:room]:
        row.dispute_id, row.organisation_id, row.for_client = dispute.id, dispute.organisation_id, for_client
        row.by_id = mail.person_id
    if mail.dispute_id is None:
        mail.dispute_id, mail.reference = dispute.id, dispute.reference


def take_up_contact(event: came.ContactReceived) -> None:
    """A dispute where an invoice of theirs and a complaint can be told; else a conversation that waits for a person."""
    mail, person = mail_of(event), person_of(event.person_id)
    told = complaint_in(f"{mail.subject}\n{mail.text}", person) if mail.verified else None
    if told is None:
        mail.why = mail.why if mail.verified else UNVERIFIED
        _start_conversation(mail, person, _with_its_sender(mail))
        return
    dispute, known = disputes.open_dispute(
        by=person,
        invoice=told.invoice,
        lines=told.lines,
        reason=told.reason,
        statement=words_of(mail),
        claimed=None,
        channel=Channel.EMAIL,
        key=f"mail-{mail.id}",
    )
    if known:
        mail.outcome, mail.why = (
            Outcome.APPENDED,
            N_("%(reference)s is about the same charge.", reference=dispute.reference),
        )
    else:
        mail.why = N_("It names %(number)s, and says what is wrong with it.", number=told.invoice.number)
    _give_files(mail, dispute)


def _with_its_sender(mail: IncomingMail) -> str:
    """Whoever reads it knows what it rests on: nothing but a name that anybody can write."""
    if mail.verified:
        return words_of(mail)
    return f"{words_of(mail)}\n\n(By mail from {mail.author}. Whether this sender is genuine has not been verified.)"


def _start_conversation(mail: IncomingMail, person: Person, words: str) -> None:
    with_subject = f"{mail.subject}\n\n{words}" if mail.subject else words
    message = by_mail.take_mail(person, text=with_subject, mail_id=mail.id)
    mail.outcome, mail.dispute_id, mail.reference = Outcome.CREATED, None, message.conversation.public_id
    _give_to_message(mail, message)
    if not gate.why_no_answer(person, mail.no_answer):
        by = staffing.answer_due(clock.now())
        mail_letters.mail_received(person, message.conversation.public_id, event=f"mail:{mail.id}", by=by)


def _give_to_message(mail: IncomingMail, message: Message) -> None:
    for row in files.of_mail(mail.id):
        row.message_id, row.organisation_id, row.by_id = (
            message.id,
            message.conversation.organisation_id,
            mail.person_id,
        )


def take_up_answer(event: came.ConversationAnswered) -> None:
    """Raises `NotFound`, and the mail waits for a person, where the conversation is not this client's."""
    mail, person = mail_of(event), person_of(event.person_id)
    conversation = chats.conversation_with(event.conversation, seen_by=person)
    _give_to_message(mail, by_mail.take_mail(person, text=words_of(mail), mail_id=mail.id, conversation=conversation))


def take_up_released(event: came.MailReleased) -> None:
    mail, by = mail_of(event), person_of(event.by_id)
    words = N_(
        "From %(author)s, by mail: %(words_of)s", author=mail.author or "an unknown sender", words_of=words_of(mail)
    )
    dispute = disputes.add_statement(db.session.get_one(Dispute, event.dispute_id), words=words, by=by)
    _give_files(mail, dispute)


def tell_of_bounce(event: came.LetterBounced) -> None:
    letter = db.session.get_one(OutgoingLetter, event.letter_id)
    if letter.dispute_id is not None and not (letter.person and letter.person.role.is_staff):
        dispute = db.session.get_one(Dispute, letter.dispute_id)
        mail_letters.letter_bounced(dispute, letter, shut=event.suppressed)
        if event.suppressed and letter.kind in TELL_THE_END and dispute.status is Status.CLOSED:
            _open_unheard(dispute)


def _open_unheard(dispute: Dispute) -> None:
    """It was closed with nobody having read why, unless the client themselves has said that they are satisfied."""
    if dispute.satisfied is not True:
        disputes.reopen(dispute, why=UNHEARD, by=None, up=False)


def mail_the_answer(event: chat.PersonReplied) -> None:
    """A client who wrote by mail gets the answer by mail; who writes in the chat reads it there."""
    conversation = db.session.get_one(Conversation, event.conversation_id)
    message = db.session.get_one(Message, event.message_id)
    if by_mail.waits_for_a_mail(conversation) and conversation.person.active:
        by = staffing.answer_due(clock.now())
        mail_letters.mail_answered(conversation.person, conversation.public_id, message.text, message.seq, by)
