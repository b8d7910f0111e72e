"""No character that a page, a letter or a database cannot hold comes into a dispute, by whatever verb."""

import pytest

from support.disputes import services
from support.disputes.reasons import CheckKind, OverrideKind
from support.disputes.states import Status
from support.kernel.errors import BadInput
from tests import factories
from tests.disputes.building import correct, make_bill, offer, ready

UNREADABLE = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"]


@pytest.mark.parametrize("character", UNREADABLE)
def test_a_statement_is_refused_with_the_place_of_what_cannot_be_read(client_person, character) -> None:
    bill = make_bill(client_person.organisation)
    with pytest.raises(BadInput, match=f"Character 4 .*{ord(character):04X}") as refused:
        factories.make_dispute(bill, by=client_person, statement=f"You{character} charged this twice.")
    assert refused.value.field == "statement"


def test_line_breaks_tabs_and_every_script_are_words(client_person) -> None:
    said = "Zwei\tMal.\r\nÇa va? 请退款 🙂"
    assert (
        factories.make_dispute(make_bill(client_person.organisation), by=client_person, statement=said).statement
        == said
    )


BAD = "No\x00."
VERBS = {
    "statement": lambda dispute, who: services.add_statement(dispute, words=BAD, by=who["client"]),
    "question": lambda dispute, who: services.ask_client(dispute, question=BAD, by=who["agent"]),
    "progress": lambda dispute, who: services.share_progress(dispute, words=BAD, by=who["agent"]),
    "note": lambda dispute, who: services.add_note(dispute, words=BAD, by=who["agent"]),
    "check": lambda dispute, who: services.record_check(
        dispute, kind=CheckKind.BILLING, finding=BAD, evidence="e", passed=True, by=who["agent"]
    ),
    "document": lambda dispute, who: services.attach_document(dispute, kind="k", ref="r", title=BAD, by=who["agent"]),
    "fact": lambda dispute, who: services.record_fact(dispute, name="holding_response_sent", words=BAD, by=who["agent"]),
    "escalation": lambda dispute, who: services.escalate(dispute, why=BAD, by=who["agent"]),
    "impact": lambda dispute, who: services.flag_service_impact(dispute, why=BAD, by=who["agent"]),
    "withdrawal": lambda dispute, who: services.withdraw(dispute, why=BAD, by=who["client"]),
    "explanation": lambda dispute, who: correct(dispute, "10", by=who["agent"], explanation="It was us.\x00"),
    "offer": lambda dispute, who: services.decline_offer(offer(dispute, "10", by=who["agent"]), words=BAD, by=who["client"]),
    "override": lambda dispute, who: services.override(dispute, rule=OverrideKind.OTHER, why=BAD, by=who["manager"]),
}  # fmt: skip


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_refuses_what_cannot_be_read(client_person, agent, manager, name) -> None:
    dispute = ready(client_person, agent)
    length = len(dispute.history) + (name == "offer")
    with pytest.raises(BadInput, match="none that can be read"):
        VERBS[name](dispute, {"client": client_person, "agent": agent, "manager": manager})
    assert len(dispute.history) == length
    assert dispute.status in (Status.INVESTIGATING, Status.OFFERED)
