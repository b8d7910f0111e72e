"""One mail that is addressed to several disputes."""

from collections.abc import Callable

from support.accounts.models import Person
from support.accounts.roles import Role
from support.correspondence.inbound.models import IncomingMail, Outcome
from support.disputes.models import Dispute
from tests import factories
from tests.correspondence.inbound.conftest import reply_to, written
from tests.correspondence.inbound.test_threading import said

Arrives = Callable[..., IncomingMail]


def test_an_answer_to_two_disputes_is_added_to_both(arrives: Arrives, dispute: Dispute, client_person: Person) -> None:
    second = factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person)
    both = f"{reply_to(dispute, client_person)}, {reply_to(second, client_person)}"
    mail = arrives(written(sender=client_person.email, to=both))
    assert (mail.outcome, mail.reference) == (Outcome.APPENDED, dispute.reference)
    assert f"{dispute.reference} and {second.reference}" in mail.why
    assert said(dispute) == said(second) == ["There was one delivery only."]


def test_an_answer_to_two_disputes_of_which_one_is_somebody_elses_is_added_to_neither(
    arrives: Arrives, dispute: Dispute, client_person: Person
) -> None:
    other = factories.make_person(Role.CLIENT)
    foreign = factories.make_dispute(factories.make_invoice(other.organisation), by=other)
    both = f"{reply_to(dispute, client_person)}, {reply_to(foreign, other)}"
    mail = arrives(written(sender=client_person.email, to=both))
    assert (mail.outcome, "takes no part" in mail.why) == (Outcome.QUARANTINED, True)
    assert said(dispute) == said(foreign) == []


def test_nobody_writes_to_a_dozen_disputes_at_once(arrives: Arrives, client_person: Person) -> None:
    organisation = client_person.organisation
    made = [factories.make_dispute(factories.make_invoice(organisation), by=client_person) for _ in range(6)]
    mail = arrives(written(sender=client_person.email, to=", ".join(reply_to(row, client_person) for row in made)))
    assert (mail.outcome, mail.why) == (Outcome.QUARANTINED, "It is addressed to more than 5 disputes.")
    assert [said(row) for row in made] == [[]] * 6
