"""Opening: what is taken, what is refused, what is held back, and what happens the second time."""

import pytest

from support import policies
from support.billing.balance import invoice_balance
from support.billing.kinds import DocumentKind
from support.disputes import queries, services
from support.disputes.reasons import Channel, Reason
from support.disputes.rules import claims_of
from support.disputes.states import Status
from support.extensions import db
from support.kernel.errors import BadInput, NotFound
from tests import factories
from tests.disputes.building import correct, eur, make_bill


def wish(by, invoice, lines=None, **given):
    usual = {
        "reason": Reason.DUPLICATE,
        "statement": "You charged this twice.",
        "claimed": None,
        "channel": Channel.CHAT,
    }
    return {"by": by, "invoice": invoice, "lines": lines, **usual, **given}


def test_a_client_disputes_a_line(client_person, agent) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    dispute, existing = services.open_dispute(key=None, **wish(client_person, bill, [bill.lines[1]]))
    assert (dispute.reference, existing) == ("DSP-00001", False)
    assert dispute.status in (Status.RECEIVED, Status.ACKNOWLEDGED)
    assert [row.line_id for row in dispute.lines] == [bill.lines[1].id]
    assert dispute.disputed == eur("60")


def test_what_is_in_dispute_is_held_back_with_its_tax_and_the_rest_stays_due(client_person) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    factories.make_dispute(bill, [bill.lines[1]], by=client_person, claimed=eur("10"))
    balance = invoice_balance(bill)
    assert (balance.on_hold, balance.due) == (eur("60"), eur("60"))


def test_a_whole_invoice_is_all_of_its_lines(client_person) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    dispute, _ = services.open_dispute(key=None, **wish(client_person, bill))
    assert dispute.disputed == eur("100")
    assert invoice_balance(bill).due == eur("0")


def test_the_summary_says_what_would_be_opened_and_opens_nothing(client_person) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    opening = services.check_opening(**wish(client_person, bill, [bill.lines[1]], claimed=eur("15")))
    assert (opening.billed, opening.claimed, opening.disputed) == (eur("60"), eur("15"), eur("45"))
    assert (opening.hold, opening.late, opening.existing) == (eur("54"), False, None)
    assert opening.respond_by.date().isoformat() == "2026-03-30"
    assert queries.of_client(client_person.organisation) == []


def test_the_dispute_keeps_what_the_summary_promised(client_person) -> None:
    bill = make_bill(client_person.organisation)
    opening = services.check_opening(**wish(client_person, bill))
    dispute = factories.make_dispute(bill, list(bill.lines), by=client_person)
    assert dispute.respond_by == opening.respond_by
    assert opening.hold == invoice_balance(bill).on_hold


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"claimed": eur("100.01")}, "claimed", "more than the 100.00 EUR that was billed"),
        ({"claimed": eur("-1")}, "claimed", "cannot be below zero"),
        ({"claimed": eur("100")}, "claimed", "nothing would be in dispute"),
        ({"claimed": eur("1").__class__(100, "USD")}, "claimed", "in EUR, not in USD"),
        ({"statement": "  "}, "statement", "in your own words"),
        ({"lines": []}, "lines", "at least one line"),
    ],
)
def test_what_does_not_fit_is_said_with_its_field(client_person, given, field, why) -> None:
    bill = make_bill(client_person.organisation)
    with pytest.raises(BadInput, match=why) as refused:
        services.check_opening(**wish(client_person, bill, **given))
    assert refused.value.field == field
    with pytest.raises(BadInput, match=why):
        services.open_dispute(key=None, **wish(client_person, bill, **given))


def test_a_request_for_an_explanation_needs_no_amount_in_dispute(client_person) -> None:
    bill = make_bill(client_person.organisation)
    asked = wish(client_person, bill, reason=Reason.CLARIFICATION_REQUEST, claimed=eur("100"))
    dispute, _ = services.open_dispute(key=None, **asked)
    assert dispute.disputed == eur("0")
    assert invoice_balance(bill).on_hold == eur("0")


def test_zero_means_that_all_of_it_is_contested(client_person) -> None:
    bill = make_bill(client_person.organisation)
    assert services.check_opening(**wish(client_person, bill, claimed=eur("0"))).disputed == eur("100")


