"""What people say of findings: it lasts until an input changes, and tells how far a rule can be trusted."""

from datetime import date
from decimal import Decimal

import pytest

from support.accounts.models import Organisation
from support.billing import audit
from support.billing.audit.verdicts import doubted_rules, precisions
from support.billing.kinds import FindingStatus, Severity
from support.billing.models import Invoice
from support.billing.queries import open_finding_for, overcharges_of
from support.billing.settlement import Finding
from support.extensions import db
from support.policies import shelf
from tests.factories import make_contract, make_invoice, make_price

COMPLETE = {
    "seller": {"name": "Lumen & Larder Services Ltd", "address": {"country": "IE"}},
    "buyer": {"name": "Harbour Café", "address": {"country": "IE"}},
}


def bill(organisation: Organisation, price: str, **given: object) -> Invoice:
    return make_invoice(organisation, [{"unit_price": price, "net": price}], **{**COMPLETE, **given})


def judged(organisation: Organisation, rule: str, status: FindingStatus, times: int) -> None:
    for at in range(times):
        db.session.add(
            Finding(
                rule=rule,
                fingerprint=f"{rule}{status.value}{at}",
                organisation_id=organisation.id,
                reason="other",
                severity=Severity.ERROR,
                currency="EUR",
                message="",
                status=status,
                verdict=status,
                found_at=db.session.get_one(Organisation, organisation.id).created_at,
            )
        )
    db.session.commit()


def test_a_verdict_lasts_until_an_input_changes(organisation: Organisation) -> None:
    price = make_price(make_contract(organisation), unit_price=Decimal(80))
    bill(organisation, "100")
    (finding,) = audit.audit_client(organisation).findings
    audit.judge(finding, FindingStatus.FALSE_POSITIVE)
    assert audit.audit_client(organisation).findings == []
    price.unit_price = Decimal(70)
    db.session.commit()
    (again,) = audit.audit_client(organisation).findings
    assert again.id != finding.id and str(again.difference) == "30.00 EUR"


def test_a_verdict_outlives_the_correction_and_is_taken_back_when_it_is_opened_again(
    organisation: Organisation,
) -> None:
    price = make_price(make_contract(organisation), unit_price=Decimal(80))
    bill(organisation, "100")
    (finding,) = audit.audit_client(organisation).findings
    audit.judge(finding, FindingStatus.CONFIRMED)
    price.unit_price = Decimal(100)
    db.session.commit()
    audit.audit_client(organisation)
    kept = db.session.get_one(Finding, finding.id)
    assert (kept.status, kept.verdict) == (FindingStatus.FIXED, FindingStatus.CONFIRMED)
    audit.judge(kept, FindingStatus.OPEN)
    assert kept.verdict is None


def test_precision_is_the_share_of_judged_findings_that_were_right(organisation: Organisation) -> None:
    judged(organisation, "R16", FindingStatus.CONFIRMED, 3)
    judged(organisation, "R16", FindingStatus.FALSE_POSITIVE, 1)
    (one,) = precisions()
    assert (one.rule, one.judged, one.share, one.doubted) == ("R16", 4, 0.75, False)


@pytest.mark.parametrize(("right", "wrong", "doubted"), [(12, 8, False), (11, 9, True), (0, 19, False)])
def test_a_rule_under_the_floor_is_doubted_once_enough_were_judged(
    organisation: Organisation, right: int, wrong: int, doubted: bool
) -> None:
    assert (shelf.audit().precision_floor, shelf.audit().precision_judged) == (0.6, 20)
    judged(organisation, "R6", FindingStatus.CONFIRMED, right)
    judged(organisation, "R6", FindingStatus.FALSE_POSITIVE, wrong)
    assert ("R6" in doubted_rules()) is doubted


def test_what_a_doubted_rule_finds_is_a_note(organisation: Organisation) -> None:
    judged(organisation, "R6", FindingStatus.FALSE_POSITIVE, 20)
    make_price(make_contract(organisation), unit_price=Decimal(80))
    invoice = bill(organisation, "100")
    audit.audit_client(organisation)
    finding = db.session.query(Finding).filter_by(invoice_id=invoice.id).one()
    assert (finding.rule, finding.severity) == ("R6", Severity.INFO)


def test_the_report_says_which_share_of_the_answers_could_not_be_given(organisation: Organisation) -> None:
    bill(organisation, "100")
    report = audit.audit_client(organisation)
    unsure = {answer.rule for answer in report.not_checkable}
    assert unsure >= {"R6", "R7", "R11", "R16", "R18"}
    assert report.unsure_share == len(unsure) / 22


def test_what_was_charged_too_little_is_nothing_for_the_client(organisation: Organisation) -> None:
    make_price(make_contract(organisation), unit_price=Decimal(120))
    invoice = bill(organisation, "100", issued_on=date(2026, 3, 10))
    (finding,) = audit.audit_client(organisation).findings
    assert str(finding.difference) == "-20.00 EUR"
    assert open_finding_for(invoice.lines) is None
    assert overcharges_of(organisation, [finding.reason]) == []
