"""A PDF says how its invoice is paid, as the document itself does; what changes is read on its page."""

import io
from dataclasses import replace

from pypdf import PdfReader

from support.accounts.models import Person
from support.billing.credit import credit_lines
from support.billing.importing.documents import PaymentMeans
from support.billing.queries import invoice_with
from support.billing.writing.pdf import write_pdf
from support.billing.writing.stored import document_of
from support.kernel.money import Money
from tests.billing.counting import taken
from tests.billing.files import document, line, written
from tests.factories import make_invoice
from tests.pages import Pages

MEANS = PaymentMeans(code="58", account="DE89370400440532013000", institution="COBADEFF", payment_id="Kd <77>")


def read_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_it_names_the_account_and_the_words_of_the_payment(app: object) -> None:
    said = read_of(write_pdf(document(payment_means=(MEANS,))))
    for part in ("How to pay", "Account: DE89 3704 0044 0532 0130 00", "Bank (BIC): COBADEFF", "Name this with the payment: Kd <77>"):  # fmt: skip
        assert part in said, part


def test_what_is_collected_or_names_no_means_asks_for_no_transfer(app: object) -> None:
    collected = read_of(write_pdf(document(payment_means=(replace(MEANS, code="59", mandate="M-7"),))))
    assert "Mandate: M-7" in collected and "DE89" not in collected
    assert "How to pay" not in read_of(write_pdf(document(payment_means=())))


def test_a_credit_note_asks_for_nothing(app: object) -> None:
    taken(written(document(line(1), payment_means=(MEANS,))))
    row = invoice_with("INV-2026-0001")
    note = credit_lines(row, [(row.lines[0], Money(100, "EUR"))], reason="Wrong", key="k")
    assert "How to pay" not in read_of(write_pdf(document_of(note)))


def test_the_file_that_a_client_saves_leads_to_the_page_with_what_changes(pages: Pages, client_person: Person) -> None:
    make_invoice(client_person.organisation, number="R/2026 7")
    said = read_of(pages.sign_in(client_person).client.get("/portal/invoices/R%2F2026%207.pdf").data)
    for part in (
        "What is to pay now",
        "portal/invoices/R/2026%207#how-to-pay",
        "Question this charge",
        "8000/help",
    ):
        assert part in "".join(said.split("\n")), part