def test_a_line_of_another_invoice_is_refused(client_person) -> None:
    bill, other = make_bill(client_person.organisation), make_bill(client_person.organisation)
    with pytest.raises(BadInput, match="not on invoice"):
        services.open_dispute(key=None, **wish(client_person, bill, [other.lines[0]]))


def test_a_credit_note_is_not_disputed(client_person) -> None:
    note = make_bill(client_person.organisation, kind=DocumentKind.CREDIT_NOTE)
    with pytest.raises(BadInput, match="Dispute the invoice that it corrects"):
        services.open_dispute(key=None, **wish(client_person, note))


def test_another_clients_invoice_is_unknown_in_the_words_of_an_unknown_one(client_person) -> None:
    foreign = make_bill(factories.make_organisation())
    for attempt in (services.check_opening, lambda **given: services.open_dispute(key="a", **given)):
        with pytest.raises(NotFound, match=r"^I can.t find that invoice on your account\.$"):
            attempt(**wish(client_person, foreign))


def test_a_foreign_key_finds_nothing_of_anybody_elses(client_person) -> None:
    first = factories.make_dispute(make_bill(client_person.organisation), by=client_person, key="the same key")
    stranger = factories.make_person(factories.Role.CLIENT)
    second = factories.make_dispute(make_bill(stranger.organisation), by=stranger, key="the same key")
    assert first.id != second.id


def test_the_same_key_again_finds_the_first(client_person) -> None:
    bill = make_bill(client_person.organisation)
    opened = [services.open_dispute(key="a", **wish(client_person, bill, [bill.lines[0]])) for _ in range(2)]
    assert [existing for _, existing in opened] == [False, True]
    assert len({dispute.id for dispute, _ in opened}) == 1
    assert [entry.action for entry in opened[0][0].history].count("add_statement") == 0


def test_the_same_line_again_joins_the_open_dispute_with_the_new_words(client_person) -> None:
    bill = make_bill(client_person.organisation)
    dispute = factories.make_dispute(bill, by=client_person, key="a")
    again = wish(client_person, bill, [bill.lines[0]], statement="Still there!")
    assert services.check_opening(**again).existing == dispute
    assert services.open_dispute(key="b", **again) == (dispute, True)
    assert dispute.history[-1].facts["words"] == "Still there!"
    assert len(queries.of_client(client_person.organisation)) == 1


def test_more_lines_come_into_the_open_dispute_while_somebody_is_finding_out(client_person) -> None:
    bill = make_bill(client_person.organisation, "40", "60")
    dispute = factories.make_dispute(bill, by=client_person)
    services.open_dispute(key=None, **wish(client_person, bill))
    assert dispute.disputed == eur("100")
    assert invoice_balance(bill).on_hold == eur("120")


def test_after_a_decision_the_same_line_can_be_disputed_anew(client_person, agent) -> None:
    bill = make_bill(client_person.organisation)
    first = factories.investigated(factories.make_dispute(bill, by=client_person), by=agent)
    correct(first, "10", by=agent)
    second = factories.make_dispute(bill, by=client_person)
    assert second.id != first.id


def test_a_late_dispute_is_taken_and_says_that_it_is_late(client_person, calendar) -> None:
    bill = make_bill(client_person.organisation)
    calendar.forward(days=77)  # the invoice is 14 days old: 91 in all
    assert services.check_opening(**wish(client_person, bill)).late
    assert factories.make_dispute(bill, by=client_person).late


def test_the_ninetieth_day_is_in_time(client_person, calendar) -> None:
    bill = make_bill(client_person.organisation)
    calendar.forward(days=76)
    assert not factories.make_dispute(bill, by=client_person).late


def test_staff_open_for_a_client_and_for_no_other(client_person, agent) -> None:
    bill = make_bill(client_person.organisation)
    given = {"channel": Channel.PHONE, "on_behalf_of": factories.make_organisation()}
    with pytest.raises(NotFound):
        services.open_dispute(key=None, **wish(agent, bill, **given))
    dispute, _ = services.open_dispute(
        key=None, **wish(agent, bill, channel=Channel.PHONE, on_behalf_of=bill.organisation)
    )
    assert (dispute.opened_by, dispute.organisation) == (agent, bill.organisation)


