"""One error, one finding: what explains what."""

from datetime import date
from decimal import Decimal

from support.billing.audit.causes import refundable
from support.billing.audit.known import OrderFacts
from support.billing.audit.results import Found
from support.billing.audit.rules import RULES
from tests.billing.audit.bills import APRIL, MARCH, a_line, answers, bill, client, price, promise, record
from tests.billing.audit.test_unusual import month


def rules(context: object) -> list[str]:
    return [answer.rule for answer in answers(context) if isinstance(answer, Found)]  # type: ignore[arg-type]


def test_the_rules_answer_in_the_order_in_which_they_explain_each_other() -> None:
    order = [rule.id for rule in RULES]
    groups = [["R22"], ["R1", "R2", "R3"], ["R5"], ["R4"], ["R7"], ["R8", "R9", "R18"], ["R6", "R13", "R15"], ["R10", "R14", "R17"], ["R11", "R12"], ["R16"]]  # fmt: skip
    places = [max(order.index(rule) for rule in group) for group in groups]
    assert places == sorted(places) and order[-1] == "R16" and len(order) == len(set(order)) == 22


def test_a_duplicate_at_a_wrong_rate_is_credited_once() -> None:
    line = {"record": "DLV-1", "price": "120"}
    context = client(bill(a_line(**line), a_line(**line)), records=[record()], prices=[price("100")])
    said = [(answer.rule, answer.place) for answer in answers(context) if isinstance(answer, Found)]
    assert said == [("R4", "line:2"), ("R6", "line:1")]


def test_lines_of_an_invoice_that_was_sent_twice_are_not_found_again() -> None:
    context = client(bill(a_line(period=MARCH)), bill(a_line(period=MARCH), number="INV-2"), prices=[price("80")])
    assert rules(context) == ["R5", "R6"]


def test_what_was_never_ordered_has_no_wrong_price_besides() -> None:
    context = client(
        bill(a_line()), orders=[OrderFacts("PO", "OTHER", date(2026, 1, 1))], prices=[price("80", contract=None)]
    )
    assert rules(context) == ["R18"]


def test_what_looks_odd_is_said_only_where_nothing_explains_it() -> None:
    rows = [bill(a_line(price="100"), number=f"INV-{at:02}", period=month(at)) for at in range(8)]
    rows.append(bill(a_line(price="1000"), number="INV-99", period=month(8)))
    assert rules(client(*rows)) == ["R21"]
    assert rules(client(*rows, prices=[price("100", valid_from=date(2024, 1, 1), contract=None)])) == ["R6"]


def test_the_refundable_amount_is_the_sum_of_distinct_causes_and_at_most_the_line() -> None:
    context = client(bill(a_line(price="120")), prices=[price("100")], promises=[promise("10")])
    found = [answer for answer in answers(context) if isinstance(answer, Found)]
    assert [one.rule for one in found] == ["R6", "R13"]
    line = context.documents[0].lines[0]
    assert str(refundable(line, found)) == "32.00 EUR"
    whole = [*found, *found]
    assert str(refundable(line, whole)) == "32.00 EUR"
    line.credited = 10000
    assert str(refundable(line, found)) == "20.00 EUR"
    assert Decimal(str(refundable(line, [])).split()[0]) == 0


def test_too_little_charged_gives_nothing_back() -> None:
    context = client(bill(a_line(price="90")), prices=[price("100")])
    found = [answer for answer in answers(context) if isinstance(answer, Found)]
    assert [one.rule for one in found] == ["R6"]
    assert not refundable(context.documents[0].lines[0], found)


def test_april_is_another_month() -> None:
    assert rules(client(bill(a_line(period=MARCH)), bill(a_line(period=APRIL), number="INV-2", period=APRIL))) == []
