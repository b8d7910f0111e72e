"""Which lines are meant, and what is said to be wrong with them."""

import pytest

from support.conversations.reading import WHOLE, KnownLine, lines_in, reason_in
from support.disputes.reasons import Reason
from support.kernel.money import Money


def _line(number: str, name: str, minor: int) -> KnownLine:
    return KnownLine(number, name, Money(minor, "EUR"))


LINES = [
    _line("1", "Coffee machine rental", 3000),
    _line("2", "Espresso bean delivery", 12000),
    _line("3", "Espresso bean delivery", 12000),
    _line("4", "Cleaning, Quay", 4000),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", ("2",)),
        ("2 and 3", ("2", "3")),
        ("2,3", ("2", "3")),
        ("2-4", ("2", "3", "4")),
        ("line 3", ("3",)),
        ("Lines 2 and 3, please", ("2", "3")),
        ("it's #4", ("4",)),
        ("the second one", ("2",)),
        ("second charge", ("2",)),
        ("the 3rd", ("3",)),
        ("the last one", ("4",)),
        ("second delivery", None),
        ("the whole invoice", (WHOLE,)),
        ("everything", (WHOLE,)),
        ("all lines", (WHOLE,)),
        ("all of them", (WHOLE,)),
        ("*", (WHOLE,)),
        ("the €40 one", ("4",)),
        ("the 40.00 charge", ("4",)),
        ("40", ("4",)),
        ("the 40 one", ("4",)),
        ("why did you charge me 40", ("4",)),
        ("30", ("1",)),
        ("the cleaning", ("4",)),
        ("coffee machine", ("1",)),
        ("the rental of the machine", ("1",)),
        ("line 3, it should be nothing", ("3",)),
    ],
)
def test_lines_named_beyond_doubt_are_certain(text: str, numbers: tuple[str, ...] | None) -> None:
    assert lines_in(text, LINES).certain == numbers


@pytest.mark.parametrize(
    ("text", "near", "why"),
    [
        ("the delivery", ("2", "3"), "several"),
        ("the espresso beans", ("2", "3"), "several"),
        ("the 120.00 one", ("2", "3"), "several"),
        ("second delivery", ("3", "2"), "several"),
        ("line 9", ("1", "2", "3", "4"), "unknown"),
        ("the seventh one", ("1", "2", "3", "4"), "unknown"),
        ("7", ("1", "2", "3", "4"), "unknown"),
        ("10-4", ("1", "2", "3", "4"), "unknown"),
        ("the 120 ones", ("2", "3"), "several"),
        ("you charged me 120", ("2", "3"), "several"),
        ("both", ("1", "2", "3", "4"), "several"),
        ("I was charged a second time", (), "none"),
        ("no idea", (), "none"),
        ("", (), "none"),
    ],
)
def test_what_fits_several_lines_is_asked_about(text: str, near: tuple[str, ...], why: str) -> None:
    found = lines_in(text, LINES)
    assert found.certain is None
    assert (tuple(line for (line,) in found.near), found.why) == (near, why)


def test_both_is_certain_where_there_are_two() -> None:
    assert lines_in("both of them", LINES[1:3]).certain == ("2", "3")


def test_a_free_sentence_names_lines_only_by_number() -> None:
    assert lines_in("the cleaning was bad, and the second one too", LINES, asked=False).why == "none"
    assert lines_in("look at line 4", LINES, asked=False).certain == ("4",)


def test_a_free_sentence_names_a_line_also_by_two_words_of_its_name() -> None:
    assert lines_in("I dispute the coffee machine, it is too dear", LINES, asked=False).certain == ("1",)
    assert lines_in("I dispute the espresso beans", LINES, asked=False).why == "none"


def test_the_words_of_the_document_count_even_with_other_letters() -> None:
    lines = [_line("10", "Café crème", 100), _line("20", "Thé", 100)]
    assert lines_in("the crème", lines).certain == ("10",)
    assert lines_in("line 020", lines).certain == ("20",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("duplicate", Reason.DUPLICATE),
        ("Charged twice", Reason.DUPLICATE),
        ("Why was I charged twice on my March invoice?", Reason.DUPLICATE),
        ("great, charged twice again, thanks", Reason.DUPLICATE),
        ("you billed me double", Reason.DUPLICATE),
        ("I was NOT charged twice, I was charged the wrong amount", Reason.WRONG_AMOUNT),
        ("the amount is wrong", Reason.WRONG_AMOUNT),
        ("I was overcharged", Reason.WRONG_AMOUNT),
        ("too expensive", Reason.WRONG_AMOUNT),
        ("the price was never agreed", Reason.RATE_DISCREPANCY),
        ("we did not agree to this price", Reason.RATE_DISCREPANCY),
        ("the increase was not announced", Reason.RATE_DISCREPANCY),
        ("it was promised 10% off", Reason.MISSING_DISCOUNT),
        ("we never received the delivery", Reason.NOT_RENDERED),
        ("it wasn't delivered", Reason.NOT_RENDERED),
        ("the beans didn't arrive", Reason.NOT_RENDERED),
        ("our hourly rate is 80", Reason.RATE_DISCREPANCY),
        ("Not the agreed price", Reason.RATE_DISCREPANCY),
        ("where is my discount?", Reason.MISSING_DISCOUNT),
        ("too many hours", Reason.QUANTITY),
        ("we cancelled in January", Reason.AFTER_CANCELLATION),
        ("I already paid this", Reason.MISAPPLIED_PAYMENT),
        ("the refund is still missing", Reason.CREDIT_NOT_PROCESSED),
        ("VAT is wrong", Reason.TAX),
        ("why is there a late fee", Reason.TERMS),
        ("I don't recognise this", Reason.UNRECOGNISED),
        ("it doesn't add up", Reason.ARITHMETIC),
        ("please send me the receipts", Reason.CLARIFICATION_REQUEST),
        ("bill our GmbH, not me", Reason.WRONG_CLIENT_DATA),
        ("bill the GmbH rather than me", Reason.WRONG_CLIENT_DATA),
        ("it should name the right legal entity", Reason.WRONG_CLIENT_DATA),
        ("reissue with our PO number", Reason.WRONG_CLIENT_DATA),
    ],
)
def test_a_reason_is_read_from_what_is_said(text: str, reason: Reason) -> None:
    assert reason_in(text).certain is reason


def test_two_reasons_in_one_sentence_are_asked_about() -> None:
    found = reason_in("charged twice and the discount is missing")
    assert found.certain is None
    assert set(found.near) == {Reason.DUPLICATE, Reason.MISSING_DISCOUNT}


def test_no_reason_is_none() -> None:
    assert reason_in("hello there").why == "none"


@pytest.mark.parametrize("reason", Reason)
def test_every_button_of_a_reason_is_understood(reason: Reason) -> None:
    assert reason_in(reason.label).certain is reason
    assert reason_in(reason.value).certain is reason
