"""Each amount in a letter is the ledger's, when it is written and once more before it leaves."""

from decimal import Decimal

import pytest

from support.correspondence import decision_letters, figures, outbox, writing
from support.correspondence.models import LetterStatus, OutgoingLetter
from support.disputes import services
from support.disputes.models import Dispute
from support.extensions import db
from support.kernel.money import Money
from tests import factories
from tests.letters.conftest import Story, letters


def _held() -> list[OutgoingLetter]:
    db.session.expire_all()
    return [letter for letter in db.session.scalars(db.select(OutgoingLetter)) if letter.status is LetterStatus.HELD]


def test_a_letter_with_a_figure_that_the_ledger_does_not_know_is_held_back(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has tampered with what a letter says is credited."""
    monkeypatch.setattr(decision_letters, "approved_net", lambda _dispute: Money.of("121", "EUR"))
    story.resolved()
    (letter,) = letters("dispute_resolved_upheld")
    assert letter.status is LetterStatus.HELD
    assert letter.last_error == "The ledger does not know €121.00."
    outbox.deliver_due()
    assert [held.id for held in _held()] == [letter.id]


def test_a_figure_that_a_template_makes_up_is_found_too(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = writing.render

    def tampered(kind: str, facts: dict[str, object], *locale: str) -> object:
        made = usual(kind, facts, *locale)
        return type(made)(made.subject, made.text + "You get €999.00 as well.\n", made.html)

    monkeypatch.setattr(writing, "render", tampered)
    story.opened()
    assert "€999.00" in letters("dispute_acknowledged")[0].last_error


def test_what_people_write_themselves_is_left_alone(story: Story) -> None:
    story.opened(statement="I was told it would cost €17.50, and not £3 or 99,95 EUR!")
    services.share_progress(
        services.take(db.session.scalars(db.select(Dispute)).one(), by=story.ana),
        words="The driver says that it was €12.34.",
        by=story.ana,
    )
    assert _held() == []


def test_a_letter_that_the_ledger_has_overtaken_is_held_back_before_it_leaves(story: Story, manager) -> None:
    """What is left to pay was written down, and paid before the letter could leave."""
    story.opened()
    factories.make_payment(story.invoice, "100")
    outbox.deliver_due()
    (letter,) = _held()
    assert letter.last_error == "Since it was written the ledger has changed: €180.00."
    outbox.try_again(letter.id, by=manager)
    assert outbox.deliver_due() == 1


def test_no_letter_of_a_whole_life_is_held_back(story: Story, calendar) -> None:
    services.accept_offer(story.offered(), by=story.maria)
    calendar.forward(hours=1)
    while outbox.deliver_due():
        pass
    assert _held() == []


@pytest.mark.parametrize(
    ("text", "locale", "found"),
    [
        ("To pay: €1,234.50.", "en_GB", {"€1,234.50": ("€", Decimal("1234.50"))}),
        ("Zu zahlen: 1.234,50\u00a0€.", "de_DE", {"1.234,50\u00a0€": ("€", Decimal("1234.50"))}),
        (
            "CHF\u00a012.00 and -€3.00",
            "en_GB",
            {"CHF\u00a012.00": ("CHF", Decimal("12.00")), "€3.00": ("€", Decimal("3.00"))},
        ),
        ("US$5.00", "en_GB", {"US$5.00": ("US$", Decimal("5.00"))}),
        ("Invoice INV-2026-0042 of 3 March 2026, 20 %", "en_GB", {}),
    ],
)
def test_amounts_are_found_as_people_write_them(text: str, locale: str, found: dict[str, object]) -> None:
    assert figures.amounts(text, locale) == found


def test_the_right_number_in_the_wrong_currency_is_not_known() -> None:
    assert figures.unknown("£5.00", {}, {Money.of("5", "EUR")}, "en_GB") == ["£5.00"]
    assert figures.unknown("€5.00", {}, {Money.of("5", "EUR")}, "en_GB") == []
