"""Opening disputes, asking where they stand, and answering offers and decisions, as the assistant does it."""

import pytest

from support.accounts.models import Organisation, Person
from support.billing.balance import invoice_balance
from support.billing.models import Invoice
from support.conversations.models import Conversation, Turn
from support.conversations.queries import conversations_of_dispute
from support.disputes import queries, services
from support.disputes.models import Dispute
from support.disputes.reasons import Channel, RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.web.bot_door.conftest import Door

DRAFT = {
    "invoice": "INV-2026-0042",
    "lines": ["3"],
    "reason": "duplicate",
    "claimed": "0.00",
    "statement": "Charged twice",
}
OPENING = {**DRAFT, "key": "run-1"}


def opened(door: Door, **changes: object) -> Dispute:
    reference = door.post("/disputes", {**OPENING, **changes}, status=201)["reference"]
    return db.session.query(Dispute).filter_by(reference=reference).one()


def test_a_draft_says_every_amount_and_opens_nothing(door: Door, invoice: Invoice) -> None:
    answer = door.post("/draft", DRAFT)
    say = " ".join(answer["say"])
    assert answer["ok"] is True
    assert answer["existing"] is None
    for words in (
        "INV-2026-0042",
        "3 (Espresso bean delivery)",
        "€120.00",
        "€0.00",
        "€144.00",
        "30 March 2026",
        "“Charged twice”",
    ):
        assert words in say
    assert db.session.query(Dispute).count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"invoice": ""}, "invoice"),
        ({"invoice": "INV-2031-0001"}, "invoice"),
        ({"lines": []}, "lines"),
        ({"lines": ["9"]}, "lines"),
        ({"reason": "because"}, "reason"),
        ({"reason": None}, "reason"),
        ({"claimed": "a lot"}, "claimed"),
        ({"claimed": "-1"}, "claimed"),
        ({"claimed": "121.00"}, "claimed"),
        ({"statement": "  "}, "statement"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, object], field: str, door: Door, invoice: Invoice) -> None:
    for path, body in (("/draft", DRAFT), ("/disputes", OPENING)):
        error = door.post(path, {**body, **change}, status=422)["error"]
        assert error["field"] == field
        assert error["say"]
    assert db.session.query(Dispute).count() == 0


def test_an_opened_dispute_has_a_reference_a_date_and_its_conversation(door: Door, invoice: Invoice) -> None:
    answer = door.post("/disputes", OPENING, status=201)
    assert answer["respond_by"] == "2026-03-30"
    assert answer["existing"] is False
    say = " ".join(answer["say"])
    for words in (answer["reference"], "€144.00 is on hold", "30 March 2026"):
        assert words in say
    dispute = db.session.query(Dispute).one()
    assert dispute.channel is Channel.CHAT
    assert dispute.statement == "Charged twice"
    assert [row.organisation_id for row in conversations_of_dispute(dispute)] == [dispute.organisation_id]


def test_the_same_key_again_opens_nothing_and_says_the_same(door: Door, invoice: Invoice) -> None:
    first = door.post("/disputes", OPENING, status=201)
    assert door.post("/disputes", OPENING, status=200) == first
    assert db.session.query(Dispute).count() == 1


def test_another_run_about_the_same_line_adds_the_words_to_the_open_dispute(door: Door, invoice: Invoice) -> None:
    first = door.post("/disputes", OPENING, status=201)
    again = {**OPENING, "key": "run-2", "statement": "It really was one delivery"}
    assert door.post("/draft", {name: again[name] for name in DRAFT})["existing"] == first["reference"]
    second = door.post("/disputes", again, status=200)
    assert (second["reference"], second["existing"]) == (first["reference"], True)
    dispute = db.session.query(Dispute).one()
    assert "It really was one delivery" in [entry.facts.get("words") for entry in dispute.history]


def test_the_whole_invoice_can_be_disputed(door: Door, invoice: Invoice) -> None:
    dispute = opened(door, lines=["*"], claimed=None)
    assert len(dispute.lines) == 3
    assert invoice_balance(dispute.invoice).due == Money(0, "EUR")


def test_the_bot_learns_nothing_of_an_approval_that_is_waited_for(
    door: Door, invoice: Invoice, agent: Person, manager: Person
) -> None:
    dispute = factories.investigated(opened(door), by=agent)
    services.add_note(dispute, words="Secret: they always complain", by=agent)
    amounts = {dispute.lines[0].line_id: Money(12000, "EUR")}
    words = "We charged the same delivery twice."
    services.resolve_with_correction(
        dispute, kind=RemedyKind.ADJUST_CHARGE, amounts=amounts, explanation=words, by=agent
    )
    assert dispute.status is Status.AWAITING_APPROVAL
    answer = door.get("/disputes", reference=dispute.reference)
    assert answer["disputes"][0]["status"] == "investigating"
    told = str(answer).lower()
    for secret in ("approv", "secret", "limit", "manager", words.lower()):
        assert secret not in told


def test_a_client_without_disputes_is_told_so(door: Door) -> None:
    answer = door.get("/disputes")
    assert (answer["disputes"], answer["choices"]) == ([], [])
    assert "no disputes" in answer["say"][0]


