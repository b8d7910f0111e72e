"""R11: the right client, as verified on the day of issue."""

from datetime import date

import pytest

from support.billing.audit.facts import PartyFacts
from support.billing.audit.happened import DetailsFacts
from support.billing.audit.parties import same
from support.billing.kinds import Severity
from tests.billing.audit.bills import bill, client, found, places, unsure

VERIFIED = DetailsFacts(
    date(2024, 1, 1), "Müller & Söhne GmbH", "Hauptstraße 12", "Köln", "50667", "DE", "DE136695976", "ap@mueller.example",
    date(2025, 6, 1),
)  # fmt: skip


def buyer(**given: str) -> PartyFacts:
    values = {
        "name": "Müller & Söhne GmbH",
        "country": "DE",
        "city": "Köln",
        "street": "Hauptstraße 12",
        "postcode": "50667",
    }
    return PartyFacts(**{**values, "tax_id": "DE136695976", "email": "ap@mueller.example", **given})


def judged(details: list[DetailsFacts], **given: str):  # type: ignore[no-untyped-def]
    return client(bill(buyer=buyer(**given)), details=details)


def test_a_bill_to_the_verified_client_is_right() -> None:
    assert found(judged([VERIFIED]), "R11") == []


@pytest.mark.parametrize(
    ("what", "value", "severity"),
    [
        ("name", "Meier KG", Severity.ERROR),
        ("tax_id", "DE999999999", Severity.ERROR),
        ("country", "AT", Severity.ERROR),
        ("street", "Nebenstraße 3", Severity.WARNING),
        ("postcode", "50668", Severity.WARNING),
        ("email", "other@mueller.example", Severity.WARNING),
    ],
)
def test_each_field_that_differs_is_found(what: str, value: str, severity: Severity) -> None:
    (wrong,) = found(judged([VERIFIED], **{what: value}), "R11")
    assert (wrong.place, wrong.severity) == ("buyer", severity) and value in wrong.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "MUELLER UND SOEHNE GMBH".replace("UND ", "and ")),
        ("Müller", "Muller"),
        ("Harbour Ltd.", "Harbour Limited"),
        ("12 High Street", "12 high st."),
        ("Hauptstraße 12", "Hauptstrasse 12"),
        ("Smørrebrød A/S", "Smorrebrod AS"),
        ("O'Neill Co", "ONeill Company"),
    ],
)
def test_one_name_is_written_in_many_ways(one: str, other: str) -> None:
    assert same(one, other)


def test_names_that_differ_are_different() -> None:
    assert not same("Harbour Ltd", "Harbor View Ltd")


def test_who_moved_after_the_issue_was_still_where_the_bill_says() -> None:
    moved = DetailsFacts(
        date(2026, 4, 15), VERIFIED.name, "Domplatz 1", "Köln", "50667", "DE", verified_on=date(2026, 4, 15)
    )
    assert found(judged([VERIFIED, moved]), "R11") == []
    before = DetailsFacts(
        date(2026, 1, 1), VERIFIED.name, "Domplatz 1", "Köln", "50667", "DE", verified_on=date(2026, 1, 1)
    )
    assert places(judged([VERIFIED, before]), "R11") == ["buyer"]


def test_a_name_the_client_is_also_known_by_is_right() -> None:
    context = judged([VERIFIED], name="M&S Köln")
    context.other_names = ("M&S Köln",)
    assert found(context, "R11") == []


def test_a_post_box_is_no_wrong_address() -> None:
    assert found(judged([VERIFIED], street="Postfach 1234", postcode="50600"), "R11") == []


def test_what_the_bill_does_not_say_is_a_matter_of_completeness() -> None:
    assert found(judged([VERIFIED], tax_id="", email="", street=""), "R11") == []


def test_details_that_nobody_verified_prove_nothing() -> None:
    loose = DetailsFacts(date(2024, 1, 1), "Somebody else")
    assert found(judged([loose]), "R11") == []
    assert (
        unsure(judged([loose]), "R11")
        == unsure(judged([]), "R11")
        == ["The client's details at the date of issue were never verified."]
    )


def test_an_agreement_of_another_client_is_found() -> None:
    context = client(bill(buyer=buyer(), contract_reference="AGR-77"), details=[VERIFIED])
    context.foreign_contracts = frozenset({"AGR-77"})
    assert places(context, "R11") == ["contract"]


def test_details_that_were_confirmed_too_long_ago_are_a_note_once_a_client() -> None:
    old = DetailsFacts(date(2022, 1, 1), VERIFIED.name, verified_on=date(2022, 1, 1))
    context = client(bill(buyer=buyer(), number="INV-1"), bill(buyer=buyer(), number="INV-2"), details=[old])
    (note,) = found(context, "R11")
    assert (note.place, note.severity) == ("buyer.verified", Severity.INFO)


def test_mail_that_comes_back_is_said_once_on_the_newest_bill() -> None:
    rows = [bill(buyer=buyer()), bill(buyer=buyer(), number="INV-2", issued_on=date(2026, 4, 30))]
    context = client(*rows, details=[VERIFIED], bounced=[("ap@mueller.example", date(2026, 4, 20))])
    (said,) = found(context, "R11")
    assert (said.document, said.place, said.severity) == (rows[1], "buyer.email", Severity.WARNING)
    assert "ap@mueller.example has come back since 20 April 2026" in said.message


def test_one_address_for_unrelated_clients_is_a_note() -> None:
    context = client(bill(buyer=buyer()), details=[VERIFIED], neighbours=["CL-0007", "CL-0009"])
    (said,) = found(context, "R11")
    assert (said.place, said.severity) == ("buyer.address", Severity.INFO)
    assert "CL-0007, CL-0009" in said.message
