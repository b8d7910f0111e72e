"""One message about several things: the first is read, the others are handed back word for word, and their disputes are linked."""

import pytest

from support.billing.models import Invoice
from support.disputes.joining import linked_with
from support.disputes.models import Dispute
from support.disputes.states import Action
from support.extensions import db
from tests import factories
from tests.web.bot_door.conftest import Door

FIRST = {
    "invoice": "INV-2026-0042",
    "lines": ["2"],
    "reason": "not_rendered",
    "claimed": None,
    "statement": "It never came",
}


def _read(door: Door, text: str) -> dict[str, object]:
    return door.post("/read", {"text": text, "asked": None, "invoice": None})


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("line 3 of #42 is wrong, and I never got credit for February", ["I never got credit for February"]),
        ("I was charged twice and the VAT is wrong", ["the VAT is wrong"]),
        ("Line 2 is a duplicate. My discount is missing too. Nobody told me.", ["My discount is missing too. Nobody told me."]),
        ("charged 2 times for beans, and also the cleaning was not done on the 12th", ["the cleaning was not done on the 12th"]),
        ("line 2 of #42 is wrong and also nobody came for line 3", ["nobody came for line 3"]),
        ("lines 2 and 3 of #42 are wrong", []),
        ("I was charged twice. The van came once and I signed once.", []),
        ("the price is too high and it was never agreed", []),
        ("I was charged twice and get me a human for the VAT", []),
        ("compare my March bill and my April bill", []),
    ],
)  # fmt: skip
def test_what_else_a_message_is_about_is_handed_back(
    door: Door, invoice: Invoice, text: str, further: list[str]
) -> None:
    assert _read(door, text)["further"] == further


def test_the_reason_of_the_second_thing_is_not_that_of_the_first(door: Door, invoice: Invoice) -> None:
    assert _read(door, "line 3 of INV-2026-0042 is wrong, and I never got credit for February")["reason"] is None


def test_an_invoice_named_in_doubt_is_asked_about_and_never_taken(door: Door, invoice: Invoice) -> None:
    read = _read(door, "line 3 of #42 is wrong")
    assert read["invoice"] is None
    assert [choice["value"] for choice in read["choices"]] == ["INV-2026-0042"]  # type: ignore[attr-defined]  # JSON
    assert "Did you mean INV-2026-0042" in read["asks"][0]  # type: ignore[index]  # JSON


def test_another_clients_invoice_is_not_asked_about(door: Door, invoice: Invoice) -> None:
    stranger = factories.make_person(factories.Role.CLIENT)
    factories.make_invoice(stranger.organisation, number="INV-2026-0777")
    read = _read(door, "line 3 of #777 is wrong")
    assert (read["asks"], read["choices"]) == ([], [])


def test_an_explanation_names_what_else_was_written(door: Door, invoice: Invoice) -> None:
    body = {"text": "I was charged twice on INV-2026-0042 and the VAT is wrong", "topic": "dispute_duplicate_charge"}
    assert door.post("/explain", {**body, "invoice": None, "line": None, "about": None})["further"] == [
        "the VAT is wrong"
    ]


def _opened(door: Door, key: str, **changes: object) -> Dispute:
    reference = door.post("/disputes", {**FIRST, "key": key, **changes}, status=201)["reference"]
    return db.session.query(Dispute).filter_by(reference=reference).one()


def test_disputes_told_together_are_linked_once_and_by_no_hand_of_the_staff(door: Door, invoice: Invoice) -> None:
    first = _opened(door, "run-1")
    second = _opened(door, "run-2", lines=["3"], beside=first.reference)
    door.post("/disputes", {**FIRST, "lines": ["3"], "key": "run-2", "beside": first.reference}, status=200)
    assert linked_with(first) == [second]
    links = [entry for entry in second.history if entry.action == Action.LINK]
    assert [(entry.facts["other"], entry.by_id, entry.for_client) for entry in links] == [
        (first.reference, None, False)
    ]


def test_another_clients_dispute_is_never_linked_with(door: Door, invoice: Invoice) -> None:
    stranger = factories.make_person(factories.Role.CLIENT)
    foreign = factories.make_dispute(factories.make_invoice(stranger.organisation), by=stranger)
    door.post("/disputes", {**FIRST, "key": "run-1", "beside": foreign.reference}, status=404)
    assert linked_with(foreign) == []
    assert db.session.query(Dispute).filter_by(organisation_id=invoice.organisation_id).count() == 0
