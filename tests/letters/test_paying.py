"""How to pay, as the letters about an invoice say it."""

import dataclasses

import pytest

from support import policies
from support.correspondence import prevention_letters
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.extensions import db
from support.policies.paying import Way
from support.reactions import unasked
from tests.letters.conftest import Story, letters

TRANSFER = {
    "code": "58",
    "payment_id": "Kd 77 / EUR 500",
    "account": "DE89370400440532013000",
    "institution": "COBADEFF",
}
CARD = Way("card", "Pay by card", "", "https://pay.example.com/{number}?a={amount}{currency}&r={reference}", ())
LINK = "https://pay.example.com/INV-2026-0042?a=180.00EUR&r=Kd%2077%20%2F%20EUR%20500"


@pytest.fixture
def by_card(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dataclasses.replace(policies.desk(), ways_to_pay=(CARD,))
    monkeypatch.setattr(policies, "desk", lambda: changed)


def means(story: Story, *said: dict[str, str]) -> None:
    story.invoice.details = {"payment_means": list(said)}
    db.session.commit()


def reminder(kind: str) -> OutgoingLetter:
    unasked.remind_of_invoices()
    (letter,) = letters(kind)
    assert letter.status is not LetterStatus.HELD, letter.last_error
    return letter


@pytest.mark.parametrize(
    ("kind", "day"), [("invoice_due_soon", "2026-03-31T09:00+00:00"), ("invoice_overdue", "2026-04-09T09:00+00:00")]
)
def test_reminders_say_where_to_pay_what_is_not_in_dispute(
    story: Story, by_card: None, calendar, kind: str, day: str
) -> None:
    means(story, TRANSFER)
    story.opened()
    calendar.set(day)
    letter = reminder(kind)
    for said in (
        "€180.00",
        "Transfer to: Lumen & Larder Services Ltd",
        "Account: DE89 3704 0044 0532 0130 00",
        "Bank (BIC): COBADEFF",
        "Name this with the payment: Kd 77 / EUR 500",
        LINK,
    ):
        assert said in letter.text, said
    assert "and name Kd 77 / EUR 500 with the payment" in " ".join(letter.text.split())
    assert f'href="{LINK.replace("&", "&amp;")}" rel="noopener noreferrer"' in letter.html


def test_a_german_letter_with_a_link_is_not_held_for_the_amount_within_it(
    story: Story, by_card: None, calendar
) -> None:
    story.maria.locale = "de_DE"
    means(story, TRANSFER)
    story.opened()
    calendar.set("2026-03-31T09:00+00:00")
    letter = reminder("invoice_due_soon")
    assert "Verwendungszweck: Kd 77 / EUR 500" in letter.text
    assert LINK in letter.text


def test_hostile_words_of_a_document_stay_words(story: Story, calendar) -> None:
    means(story, {"code": "30", "account": "<b>7</b>", "payment_id": "x\nWHAT HAPPENS NEXT\n<script>"})
    calendar.set("2026-03-31T09:00+00:00")
    letter = reminder("invoice_due_soon")
    assert letter.text.count("\nWHAT HAPPENS NEXT") == 1
    assert "<script>" not in letter.html
    assert "<b>7</b>" not in letter.html


def test_what_is_collected_is_not_asked_for(story: Story, by_card: None, calendar) -> None:
    means(story, {"code": "59", "mandate": "M-7", "account": "DE89370400440532013000"})
    calendar.set("2026-03-31T09:00+00:00")
    letter = reminder("invoice_due_soon")
    assert "It is collected from your account by direct debit" in letter.text
    assert "Please pay" not in letter.text
    assert "HOW TO PAY" not in letter.text


def test_without_means_the_letter_is_as_it_was(story: Story, calendar) -> None:
    calendar.set("2026-03-31T09:00+00:00")
    letter = reminder("invoice_due_soon")
    assert "HOW TO PAY" not in letter.text
    assert "name INV-2026-0042 with the payment" in " ".join(letter.text.split())


def test_an_invoice_that_goes_out_says_how_it_is_paid_questioned_and_what_binds_us(story: Story, by_card: None) -> None:
    means(story, TRANSFER)
    prevention_letters.invoice_issued(story.invoice)
    (letter,) = letters("invoice_issued")
    assert letter.status is not LetterStatus.HELD, letter.last_error
    assert "Account: DE89 3704 0044 0532 0130 00" in letter.text
    assert "http://127.0.0.1:8000/help" in letter.text
    for line in story.invoice.lines:
        address = f"http://127.0.0.1:8000/portal/disputes/new?invoice=INV-2026-0042&line={line.line_id}"
        assert address in letter.text
        assert address.replace("&", "&amp;") in letter.html
