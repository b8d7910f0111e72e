"""The audit of the ledger: findings are kept once, follow the facts, and heed people's verdicts."""

from datetime import date
from decimal import Decimal

import pytest

from support.accounts.models import Organisation
from support.billing import audit, credit
from support.billing.audit import looking
from support.billing.audit.rules import RULES
from support.billing.client_records import ClientAlias, ClientDetails
from support.billing.kinds import AliasKind, FindingStatus
from support.billing.models import Invoice
from support.billing.queries import findings_of, open_finding_for
from support.billing.settlement import Finding
from support.correspondence.suppression import suppress
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.money import Money
from tests.factories import make_contract, make_invoice, make_organisation, make_price, make_record

COMPLETE = {
    "seller": {"name": "Lumen & Larder Services Ltd", "address": {"country": "IE"}},
    "buyer": {"name": "Harbour Café", "address": {"country": "IE"}},
}


def invoice_of(organisation: Organisation, *lines: dict[str, object], **given: object) -> Invoice:
    return make_invoice(organisation, list(lines), **{**COMPLETE, **given})


@pytest.fixture
def invoice(organisation: Organisation) -> Invoice:
    make_record(organisation, record_id="DLV-1")
    return invoice_of(organisation, {"record_ref": "DLV-1"}, {"record_ref": "DLV-1"})


def test_a_finding_is_stored_with_its_amounts_line_and_evidence(organisation: Organisation, invoice: Invoice) -> None:
    report = audit.audit_client(organisation)
    (finding,) = report.findings
    assert (finding.rule, finding.reason, finding.line_id) == ("R4", "duplicate", invoice.lines[1].id)
    assert (str(finding.billed), str(finding.expected), str(finding.difference)) == (
        "100.00 EUR",
        "0.00 EUR",
        "100.00 EUR",
    )
    assert {row["kind"] for row in finding.evidence} == {"line", "record"}
    assert (report.new, report.checked) == (1, 1)


def test_a_second_audit_finds_the_same_rows_and_adds_none(organisation: Organisation, invoice: Invoice) -> None:
    first = audit.audit_client(organisation).findings
    again = audit.audit_client(organisation)
    assert [row.id for row in again.findings] == [row.id for row in first]
    assert again.new == 0 and db.session.query(Finding).count() == 1


def test_a_credit_makes_the_finding_corrected(organisation: Organisation, invoice: Invoice) -> None:
    (finding,) = audit.audit_client(organisation).findings
    credit.credit_lines(invoice, [(invoice.lines[1], Money(10000, "EUR"))], reason="Twice", key="k")
    assert audit.audit_client(organisation).findings == []
    assert db.session.get_one(Finding, finding.id).status is FindingStatus.FIXED
    assert findings_of(invoice) == []


def test_what_somebody_judged_to_be_right_is_not_found_again(organisation: Organisation, invoice: Invoice) -> None:
    (finding,) = audit.audit_client(organisation).findings
    audit.judge(finding, FindingStatus.FALSE_POSITIVE)
    assert audit.audit_client(organisation).findings == []
    assert findings_of(invoice) == [] and open_finding_for(invoice.lines) is None


def test_a_person_cannot_call_a_finding_corrected(organisation: Organisation, invoice: Invoice) -> None:
    (finding,) = audit.audit_client(organisation).findings
    with pytest.raises(BadInput):
        audit.judge(finding, FindingStatus.FIXED)


def test_one_invoice_is_audited_beside_all_others_and_only_its_findings_are_kept(
    organisation: Organisation, invoice: Invoice
) -> None:
    other = invoice_of(organisation, {"record_ref": "DLV-1"}, {"net": "101"})
    assert {row.invoice_id for row in audit.audit_invoice(other).findings} == {other.id}
    assert findings_of(invoice) == []


def test_only_what_was_issued_since_a_day_is_looked_at_but_beside_everything_before(
    organisation: Organisation, invoice: Invoice
) -> None:
    later = invoice_of(organisation, {"record_ref": "DLV-1"}, issued_on=date(2026, 3, 15))
    report = audit.audit_client(organisation, since=date(2026, 3, 10))
    assert [row.invoice_id for row in report.findings] == [later.id] and report.checked == 1