def test_somebody_who_has_left_opens_nothing(client_person) -> None:
    bill = make_bill(client_person.organisation)
    client_person.active = False
    db.session.commit()
    with pytest.raises(NotFound):
        factories.make_dispute(bill, by=client_person)


def test_a_dispute_has_a_named_owner_from_the_start_the_least_busy_agent(client_person, agent, other_agent) -> None:
    bills = [make_bill(client_person.organisation) for _ in range(4)]
    owners = [factories.make_dispute(bill, by=client_person).owner for bill in bills]
    assert owners == [agent, other_agent, agent, other_agent]


def test_the_policy_of_the_client_is_pinned(client_person, calendar) -> None:
    client_person.organisation.policy_profile = "au_acma_cch"
    db.session.commit()
    calendar.set("2025-06-01T09:00+00:00")
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    assert (dispute.profile, dispute.profile_version) == ("au_acma_cch", 1)


def test_the_policy_of_the_agreement_comes_before_that_of_the_client(client_person) -> None:
    factories.make_contract(client_person.organisation, number="AGR-9", policy_profile="us_reg_z")
    factories.make_contract(client_person.organisation, number="AGR-10")
    found = [
        factories.make_dispute(make_bill(client_person.organisation, contract_reference=number), by=client_person)
        for number in ("AGR-9", "AGR-10", "AGR-11", None)
    ]
    assert [dispute.profile for dispute in found] == ["us_reg_z", "default_b2b", "default_b2b", "default_b2b"]


def test_another_clients_agreement_decides_nothing(client_person) -> None:
    factories.make_contract(factories.make_organisation(), number="AGR-9", policy_profile="us_reg_z")
    bill = make_bill(client_person.organisation, contract_reference="AGR-9")
    assert factories.make_dispute(bill, by=client_person).profile == "default_b2b"


def test_an_unknown_policy_does_not_stand_in_a_clients_way(client_person) -> None:
    client_person.organisation.policy_profile = "moon_law"
    db.session.commit()
    dispute = factories.make_dispute(make_bill(client_person.organisation), by=client_person)
    assert dispute.profile == policies.desk().internal_profile


def test_a_large_dispute_goes_to_a_manager_at_once(client_person, agent, manager) -> None:
    dispute = factories.make_dispute(make_bill(client_person.organisation, "2500.01"), by=client_person)
    assert (dispute.tier, dispute.owner) == (3, manager)
    assert "amount" in [entry.facts.get("trigger") for entry in dispute.history]


def test_a_dispute_that_stops_a_service_goes_up_a_tier(client_person, agent, specialist) -> None:
    bill = make_bill(client_person.organisation)
    dispute, _ = services.open_dispute(key=None, **wish(client_person, bill, service_impact=True))
    assert (dispute.tier, dispute.owner) == (2, specialist)


@pytest.mark.parametrize(
    ("billed", "claimed", "split"),
    [
        ([4000, 6000], None, [None, None]),
        ([4000, 6000], 0, [0, 0]),
        ([4000, 6000], 10000, [4000, 6000]),
        ([3333, 3333, 3334], 100, [33, 33, 34]),
        ([5000, -1000], 1000, [2000, -1000]),
        ([5000, -1000], 0, [1000, -1000]),
    ],
)
def test_a_claim_on_several_lines_is_split_to_the_last_cent(billed, claimed, split) -> None:
    assert claims_of(billed, claimed) == split
    assert claimed is None or sum(split) == max(claimed, sum(minor for minor in billed if minor < 0) and claimed)


def test_a_line_that_bears_more_than_the_discounted_invoice_is_held_with_what_the_invoice_comes_to(
    organisation, client_person
) -> None:
    """A discount on the whole takes from every line, and stands on none."""
    invoice = factories.make_invoice(
        organisation, [{}], net_minor=4_000, tax_minor=800, gross_minor=4_800, payable_minor=4_800
    )
    dispute = factories.make_dispute(invoice, by=client_person)
    assert invoice_balance(invoice).on_hold == invoice.payable
    assert dispute.disputed == invoice.money(10_000)
