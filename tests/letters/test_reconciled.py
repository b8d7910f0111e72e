"""No kind of letter leaves with an amount that nothing answers for: not when it is written, and not when it leaves."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from support.billing.agreements import Price
from support.billing.proactive import ProactiveCorrection
from support.correspondence import checklists, outbox, preferences, writing
from support.correspondence.letters import KINDS, TO_STAFF
from support.correspondence.models import Detail, Format, LetterStatus, OutgoingLetter, Rhythm
from support.correspondence.rendering import Rendered
from support.correspondence.unasked_letters import write_digests
from support.disputes import services
from support.extensions import db
from support.kernel.money import Money
from support.prevention import correcting, incidents, reviewing
from support.prevention.crediting import tell_affected
from support.prevention.incident_models import Incident, IncidentError
from support.prevention.models import Draft
from support.prevention.noticing import notice_patterns
from tests import factories
from tests.letters import test_prevention_letters as prevented
from tests.letters.conftest import Story, letters

AMOUNT = "\u20ac987,654.32"


def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written names an amount that is nowhere in the books."""
    monkeypatch.setattr(writing, "render", lambda *_given: Rendered("News", f"You owe {AMOUNT}.\n", ""))
    monkeypatch.setattr(checklists, "missing", lambda *_given: [])


@pytest.mark.parametrize("about", ["a dispute", "an invoice", "nothing"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_letter_leaves_with_an_amount_that_nothing_answers_for(
    story: Story, monkeypatch: pytest.MonkeyPatch, kind: str, about: str
) -> None:
    planted(monkeypatch)
    letter = writing.write(
        kind,
        story.ana if kind in TO_STAFF else story.maria,
        event="now",
        dispute=story.opened() if about == "a dispute" else None,
        of_invoice=story.invoice if about == "an invoice" else None,
    )
    assert letter.status is LetterStatus.HELD
    assert AMOUNT in letter.last_error


def changed(row: object, **columns: object) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    db.session.commit()


def price_to_come(story: Story) -> Callable[[], None]:
    prevented.test_the_price_to_come(story, lambda kind: letters(kind)[-1])
    price = db.session.scalars(db.select(Price).order_by(Price.valid_from.desc())).first()
    return lambda: changed(price, unit_price=Decimal("125.5"))


def correction_to_approve(story: Story) -> Callable[[], None]:
    given = {"amount": Money.of("60", "EUR"), "words": prevented.WORDS, "by": story.ana}
    correcting.propose(prevented._finding(story, "170"), **given)
    row = db.session.scalars(db.select(ProactiveCorrection)).one()
    return lambda: changed(row, amount_minor=6900)


def mistake_of_many(story: Story) -> Callable[[], None]:
    prevented._finding(story, "140")
    for number in range(2):
        client = factories.make_organisation(ref=f"CL-9{number}")
        factories.make_price(factories.make_contract(client), version="2025")
        factories.make_invoice(client, [{"unit_price": "140"}])
        prevented.audit_client(client)
    notice_patterns()
    incident = db.session.scalars(db.select(Incident)).one()
    incidents.confirm(incident, explanation="A wrong price list was read in.", by=story.grace)
    tell_affected()
    rows = db.session.scalars(db.select(IncidentError).where(IncidentError.organisation_id == story.harbour.id)).all()
    return lambda: [changed(row, left_out="It was right after all.") for row in rows] and None


RESTS: dict[str, tuple[Callable[[Story], Callable[[], None]], str]] = {
    "price_notice": (price_to_come, "\u20ac120.00"),
    "correction_to_approve": (correction_to_approve, "\u20ac60.00"),
    "incident_notice": (mistake_of_many, "\u20ac40.00"),
}


@pytest.mark.parametrize("kind", RESTS)
def test_a_letter_about_no_bill_is_stopped_too_when_what_it_rests_on_has_changed(
    story: Story, kind: str, calendar
) -> None:
    happens, amount = RESTS[kind]
    change = happens(story)
    letter = letters(kind)[-1]
    assert letter.status is LetterStatus.QUEUED
    assert amount in letter.figures
    assert letter.rests_on
    change()
    calendar.forward(hours=20)
    outbox.deliver_due()
    letter = db.session.get_one(OutgoingLetter, letter.id, populate_existing=True)
    assert letter.status is LetterStatus.HELD
    assert amount in letter.last_error


@pytest.mark.parametrize("kind", RESTS)
def test_it_leaves_when_nothing_has_changed(story: Story, kind: str, calendar) -> None:
    happens, _ = RESTS[kind]
    happens(story)
    calendar.forward(hours=20)
    outbox.deliver_due()
    db.session.expire_all()
    assert {letter.status for letter in letters(kind)} == {LetterStatus.SENT}


def test_a_draft_that_has_got_another_amount_stops_the_letter_that_sent_it_back(story: Story, calendar) -> None:
    draft = prevented._draft(story, calendar)
    reviewing.send_back(draft, words="The machine went back in February.", by=story.sofia)
    (letter,) = letters("draft_sent_back")
    assert letter.rests_on == [f"draft:{draft.id}"]
    changed(db.session.get_one(Draft, draft.id), payable_minor=100)
    outbox.deliver_due()
    assert letters("draft_sent_back")[0].status is LetterStatus.HELD


def _daily(story: Story) -> None:
    preferences.choose(form=Format.HTML, detail=Detail.FULL, rhythm=Rhythm.DAILY, reminders=True, by=story.maria)


def test_the_daily_letter_leaves_out_what_the_ledger_has_overtaken_and_it_is_looked_at(story: Story, calendar) -> None:
    _daily(story)
    dispute = services.accept_offer(story.offered(), by=story.maria).dispute
    reopened = services.reopen(dispute, why="It came again.", by=story.maria)
    services.withdraw(reopened, by=story.maria)
    (letter,) = letters("dispute_withdrawn")
    assert letter.status is LetterStatus.COLLECTED
    factories.make_payment(story.invoice, "100")
    calendar.forward(days=1)
    write_digests()
    (letter,) = letters("dispute_withdrawn")
    assert letter.status is LetterStatus.HELD
    assert "the ledger has changed" in letter.last_error


def test_a_daily_letter_waits_for_somebody_when_the_ledger_changes_before_it_leaves(story: Story, calendar) -> None:
    _daily(story)
    factories.make_payment(story.invoice, "50")
    services.withdraw(story.opened(), by=story.maria)
    calendar.forward(days=1)
    write_digests()
    (digest,) = letters("digest")
    assert digest.figures
    factories.make_payment(story.invoice, "100")
    outbox.deliver_due()
    (digest,) = letters("digest")
    assert digest.status is LetterStatus.HELD
    outbox.try_again(digest.id, by=story.grace)
    assert outbox.deliver_due() >= 1