def test_the_status_names_the_next_step_and_its_date(door: Door, invoice: Invoice) -> None:
    dispute = opened(door)
    answer = door.get("/disputes", reference=dispute.reference.lower())
    assert answer["disputes"][0]["due_on"] == "2026-03-30"
    assert "Next: a decision, by 30 March 2026." in answer["say"][0]
    assert any("€144.00 is on hold" in words for words in answer["say"])


@pytest.fixture
def offered(door: Door, invoice: Invoice, agent: Person) -> Dispute:
    dispute = factories.investigated(opened(door), by=agent)
    services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(4000, "EUR"), words="As a sign of good will.", by=agent
    )
    return dispute


def test_an_offer_is_shown_and_accepted_once(door: Door, offered: Dispute) -> None:
    (offer,) = door.get("/offers")["offers"]
    assert offer["reference"] == offered.reference
    assert "€40.00" in offer["title"]
    first = door.post(f"/offers/{offer['id']}/accept", {"key": "accept-1"})
    assert any("€48.00 with tax" in words for words in first["say"])
    assert door.post(f"/offers/{offer['id']}/accept", {"key": "accept-1"}) == first
    assert door.post(f"/offers/{offer['id']}/accept", {"key": "another"}, status=409)["error"]["say"]
    assert queries.dispute(offered.id).status is Status.RESOLVED
    assert door.get("/offers")["offers"] == []


def test_an_offer_is_refused_with_the_clients_words(door: Door, offered: Dispute) -> None:
    (offer,) = door.get("/offers")["offers"]
    answer = door.post(f"/offers/{offer['id']}/reject", {"statement": "Not enough", "key": "r"})
    assert "do not accept" in answer["say"][0]
    assert door.post(f"/offers/{offer['id']}/reject", {"statement": "Not enough", "key": "r"}) == answer
    dispute = queries.dispute(offered.id)
    assert dispute.status is Status.INVESTIGATING
    assert dispute.remedies[0].decision_words == "Not enough"


def test_a_decision_is_shown_and_can_be_turned_down(
    door: Door, invoice: Invoice, organisation: Organisation, agent: Person, specialist: Person
) -> None:
    dispute = factories.investigated(opened(door), by=agent)
    services.attach_document(dispute, kind="record", ref="DLV-00031", title="Delivery DLV-00031", by=agent)
    services.resolve_not_upheld(dispute, explanation="Two deliveries were made and both were signed for.", by=agent)
    (outcome,) = door.get("/offers")["outcomes"]
    assert outcome["reference"] == dispute.reference
    assert "Two deliveries were made and both were signed for." in outcome["say"]
    path = f"/disputes/{dispute.reference}/reject-outcome"
    assert door.post(path, {"statement": " ", "key": "k"}, status=422)["error"]["say"]
    answer = door.post(path, {"statement": "Nobody signed", "key": "k"})
    assert "a specialist" in " ".join(answer["say"])
    assert door.post(path, {"statement": "Nobody signed", "key": "k"}) == answer
    assert queries.dispute(dispute.id).tier == 2
    assert door.get("/offers")["outcomes"] == []


def test_the_same_again_after_a_decision_says_what_was_decided_and_rejects_it_on_a_yes(
    door: Door, invoice: Invoice, agent: Person, specialist: Person
) -> None:
    dispute = factories.investigated(opened(door), by=agent)
    services.attach_document(dispute, kind="record", ref="DLV-00031", title="Delivery DLV-00031", by=agent)
    services.resolve_not_upheld(dispute, explanation="Two deliveries were made and both were signed for.", by=agent)
    again = {**DRAFT, "statement": "It is still twice: here is the driver's slip"}
    draft = door.post("/draft", again)
    assert draft["existing"] == dispute.reference
    assert "was decided already" in draft["say"][0]
    assert "Two deliveries were made and both were signed for." in draft["say"]
    assert queries.dispute(dispute.id).status is Status.RESOLVED
    answer = door.post("/disputes", {**again, "key": "run-2"})
    assert answer["existing"] is True
    assert "a specialist" in " ".join(answer["say"])
    assert queries.dispute(dispute.id).tier == 2
    assert db.session.query(Dispute).count() == 1


def test_other_charges_of_the_same_invoice_are_a_dispute_of_their_own_after_a_decision(
    door: Door, invoice: Invoice, agent: Person, specialist: Person
) -> None:
    dispute = factories.investigated(opened(door), by=agent)
    services.attach_document(dispute, kind="record", ref="DLV-00031", title="Delivery DLV-00031", by=agent)
    services.resolve_not_upheld(dispute, explanation="Two deliveries were made and both were signed for.", by=agent)
    assert door.post("/draft", {**DRAFT, "lines": ["1"]})["existing"] is None


def test_handing_over_gives_the_conversation_to_a_person(door: Door) -> None:
    answer = door.post("/hand-over", {"why": "client asked", "text": "A person please"})
    assert "person" in answer["say"][0]
    conversation = db.session.query(Conversation).one()
    assert conversation.turn is Turn.PERSON
    assert conversation.handed_over_why == "client asked"


def test_every_reason_can_be_chosen(door: Door) -> None:
    choices = door.get("/reasons")["choices"]
    assert {"title": "Charged twice", "value": "duplicate"} in choices
    assert len(choices) == 18