def test_each_rule_answers_ok_finding_or_not_checkable(organisation: Organisation, invoice: Invoice) -> None:
    answers = audit.audit_client(organisation).answers
    assert set(answers) == {rule.id for rule in RULES}
    assert (answers["R1"], answers["R4"], answers["R6"]) == ("ok", "finding", "not_checkable")


def test_the_dearest_finding_of_a_line_comes_first(organisation: Organisation) -> None:
    make_price(make_contract(organisation), unit_price=Decimal(80))
    invoice = invoice_of(organisation, {}, {"unit_price": "130"})
    audit.audit_client(organisation)
    finding = open_finding_for(invoice.lines)
    assert finding is not None and str(finding.difference) == "50.00 EUR"


def test_all_clients_are_audited_one_after_the_other(organisation: Organisation, invoice: Invoice) -> None:
    other = make_organisation()
    invoice_of(other, {"net": "120"})
    found = {report.organisation.id: [row.rule for row in report.findings] for report in audit.audit_all()}
    assert found == {organisation.id: ["R4"], other.id: ["R1"]}


def test_the_notes_posted_here_are_not_audited(organisation: Organisation, invoice: Invoice) -> None:
    credit.credit_goodwill(organisation, Money(3, "EUR"), invoice, reason="Sorry", key="g")
    assert audit.audit_client(organisation).checked == 1


def _look(invoice: Invoice) -> list[Finding]:
    return looking.write_down(invoice, looking.wrong_with(invoice))


def test_a_look_at_a_questioned_bill_adds_what_is_wrong_about_money_and_takes_nothing_back(
    organisation: Organisation, invoice: Invoice
) -> None:
    (finding,) = _look(invoice)
    assert (finding.rule, finding.line_id) == ("R4", invoice.lines[1].id)
    assert _look(invoice) == [] and audit.audit_client(organisation).new == 0
    assert db.session.query(Finding).count() == 1


def test_a_look_finds_nothing_that_somebody_has_set_aside(organisation: Organisation, invoice: Invoice) -> None:
    (finding,) = _look(invoice)
    audit.judge(finding, FindingStatus.FALSE_POSITIVE)
    assert _look(invoice) == [] and findings_of(invoice) == []


def test_of_a_large_client_only_what_lies_around_the_bill_is_read(
    organisation: Organisation, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_LINES", 1)
    (finding,) = _look(invoice)
    assert finding.rule == "R4" and audit.audit_client(organisation).new == 0


def test_a_rule_that_fails_is_logged_and_nothing_found(invoice: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(looking, "run", failing)
    assert looking.wrong_with(invoice) == [] and looking.write_down(invoice, []) == []


def test_an_address_that_mail_comes_back_from_and_a_shared_one_are_found(organisation: Organisation) -> None:
    address = {"street": "1 Quay", "postcode": "D01", "city": "Dublin", "country": "IE"}
    other = make_organisation()
    for client in (organisation, other):
        row = ClientDetails(organisation_id=client.id, valid_from=date(2020, 1, 1), name="Harbour Café", **address)
        row.email, row.verified_on = f"AP@{client.id}.example", clock.today()
        db.session.add(row)
    db.session.flush()
    invoice_of(organisation, {})
    suppress(f"ap@{organisation.id}.example", why="No such mailbox")
    said = {row.place: row.message for row in audit.audit_client(organisation).findings if row.rule == "R11"}
    assert f"ap@{organisation.id}.example has come back" in said["buyer.email"]
    assert other.ref in said["buyer.address"]
    parent = ClientAlias(organisation_id=other.id, kind=AliasKind.PARENT, value=organisation.ref)
    db.session.add(parent)
    db.session.commit()
    again = [row.place for row in audit.audit_client(organisation).findings if row.rule == "R11"]
    assert again == ["buyer.email"]
