"""Withdrawing, adding to and escalating an open dispute, as the assistant does it; the rules and the refunds it tells."""

import pytest

from support.accounts.models import Organisation, Person
from support.accounts.roles import Role
from support.billing.models import Invoice
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Reason, RemedyKind
from support.disputes.states import Status
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.web.bot_door.conftest import Door


@pytest.fixture
def dispute(invoice: Invoice, client_person: Person) -> Dispute:
    return factories.make_dispute(invoice, [invoice.lines[2]], by=client_person, reason=Reason.DUPLICATE)


def change(door: Door, text: str = "", **more: object) -> dict[str, object]:
    answer: dict[str, object] = door.post(
        "/change", {"text": text, "reference": None, "wish": None, "sure": False, **more}
    )
    db.session.expire_all()
    return answer


def test_withdrawing_says_what_follows_and_does_nothing_yet(door: Door, dispute: Dispute) -> None:
    answer = change(door, "please withdraw my dispute, I found the receipt")
    assert (answer["ask"], answer["reference"], answer["wish"]) == ("sure", dispute.reference, "withdraw")
    assert "€144.00 that is on hold becomes due again" in " ".join(answer["say"])  # type: ignore[arg-type]
    assert dispute.status is not Status.WITHDRAWN


def test_a_yes_withdraws_it(door: Door, dispute: Dispute) -> None:
    change(door, "found the receipt", reference=dispute.reference, wish="withdraw", sure=True)
    assert dispute.status is Status.WITHDRAWN


def test_words_are_added_as_written_and_only_after_a_yes(door: Door, dispute: Dispute) -> None:
    words = "also the driver was called <b>Dana</b>"
    assert change(door, words)["ask"] == "sure"
    answer = change(door, words, reference=dispute.reference, wish="add", sure=True)
    assert answer["ask"] is None
    assert words in str([entry.facts for entry in dispute.history])


@pytest.mark.parametrize(
    "text", ["I want to add something to my dispute", "change my dispute please", "update DSP-00001"]
)
def test_a_wish_without_its_words_is_asked_about(text: str, door: Door, dispute: Dispute) -> None:
    answer = change(door, text)
    assert answer["ask"] == "wish"
    assert [choice["value"] for choice in answer["choices"]] == ["add", "evidence", "withdraw"]  # type: ignore[attr-defined]


def test_adding_nothing_asks_for_the_words(door: Door, dispute: Dispute) -> None:
    assert change(door, "", wish="add")["ask"] == "words"


def test_papers_go_to_the_page_of_the_dispute(door: Door, dispute: Dispute) -> None:
    assert f"/portal/disputes/{dispute.reference}" in str(change(door, "I have a screenshot to add")["say"])


def test_somebody_more_senior_is_named_with_a_day(door: Door, dispute: Dispute) -> None:
    said = str(change(door, "I want your manager")["say"])
    assert "is now with a specialist" in said
    assert "by " in said
    assert dispute.tier == 2


def test_above_a_manager_there_is_nobody_and_that_is_said(door: Door, dispute: Dispute) -> None:
    services.escalate(dispute, why="The client asked.", to_tier=3)
    assert "nobody above" in str(change(door, "escalate it")["say"])


def test_of_several_it_is_asked_which(
    door: Door, dispute: Dispute, organisation: Organisation, client_person: Person
) -> None:
    other = factories.make_invoice(organisation, number="INV-2026-0050")
    factories.make_dispute(other, by=client_person)
    answer = change(door, "withdraw it")
    assert answer["ask"] == "dispute"
    assert len(answer["choices"]) == 2  # type: ignore[arg-type]


def test_without_an_open_dispute_nothing_is_changed(door: Door) -> None:
    assert change(door, "withdraw it")["say"] == ["You have no open dispute."]


def test_another_clients_dispute_is_as_unknown_as_none(door: Door, foreign: Invoice) -> None:
    person = factories.make_person(Role.CLIENT, organisation=foreign.organisation)
    theirs = factories.make_dispute(foreign, by=person)
    refusals = [
        door.post("/change", {"text": "", "reference": named, "wish": "withdraw", "sure": True}, 404)["error"]["say"]
        for named in (theirs.reference, "DSP-99999")
    ]
    assert refusals[0] == refusals[1]
    assert theirs.status is not Status.WITHDRAWN


def test_what_has_ended_cannot_be_changed(door: Door, dispute: Dispute, client_person: Person) -> None:
    services.withdraw(dispute, by=client_person)
    refusal = door.post(
        "/change", {"text": "new words", "reference": dispute.reference, "wish": "add", "sure": True}, 409
    )
    assert "has ended already" in refusal["error"]["say"]


def test_an_unknown_wish_is_refused(door: Door, dispute: Dispute) -> None:
    assert door.post("/change", {"text": "x", "wish": "uphold", "sure": True}, 422)["error"]["field"] == "wish"


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("policy", ["90 days", "10 working days", "on hold", "60 days"]),
        ("recourse", ["free to turn to"]),
        ("contact", ["Monday to Thursday 09:00 to 12:30 and 13:00 to 17:30, Friday", "London time"]),
    ],
)
def test_the_rules_are_those_of_the_clients_profile(about: str, words: list[str], door: Door) -> None:
    said = " ".join(door.get("/rules", about=about)["say"])
    assert [part for part in words if part not in said] == []


@pytest.mark.parametrize("profile", ["uk_fca_disp", "au_nerr_31", "us_reg_e", "eu_psd2_art101", "uk_energy_cch_2008"])
def test_every_profile_can_be_told(profile: str, door: Door, organisation: Organisation) -> None:
    organisation.policy_profile = profile
    db.session.commit()
    for about in ("policy", "recourse"):
        said = " ".join(door.get("/rules", about=about)["say"])
        assert "_" not in said


def test_refunds_are_told_with_how_far_they_are(door: Door, dispute: Dispute, agent: Person) -> None:
    assert "No credit or refund" in door.get("/refunds")["say"][0]
    factories.investigated(dispute, by=agent)
    services.offer_settlement(
        dispute, kind=RemedyKind.GOODWILL, amount=Money(2000, "EUR"), words="For your trouble.", by=agent
    )
    assert "waits for your answer" in door.get("/refunds")["say"][0]
