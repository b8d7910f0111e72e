"""Lists in every order, narrowed by everything; tags, and views that are kept and shared."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import keeping_views, queries, services
from support.disputes.models import IS_OPEN, Dispute, DisputedLine
from support.disputes.narrowing import ORDERS, Only, Pressing, Sort
from support.disputes.reasons import Channel
from support.disputes.states import Status
from support.disputes.tagging import known_tags, tags_in, tags_of
from support.extensions import db
from support.kernel.errors import BadInput, NotAllowed, NotFound
from tests import factories
from tests.conftest import Calendar


@pytest.fixture
def five(client_person: Person, calendar: Calendar) -> list[Dispute]:
    """Opened an hour apart, with one to five hundred in dispute."""
    made = []
    for number in (3, 1, 5, 2, 4):
        invoice = factories.make_invoice(client_person.organisation, [{"unit_price": str(100 * number)}])
        made.append(factories.make_dispute(invoice, by=client_person))
        calendar.forward(hours=1)
    return made


def _walked(agent: Person, sort: Sort) -> list[int]:
    """The amounts, page after page of two."""
    seen: list[int] = []
    before = None
    while True:
        page = queries.queue(seen_by=agent, view="all", before=before, limit=2, sort=sort)
        seen += [row.disputed_minor // 10000 for row in page.rows]
        before = page.next
        if before is None:
            return seen


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.DUE, [3, 1, 5, 2, 4]),
        (Sort.NEWEST, [4, 2, 5, 1, 3]),
        (Sort.OLDEST, [3, 1, 5, 2, 4]),
        (Sort.MOST, [5, 4, 3, 2, 1]),
        (Sort.LEAST, [1, 2, 3, 4, 5]),
        (Sort.HIGHEST, [5, 4, 2, 1, 3]),
    ],
)
def test_each_order_shows_every_dispute_once_page_after_page(
    sort: Sort, order: list[int], five: list[Dispute], agent: Person, specialist: Person
) -> None:
    if sort is Sort.HIGHEST:
        services.escalate(five[2], why="Difficult.", by=agent)
    assert _walked(agent, sort) == order


@pytest.mark.parametrize("sort", list(ORDERS))
def test_a_cursor_of_another_order_is_refused(sort: Sort, five: list[Dispute], agent: Person) -> None:
    other = Sort.MOST if sort in (Sort.NEWEST, Sort.OLDEST) else Sort.NEWEST
    cursor = queries.queue(seen_by=agent, view="all", limit=2, sort=other).next
    with pytest.raises(BadInput, match="no longer there"):
        queries.queue(seen_by=agent, view="all", before=cursor, sort=sort)


@pytest.mark.parametrize("sort", list(ORDERS))
def test_an_index_answers_each_order(sort: Sort, app: object) -> None:
    """Read from the database's own plan: no sorting of what was read."""
    column, falls = ORDERS[sort]
    way = "desc" if falls else ""
    order = f"select id from disputes where {IS_OPEN} order by {column.key} {way}, id {way} limit 51"  # noqa: S608 — our own names
    explain = "explain query plan"
    if db.engine.dialect.name == "postgresql":
        explain = "explain"
        # An empty table is rightly read from end to end: what matters is whether the index could answer.
        for dearer in ("seqscan", "bitmapscan", "sort"):
            db.session.execute(text(f"set local enable_{dearer} = off"))
    plan = " ".join(str(row) for row in db.session.execute(text(f"{explain} {order}")))
    assert "ix_disputes_open_" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("only", "left"),
    [
        (Only(status=Status.INVESTIGATING), {3}),
        (Only(channel=Channel.CHAT), set()),
        (Only(channel=Channel.PORTAL), {1, 2, 3, 4, 5}),
        (Only(tag="promo"), {1}),
        (Only(at_least=Decimal("300.00"), currency="EUR"), {3, 4, 5}),
        (Only(at_least=Decimal("300.01"), currency="EUR"), {4, 5}),
        (Only(clock=Pressing.OVERDUE), set()),
        (Only(clock=Pressing.WEEK), {1, 2, 3, 4, 5}),
        (Only(clock=Pressing.NONE), set()),
        (Only(at_least=Decimal(200), currency="EUR", tag="promo"), set()),
    ],
)
def test_a_list_is_narrowed_by_what_a_column_shows(
    only: Only, left: set[int], five: list[Dispute], agent: Person
) -> None:
    services.take(five[0], by=agent)
    services.set_tags(five[1], ["promo"], by=agent)
    rows = queries.queue(seen_by=agent, view="all", only=only).rows
    assert {row.disputed_minor // 10000 for row in rows} == left


@pytest.mark.parametrize("currency", ["JPY", "KWD", "EUR"])
def test_an_amount_is_compared_within_its_currency_and_by_its_digits(
    currency: str, organisation, client_person, agent
) -> None:
    """Four hundred of each, and a little less of each."""
    for other, prices in {"JPY": ("4.00", "3.99"), "KWD": ("4000", "3999.9"), "EUR": ("400", "399.99")}.items():
        for price in prices:
            invoice = factories.make_invoice(organisation, [{"unit_price": price}], currency=other)
            factories.make_dispute(invoice, by=client_person)
    rows = queries.queue(seen_by=agent, view="all", only=Only(at_least=Decimal(400), currency=currency)).rows
    assert [(row.currency, row.disputed.amount) for row in rows] == [(currency, 400)]


def test_an_amount_without_a_currency_narrows_nothing_and_is_known_to_lack_it(five: list[Dispute], agent) -> None:
    only = Only(at_least=Decimal(300))
    assert only.lacks_currency
    assert len(queries.queue(seen_by=agent, view="all", only=only).rows) == 5


def test_what_passes_its_deadline_is_breaching(five: list[Dispute], agent: Person, calendar: Calendar) -> None:
    assert queries.queue(seen_by=agent, view="breaching").rows == []
    calendar.forward(days=30)
    assert len(queries.queue(seen_by=agent, view="breaching").rows) == 5


def test_what_is_in_dispute_stands_on_the_dispute_whoever_writes_its_lines(five: list[Dispute]) -> None:
    line = db.session.query(DisputedLine).filter_by(dispute_id=five[0].id).one()
    assert five[0].disputed_minor == five[0].disputed.minor == 30000
    line.claimed_minor = 10000
    db.session.commit()
    assert db.session.get_one(Dispute, five[0].id).disputed_minor == 20000
    db.session.delete(line)
    db.session.commit()
    assert db.session.get_one(Dispute, five[0].id).disputed_minor == 0


def test_tags_are_small_and_each_there_once(five: list[Dispute], agent: Person) -> None:
    assert tags_in("Promo,  Big  Client; #promo\nurgent") == ["promo", "big client", "urgent"]
    dispute = services.set_tags(five[0], tags_in("promo, urgent"), by=agent)
    length = dispute.history_length
    services.set_tags(dispute, ["urgent", "promo"], by=agent)
    assert dispute.history_length == length, "the same again writes nothing"
    services.tag(dispute, add=["vip"], remove=["promo"], by=agent)
    assert tags_of(dispute) == ["urgent", "vip"]
    assert known_tags() == ["urgent", "vip"]
    entry = dispute.history[-1]
    assert (entry.facts, entry.for_client) == ({"added": ["vip"], "removed": ["promo"]}, False)
    assert queries.queue(seen_by=agent, view="all").rows[0].tags == ["urgent", "vip"]


@pytest.mark.parametrize("words", ["x" * 41, ", ".join(f"tag {number}" for number in range(13))])
def test_too_long_and_too_many_tags_are_refused(words: str, five: list[Dispute], agent: Person) -> None:
    with pytest.raises(BadInput):
        services.set_tags(five[0], tags_in(words), by=agent)


def test_a_client_tags_nothing(five: list[Dispute], client_person: Person) -> None:
    with pytest.raises(NotAllowed):
        services.set_tags(five[0], ["promo"], by=client_person)


def test_a_view_is_its_owners_until_it_is_shared_with_the_team(agent: Person, other_agent: Person, manager) -> None:
    view = keeping_views.keep_view(agent, name="Big ones", asks={"view": "all"}, shared=False)
    assert keeping_views.views_of(other_agent) == []
    with pytest.raises(NotFound):
        keeping_views.forget_view(view.public_id, by=other_agent)
    again = keeping_views.keep_view(agent, name="Big ones", asks={"view": "all", "sort": "most"}, shared=True)
    assert again.id == view.id, "the same name replaces it"
    assert [row.asks["sort"] for row in keeping_views.views_of(other_agent)] == ["most"]
    with pytest.raises(NotAllowed, match="Ana Ruiz's"):
        keeping_views.forget_view(view.public_id, by=other_agent)
    seller = factories.make_person(Role.AGENT, name="Sam", department="sales")
    assert keeping_views.views_of(seller) == [], "another team's is not theirs"
    keeping_views.forget_view(view.public_id, by=agent)
    assert keeping_views.views_of(agent) == []


def test_no_client_keeps_or_sees_a_view(agent: Person, client_person: Person) -> None:
    keeping_views.keep_view(agent, name="Big ones", asks={"view": "all"}, shared=True)
    assert keeping_views.views_of(client_person) == []
    with pytest.raises(NotAllowed):
        keeping_views.keep_view(client_person, name="Mine", asks={}, shared=False)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_name_that_fits(name: str, agent: Person) -> None:
    with pytest.raises(BadInput):
        keeping_views.keep_view(agent, name=name, asks={}, shared=False)


def test_nobody_keeps_more_views_than_thirty(agent: Person) -> None:
    for number in range(keeping_views.MOST):
        keeping_views.keep_view(agent, name=f"View {number}", asks={}, shared=False)
    with pytest.raises(BadInput, match="let one go"):
        keeping_views.keep_view(agent, name="One more", asks={}, shared=False)
