"""R22: what a document must hold."""

import pytest

from support.billing.audit.facts import Document, PartyFacts
from support.billing.kinds import Severity
from tests.billing.audit.bills import a_line, bill, client, found, off, places


def test_a_whole_document_has_no_finding() -> None:
    assert found(client(bill(a_line())), "R22") == []


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (bill(a_line(), seller=PartyFacts("Lumen")), "seller"),
        (bill(a_line(), buyer=PartyFacts("", "IE")), "buyer"),
        (bill(a_line(), due_on=None), "due_on"),
        (bill(a_line(), parts=(off("1.00", reason=""),)), "allowances"),
        (bill(a_line(parts=(off("1.00", reason=""),))), "line:1"),
    ],
)
def test_what_is_missing_is_found_at_its_place(document: Document, place: str) -> None:
    assert places(client(document), "R22") == [place]


def test_terms_stand_for_a_due_date_and_a_credit_note_needs_neither() -> None:
    assert places(client(bill(a_line(), due_on=None, terms="30 days")), "R22") == []
    assert places(client(bill(a_line(), due_on=None, kind="credit_note")), "R22") == []


def test_a_line_called_service_is_a_note() -> None:
    (vague,) = found(client(bill(a_line(name="Service"))), "R22")
    assert (vague.place, vague.severity) == ("line:1", Severity.INFO)
