"""What comes in from outside, its process killed at each step and the thing sent once more: there once, and whole."""

from collections import Counter
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.faults import killing
from benchmarks.faults.halves import counts, fresh
from benchmarks.faults.scene import Row, Scene, scene
from benchmarks.importing import write_some
from support.billing.importing.storing import files_in, import_each
from support.billing.models import Invoice, InvoiceLine
from support.correspondence import tokens
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.correspondence.inbound.services import handle_waiting, take_in
from support.disputes.models import HistoryEntry
from support.extensions import db
from tests.letters.conftest import Story

MOST_STEPS = 400


def mails_killed() -> list[Row]:
    """A client's answer: whoever fetches it dies at each step, and the mail server offers it once more."""
    with scene("mails") as at:
        at.app.config["MAIL_INBOUND"] = "desk@lumen.example"
        dispute, sender = _dispute()
        number, killed = 0, True
        while killed and number < MOST_STEPS:
            number += 1
            raw = _mail(number, dispute, sender)
            killed = killing.do(lambda raw=raw: take_in(raw, source="imap"), at=number).killed
            killing.do(lambda raw=raw: (take_in(raw, source="imap"), handle_waiting()))
        lost, doubled = _told(number)
        return [Row("who takes a mail in killed at each step", number - 1, lost, doubled, "each answer stands once")]


def _dispute() -> tuple[str, tuple[int, str]]:
    story = Story()
    dispute = fresh(story).taken()
    return dispute.reference, (story.maria.id, story.maria.email)


def _mail(number: int, reference: str, sender: tuple[int, str]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender[1], "The bill"
    mail["To"] = tokens.reply_address("desk@lumen.example", reference, sender[0])
    mail["Message-ID"] = f"<{number}@harbour.example>"
    mail.set_content(f"Answer number {number}.\n")
    mail.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename=f"note{number}.pdf")
    return mail.as_bytes()


def _told(number: int) -> tuple[int, int]:
    """(mails that are not handled or whose words are missing, words and files that stand twice)."""
    db.session.remove()
    entries = db.session.scalars(select(HistoryEntry).where(HistoryEntry.action == "add_statement"))
    said = Counter(str(entry.facts["words"]) for entry in entries)
    done = select(func.count()).select_from(IncomingMail).where(IncomingMail.outcome == Outcome.APPENDED)
    missing = (
        number - (db.session.scalar(done) or 0) + sum(not said[f"Answer number {n}."] for n in range(1, number + 1))
    )
    return missing, sum(times - 1 for times in said.values() if times > 1)


def documents_killed() -> list[Row]:
    """Three invoices, imported by a process that dies at each step, and then once more."""
    with scene("import") as at:
        folder = at.folder / "bills"
        folder.mkdir()
        whole = _rehearsed(at, folder)
        wrong, number, killed = 0, 0, True
        while killed and number < MOST_STEPS:
            number += 1
            at.empty()
            killed = killing.do(lambda: _import(folder), at=number).killed
            wrong += _half_imported()
            killing.do(lambda: _import(folder))
            wrong += _bills() != whole
        return [Row("import killed at each step, and run again", number - 1, wrong, 0, "no invoice without its lines")]


def _rehearsed(at: Scene, folder: Path) -> dict[str, int]:
    write_some(folder, 3)
    at.empty()
    killing.do(lambda: _import(folder))
    return _bills()


def _import(folder: Path) -> None:
    for _ in import_each(files_in(folder), audit=False):
        pass


def _bills() -> dict[str, int]:
    db.session.remove()
    return {name: number for name, number in counts().items() if name.startswith(("invoice", "organisation"))}


def _half_imported() -> int:
    """Invoices that have no lines."""
    db.session.remove()
    lines = select(InvoiceLine.invoice_id)
    return db.session.scalar(select(func.count()).select_from(Invoice).where(Invoice.id.not_in(lines))) or 0
