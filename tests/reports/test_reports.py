"""What a period was like: counted from disputes that were lived through."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from support.accounts.models import Person
from support.billing.audit import audit_invoice, judge
from support.billing.kinds import FindingStatus
from support.disputes import services
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome, Reason, RemedyKind, RootCause
from support.extensions import db
from support.feedback.models import FollowUp, Survey
from support.feedback.services import note_opinion
from support.kernel.errors import BadInput, NotFound
from support.kernel.money import Money
from support.reports import charts, files
from support.reports.catalogue import REPORTS, report
from support.reports.shapes import Chart, Column, Holds, Period, Report, period_of, share
from tests import factories
from tests.conftest import Calendar

BARS = Chart("bar", ("a",), (("n", (3.0,)),))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def march(client_person: Person, specialist: Person, agent: Person, calendar: Calendar) -> list[Dispute]:
    """Two duplicates, one credited after two days and one refused after six, and one about a rate, still open."""
    calendar.set("2026-03-02T09:00+00:00")
    credited, refused, rate = (
        factories.make_dispute(factories.make_invoice(client_person.organisation), by=client_person, reason=reason)
        for reason in (Reason.DUPLICATE, Reason.DUPLICATE, Reason.RATE_DISCREPANCY)
    )
    calendar.set("2026-03-04T09:00+00:00")
    factories.investigated(credited, by=specialist, cause=RootCause.DATA_ENTRY)
    line = credited.lines[0]
    services.resolve_with_correction(
        credited,
        kind=RemedyKind.CREDIT,
        amounts={line.line_id: credited.money(line.billed_minor)},
        explanation="It was entered twice, and the second entry is taken back.",
        by=specialist,
    )
    calendar.set("2026-03-08T09:00+00:00")
    factories.investigated(refused, by=specialist, cause=RootCause.CLIENT_MISUNDERSTANDING)
    services.attach_document(refused, kind="record", ref="DLV-1", title="Delivery note", by=specialist)
    services.resolve_not_upheld(refused, explanation="There were two deliveries, on two days.", by=specialist)
    calendar.set("2026-03-20T09:00+00:00")
    return [credited, refused, rate]


def rows_of(key: str, period: Period = MARCH) -> dict[object, tuple[object, ...]]:
    return {row[0]: row[1:] for row in report(key, period).rows}


def test_volume_counts_by_step_and_beside_the_period_before(march: list[Dispute]) -> None:
    rows = rows_of("volume")
    assert rows[date(2026, 3, 2)] == (3, 0, 0)
    assert rows[date(2026, 3, 4)] == (0, 1, 0)
    assert rows["In all"] == (3, 2, 0)
    assert rows["The period before, in all"] == (0, 0, 0)
    april = rows_of("volume", Period(date(2026, 4, 1), date(2026, 4, 30)))
    assert april["The period before, in all"] == (3, 2, 0)


def test_reasons_are_ranked_with_their_share(march: list[Dispute]) -> None:
    assert [row[:3] for row in report("reasons", MARCH).rows] == [
        ("Charged twice", 2, Decimal("0.667")),
        ("Not the agreed price", 1, Decimal("0.333")),
    ]


def test_root_causes_add_up_to_the_whole(march: list[Dispute]) -> None:
    rows = report("causes", MARCH).rows
    assert [row[1] for row in rows] == [1, 1]
    assert rows[-1][3] == Decimal("1.000")


def test_the_backlog_is_what_is_open_now_by_age_and_amount(march: list[Dispute]) -> None:
    assert report("ageing", MARCH).rows == (("15 to 30 days", 1, march[2].disputed, 0),)


def test_the_backlog_before_is_what_was_open_when_the_period_began(march: list[Dispute], calendar: Calendar) -> None:
    """On the last day of the period before, the refused one and the one about a rate were open, for two days."""
    later = Period(date(2026, 3, 5), date(2026, 3, 20))
    (row,) = (row for row in report("ageing", later).rows if row[0] == "15 to 30 days")
    assert row[3] == 0
    calendar.set("2026-03-04T20:00+00:00")
    (row,) = (row for row in report("ageing", later).rows if row[0] == "up to 3 days")
    assert row[3] == 2


def test_cycle_time_puts_each_decision_in_its_band(march: list[Dispute]) -> None:
    rows = rows_of("cycle-time")
    assert (rows["up to 3 days"][0], rows["4 to 7 days"][0]) == (1, 1)


def test_value_is_told_apart_into_disputed_and_corrected(march: list[Dispute]) -> None:
    rows = rows_of("value")
    assert rows["In dispute"][1] == Money(sum(dispute.disputed.minor for dispute in march), "EUR")
    assert rows["Corrected"][1] == march[0].approved


def test_first_contact_counts_what_went_straight_through(march: list[Dispute]) -> None:
    assert rows_of("first-contact")["Decided in all"][0] == 2


def test_clients_and_services_show_what_was_right(march: list[Dispute]) -> None:
    (client,) = report("clients", MARCH).rows
    assert client[3] == Money(sum(dispute.disputed.minor for dispute in march), "EUR")
    assert client[1:3] == (3, 0) and client[4:] == (2, 1, Decimal("0.500"))
    assert sum(int(str(row[2])) for row in report("services", MARCH).rows) == sum(len(row.lines) for row in march)


def test_surveys_count_each_question_by_itself(march: list[Dispute], calendar: Calendar) -> None:
    follow_up = db.session.scalars(db.select(FollowUp)).first()
    assert follow_up is not None
    answered = Survey(
        dispute_id=march[0].id,
        follow_up_id=follow_up.id,
        digest="x",
        asked_at=calendar.now,
        expires_at=calendar.now,
        answered_at=calendar.now,
        score=5,
        clarity=2,
    )
    db.session.add(answered)
    db.session.commit()
    rows = rows_of("surveys")
    assert rows["5 of 5"] == (1, 0, 0)
    assert rows["2 of 5"] == (0, 1, 0)
    assert rows["Mean"] == (Decimal("5.00"), Decimal("2.00"), None)


def test_somebody_who_refuses_almost_everything_is_shown(march: list[Dispute]) -> None:
    assert report("rigid", MARCH).rows == ()
    for dispute in march:
        dispute.outcome, dispute.decided_at = Outcome.NOT_UPHELD, march[0].decided_at
    db.session.commit()
    assert report("rigid", MARCH).rows == (), "three decisions are too few to tell"


def test_a_decision_that_left_somebody_unsatisfied_is_listed(march: list[Dispute]) -> None:
    march[1].satisfied = False
    db.session.commit()
    assert [row[0] for row in report("unsatisfied", MARCH).rows] == [march[1].reference]


@pytest.mark.parametrize("key", list(REPORTS))
def test_every_report_has_a_cell_for_each_column_and_a_chart_that_is_svg(key: str, march: list[Dispute]) -> None:
    made = report(key, MARCH)
    assert all(len(row) == len(made.columns) for row in made.rows)
    assert charts.svg(made).lstrip().startswith(b"<svg")
    assert files.as_csv(made).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("key", list(REPORTS))
def test_every_report_can_stand_a_period_in_which_nothing_happened(key: str, app: object) -> None:
    assert charts.svg(report(key, Period(date(2020, 1, 1), date(2020, 12, 31))))


def test_an_unknown_report_is_refused(app: object) -> None:
    with pytest.raises(NotFound, match="no report “nonsense”"):
        report("nonsense", MARCH)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-03-05", "2026-03-01", "after the last"),
        ("yesterday", "2026-03-01", "YYYY-MM-DD"),
        ("2010-01-01", "2026-03-01", "at most"),
        ("0001-01-01", "0001-01-02", "at most"),
    ],
)
def test_what_is_no_period_is_refused(first: str, last: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        period_of(first, last)


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert MARCH.before == Period(date(2026, 1, 29), date(2026, 2, 28))
    assert share(1, 0) is None


@given(st.text(max_size=40))
def test_no_text_becomes_a_formula(text: str) -> None:
    made = Report("x", "X", "?", (Column("A", Holds.WORDS),), ((text,),))
    (_, *cells) = csv.reader(io.StringIO(files.as_csv(made).decode("utf-8-sig"), newline=""))
    written = cells[0][0] if cells and cells[0] else ""
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_has_a_sheet_for_each_report_and_no_formula() -> None:
    made = Report("x", "X", "?", (Column("A", Holds.WORDS), Column("N")), (("=1+1", 3), ("http://x.example", None)))
    book = zipfile.ZipFile(io.BytesIO(files.as_xlsx([made], MARCH)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("key", ["value", "clients"])
def test_where_a_report_says_its_currency_no_second_one_is_added(key: str, march: list[Dispute]) -> None:
    head, *_ = csv.reader(io.StringIO(files.as_csv(report(key, MARCH)).decode("utf-8-sig"), newline=""))
    assert len(head) == len(report(key, MARCH).columns)
    assert head.count("Currency") == (key == "value")


def test_a_chart_for_a_telephone_is_as_high_and_no_wider(march: list[Dispute]) -> None:
    made = report("reasons", MARCH)
    sizes = [
        re.search(rb'viewBox="0 0 (\d+) (\d+)"', charts.svg(made, width)) for width in (charts.WIDE, charts.NARROW)
    ]
    assert [found and found.groups() for found in sizes] == [
        (b"%d" % width, b"%d" % charts.height_of(made)) for width in (charts.WIDE, charts.NARROW)
    ]


def test_the_pdf_holds_every_report(march: list[Dispute]) -> None:
    assert files.as_pdf([made(MARCH) for made in REPORTS.values()], MARCH).startswith(b"%PDF")


def test_findings_are_counted_by_rule_with_what_became_of_them(client_person: Person, calendar: Calendar) -> None:
    calendar.set("2026-03-10T09:00+00:00")
    twice = []
    for record in ("DLV-1", "DLV-2"):
        factories.make_record(client_person.organisation, record_id=record)
        twice += [{"record_ref": record}, {"record_ref": record}]
    bill = factories.make_invoice(client_person.organisation, twice, issued_on=date(2026, 3, 2))
    found = [row for row in audit_invoice(bill).findings if row.rule == "R4"]
    assert len(found) >= 2
    judge(found[0], FindingStatus.CONFIRMED)
    judge(found[1], FindingStatus.FALSE_POSITIVE)
    assert rows_of("findings")["R4 Nothing was charged twice"][0] == len(found)
    assert rows_of("findings")["R4 Nothing was charged twice"][3] == Decimal("0.500")


def test_bills_in_time_are_counted_by_month(client_person: Person, calendar: Calendar) -> None:
    calendar.set("2026-03-10T09:00+00:00")
    factories.make_invoice(client_person.organisation, issued_on=date(2026, 3, 2))
    other = [{"unit_price": "77", "sku": "TEA"}]
    dates = {"issued_on": date(2026, 3, 3), "due_on": date(2026, 3, 1)}
    late = factories.make_invoice(client_person.organisation, other, **dates)
    audit_invoice(late)
    rows = rows_of("timeliness")
    assert rows[date(2026, 3, 1)] == rows["In all"] == (2, 1, Decimal("0.500"))
    assert rows["The period before, in all"] == (0, 0, None)


def test_what_recurs_is_named_with_how_often_it_was_usual(client_person: Person) -> None:
    assert report("recurring", MARCH).rows == ()


def test_on_paper_no_title_ends_a_page(march: list[Dispute]) -> None:
    made = [report(key, MARCH) for key in REPORTS]
    pages = PdfReader(io.BytesIO(files.as_pdf(made, MARCH))).pages
    questions = {one.says for one in made if one.rows}
    assert questions.isdisjoint(page.extract_text().splitlines()[-1] for page in pages)


def test_on_paper_a_table_after_a_chart_is_not_filled_with_its_colour(march: list[Dispute]) -> None:
    cells = Report("key", "Title", "Why?", (Column("What", Holds.WORDS),), (("cell of the table",),), BARS)
    drawn = PdfReader(io.BytesIO(files.as_pdf([cells], MARCH))).pages[0].get_contents().get_data().decode("latin-1")
    below = drawn[drawn.rindex("(What)") :]
    assert {colour.strip() for colour in re.findall(r"([\d. ]+) (?:rg|g)\b", below)} <= {"0", "1"}, "black on white"


def test_what_clients_say_of_our_bills_unasked_stands_in_their_words(client_person: Person) -> None:
    note_opinion("your invoices are impossible to read", by=client_person)
    [row] = report("opinions", MARCH).rows
    assert row[0] == "your invoices are impossible to read"
    assert client_person.name in row
    assert report("opinions", MARCH.before).rows == ()
