"""Letters that nobody asked for and that were promised all the same: where a dispute stands, what will be due, the daily letter."""

from sqlalchemy import select

from support.accounts.models import Person
from support.accounts.queries import people_of
from support.billing.reminding import Reminder, Stage
from support.correspondence import dates, figures, links, nights, preferences
from support.correspondence.models import Detail, LetterStatus, OutgoingLetter
from support.correspondence.paying import how_to_pay
from support.correspondence.rendering import Speech
from support.correspondence.writing import clients_of, step_of, write
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel import clock
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.words import reader

KINDS = {Stage.SOON: "invoice_due_soon", Stage.OVERDUE: "invoice_overdue"}


def update_without_news(dispute: Dispute, words: str) -> None:
    """Honest about it: there is no news, this is what is being done, and this is the day."""
    for person in clients_of(dispute):
        by = Speech(person).day(dates.decided_by(dispute))
        write("update_without_news", person, event=step_of(dispute), dispute=dispute, words=words, by=by)


def invoice_reminder(reminder: Reminder) -> bool:
    """To the client's people who want reminders and have not had this one; whether anybody was written to."""
    kind, written = KINDS[reminder.stage], False
    for person in people_of(reminder.invoice.organisation):
        if preferences.of(person).reminders and not _has(kind, person, reminder.name):
            _remind(kind, person, reminder)
            written = True
    return written


def _has(kind: str, person: Person, event: str) -> bool:
    key = f"{kind}:{person.id}:{event}"
    return db.session.scalar(select(OutgoingLetter.id).where(OutgoingLetter.key == key)) is not None


def _remind(kind: str, person: Person, reminder: Reminder) -> None:
    speech, balance = Speech(person), reminder.balance
    write(
        kind,
        person,
        event=reminder.name,
        of_invoice=reminder.invoice,
        invoice=reminder.invoice.number,
        seller=reminder.invoice.seller_name,
        link=links.invoice(reminder.invoice.number),
        due=speech.money(balance.due),
        on_hold=speech.money(balance.on_hold) if balance.on_hold else None,
        by=speech.day(reminder.due_on),
        today=speech.day(clock.now()),
        **how_to_pay(reminder.invoice, speech),
    )


def write_digests(limit: int = 200) -> int:
    """One daily letter for each person whose collected letters are due. Returns how many were written."""
    due = (OutgoingLetter.status == LetterStatus.COLLECTED, OutgoingLetter.next_try_at <= clock.now())
    people = db.session.scalars(select(OutgoingLetter.person_id).where(*due).distinct().limit(limit)).all()
    return sum(_digest(person_id) for person_id in people if person_id is not None)


def _digest(person_id: int) -> bool:
    """Everything that was collected for them, in one letter; in the same breath the letters are marked as being in it."""
    with transaction():
        person = db.session.get_one(Person, person_id, with_for_update=True)
        collected = list(
            db.session.scalars(
                select(OutgoingLetter)
                .where(OutgoingLetter.person_id == person_id, OutgoingLetter.status == LetterStatus.COLLECTED)
                .order_by(OutgoingLetter.id)
                .execution_options(populate_existing=True)
            )
        )
        collected = [letter for letter in collected if not _held_back(letter)]
        if not collected:
            return False
        _write_digest(person, collected)
        return True


def _held_back(letter: OutgoingLetter) -> bool:
    """Whether the ledger has changed since it was written: it stays out of the daily letter, for a person to look at."""
    wrong = figures.wrong(letter)
    if wrong:
        letter.status, letter.last_error = LetterStatus.HELD, figures.changed(wrong)
    return bool(wrong)


def _write_digest(person: Person, collected: list[OutgoingLetter]) -> None:
    speech, choice = Speech(person), preferences.of(person)
    row = write(
        "digest",
        person,
        event=f"digest:{collected[0].id}",
        letters=[{"subject": letter.subject, "text": _core(letter.text, person.locale)} for letter in collected],
        whole=choice.detail is Detail.FULL,
        link=links.preferences(person),
        day=speech.day(clock.now()),
        by=speech.day(nights.next_digest(person.timezone, clock.now())),
    )
    db.session.flush()  # gives the daily letter its id
    for letter in collected:
        letter.status, letter.digest_id = LetterStatus.IN_DIGEST, row.id
    row.figures = sorted({name for letter in collected for name in letter.figures})


def _core(text: str, locale: str) -> str:
    """A letter without its greeting and its signature, in whichever language: the daily letter greets once."""
    after = text.strip().partition("\n\n")[2]
    with reader.reading(locale):
        regards = str(reader.told(N_("Kind regards,")))
    for ending in (f"\n\n{regards}", "\n\nKind regards,", "\n\nRedress"):
        after = after.rpartition(ending)[0] or after
    return after
