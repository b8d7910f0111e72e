"""Tables of terms, tiers, work, changes and rates: what they hold comes back from the ledger exactly."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from support.accounts.models import Organisation
from support.billing.agreements import Contract, Price, Promise, ServiceRecord, Tier
from support.billing.changes import Cancellation, InvoiceSchedule, Order, PriceNotice
from support.billing.client_records import ClientAlias, ClientDetails, DayOff, FxRate, TaxRate
from support.billing.importing.recognising import ORDER, TABLES
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_folder
from support.billing.kinds import PricingModel, ProrationMethod, RecordKind, TimeRounding
from support.billing.owed import CreditDue
from support.cli.billing_tables import as_markdown
from support.extensions import db
from tests.billing.counting import taken
from tests.billing.test_importing_tables import CLIENTS, CONTRACTS
from tests.house.source import ROOT

pytestmark = pytest.mark.usefixtures("app")

FILES = {
    "contract_terms": "contract_number,notice_days,proration,late_fee_percent,late_fee_grace_days,late_fee_clause,time_increment_minutes,time_rounding\nAGR-1,30,days_actual,1.5,10,9.4,15,day\n",
    "prices": "contract_number,sku,currency,valid_from,model,tiers,minimum_charge\nAGR-1,API,EUR,2026-01-01,graduated,10@5.00; 50@4.50+20; @4.00,25.00\n",
    "price_notices": "client_ref,sku,sent_on,effective_on,old_price,new_price,currency\nCL-0007,API,2025-11-01,2026-01-01,4.80,5.00,EUR\n,,2025-10-01,2026-01-01,,,\n",
    "promises": "client_ref,sku,kind,value,valid_from,minimum_quantity,cap,code,once\n,API,percent,5,2026-01-01,100,50,SPRING,yes\nCL-0007,API,price,4.40,2026-02-01,,,,\n",
    "orders": "client_ref,order_reference,kind,sku,ordered_on,bundle_sku\nCL-0007,PO-1,consent,API,2025-12-01,\nCL-0007,PO-1,order,SUP,2025-12-01,API\n",
    "cancellations": "client_ref,cancellation_reference,contract_number,received_on,effective_on,channel\nCL-0007,CAN-1,AGR-1,2026-05-02,2026-06-30,mail\n",
    "invoice_schedules": "client_ref,contract_number,every_months,day_of_month,starts_on,in_advance\nCL-0007,AGR-1,1,31,2025-01-01,yes\n",
    "usage": "client_ref,usage_id,sku,quantity,period_start,period_end,approved,estimated,recorded_on\nCL-0007,U-1,API,1200.5,2026-03-01,2026-03-31,no,yes,2026-04-03\n",
    "deliveries": "client_ref,delivery_id,sku,quantity,unit,delivered_on,received_by,billable\nCL-0007,D-1,BEANS,6,kg,2026-03-03,M. Santos,no\n",
    "time_entries": "client_ref,entry_id,person,worked_on,minutes,sku,increment_minutes\nCL-0007,T-1,Aoife Byrne,2026-03-04,95,SUP,6\n",
    "days_off": "person,first_day,last_day,why\nAoife Byrne,2026-03-09,2026-03-13,holiday\n",
    "tax_rates": "country,category,rate,valid_from,valid_to\nIE,S,23,2012-01-01,\n",
    "fx_rates": "base,quote,day,rate,source\nEUR,USD,2026-03-31,1.0832,ECB\n",
    "client_details": "client_ref,valid_from,name,street,country,verified_on\nCL-0007,2025-01-01,Harbour Ltd,1 Long Quay,IE,2025-02-01\n",
    "client_aliases": "client_ref,kind,alias\nCL-0007,payer,Harbour Holdings\n",
    "credits_due": "client_ref,credit_reference,cause,sku,happened_on,minutes,amount,currency,approved_on\nCL-0007,SLA-7,outage,API,2026-03-12,190,36.00,EUR,2026-03-20\n",
}


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Path:
    for at, (name, content) in enumerate(FILES.items()):
        (tmp_path / f"{at}.csv").write_text(content)
        assert name in TABLES
    (tmp_path / "y.csv").write_bytes(CLIENTS)
    (tmp_path / "z.csv").write_bytes(CONTRACTS)
    reports = import_folder(tmp_path)
    assert [report.message for report in reports if report.refused] == []
    assert [report.kind for report in reports] == [name for name in ORDER if name in {*FILES, "clients", "contracts"}]
    return tmp_path


@pytest.mark.usefixtures("imported")
class TestWhatComesBack:
    def test_terms_say_only_what_the_agreement_says(self) -> None:
        terms = db.session.scalars(select(Contract)).one().terms
        assert terms is not None
        assert (terms.proration, terms.time_rounding) == (ProrationMethod.DAYS_ACTUAL, TimeRounding.DAY)
        assert (terms.late_fee_percent, terms.late_fee_clause) == (Decimal("1.5"), "9.4")
        assert terms.renewal_months is None and terms.late_fee_cap is None

    def test_a_price_in_steps_keeps_each_step_digit_by_digit(self) -> None:
        price = db.session.scalars(select(Price)).one()
        assert price.model is PricingModel.GRADUATED and price.minimum_charge == Decimal("25.00")
        assert price.steps == (
            Tier(Decimal(10), Decimal("5.00")),
            Tier(Decimal(50), Decimal("4.50"), Decimal(20)),
            Tier(None, Decimal("4.00")),
        )
        assert price.unit_price == Decimal("5.00")

    def test_a_promotion_is_everybodys_and_a_promised_price_one_clients(self) -> None:
        promotion, quoted = db.session.scalars(select(Promise).order_by(Promise.valid_from)).all()
        assert promotion.organisation_id is None and promotion.once and promotion.cap == 50
        assert quoted.organisation is not None and quoted.kind.value == "price"

    def test_work_becomes_records_of_its_kind(self) -> None:
        rows = {row.record_id: row for row in db.session.scalars(select(ServiceRecord))}
        assert {key: row.kind for key, row in rows.items()} == {
            "U-1": RecordKind.USAGE, "D-1": RecordKind.DELIVERY, "T-1": RecordKind.TIME,
        }  # fmt: skip
        assert not rows["U-1"].approved and rows["U-1"].estimated and rows["U-1"].recorded_on == date(2026, 4, 3)
        assert rows["D-1"].person == "M. Santos" and not rows["D-1"].billable
        time = rows["T-1"]
        assert (time.minutes, time.increment_minutes, time.quantity) == (95, 6, Decimal("1.5833"))

    def test_changes_notices_schedules_and_rates_are_kept(self) -> None:
        assert db.session.scalars(select(Order).where(Order.sku == "SUP")).one().bundle_sku == "API"
        cancellation = db.session.scalars(select(Cancellation)).one()
        assert cancellation.contract is not None and cancellation.processed_on is None
        schedule = db.session.scalars(select(InvoiceSchedule)).one()
        assert (schedule.day_of_month, schedule.in_advance, schedule.late_days) == (31, True, None)
        assert len(db.session.scalars(select(PriceNotice)).all()) == 2
        assert db.session.scalars(select(FxRate)).one().rate == Decimal("1.0832")
        assert db.session.scalars(select(TaxRate)).one().rate == 23
        assert db.session.scalars(select(DayOff)).one().last_day == date(2026, 3, 13)
        assert db.session.scalars(select(ClientAlias)).one().value == "Harbour Holdings"
        assert db.session.scalars(select(CreditDue)).one().amount_minor == 3600

    def test_a_second_import_changes_nothing(self, imported: Path) -> None:
        for path in imported.glob("*.csv"):
            path.write_bytes(path.read_bytes() + b"\n")
        assert {report.status for report in import_folder(imported)} == {"unchanged"}


def test_a_client_that_moves_keeps_the_address_it_had() -> None:
    heading = b"ref,name,street,country,email,currency,verified_on\n"
    taken(heading + b"CL-1,Harbour,1 Long Quay,IE,a@harbour.example,EUR,2026-01-05\n", "clients.csv")
    taken(heading + b"CL-1,Harbour,2 Short Quay,IE,a@harbour.example,EUR,2026-03-05\n", "clients.csv")
    rows = db.session.scalars(select(ClientDetails).order_by(ClientDetails.valid_from)).all()
    assert [(row.valid_from, row.street) for row in rows] == [
        (date(2026, 1, 5), "1 Long Quay"),
        (date(2026, 3, 5), "2 Short Quay"),
    ]
    assert db.session.scalars(select(Organisation)).one().street == "2 Short Quay"


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        ("prices", ("10@5.00; @4.00", "no steps"), "Each step must reach higher"),
        ("prices", ("10@5.00; 50@4.50+20; @4.00", "50@4.50; 10@4.00; @3"), "Each step must reach higher"),
        ("prices", ("10@5.00; 50@4.50+20; @4.00", "10 for 5"), "is no step"),
        ("prices", ("graduated", "per_unit"), "these two need steps"),
        ("time_entries", (",95,", ",1441,"), "more than a day"),
        ("time_entries", (",95,", ",95.5,"), "is not a number of minutes"),
        ("days_off", ("2026-03-13", "2026-03-01"), "lies before"),
        ("fx_rates", ("USD", "EUR"), "the same currency"),
        ("credits_due", ("36.00", "36.001"), "more decimals"),
        ("invoice_schedules", (",31,", ",32,"), "is not a day of the month"),
        ("tax_rates", (",S,", ",X,"), "is none of"),
        ("contract_terms", ("AGR-1", "AGR-9"), "There is no contract AGR-9"),
        ("usage", (",no,yes,", ",maybe,yes,"), "neither yes nor no"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_nothing_kept(
    table: str, row: tuple[str, str], why: str
) -> None:
    taken(CLIENTS, "clients.csv")
    taken(CONTRACTS, "contracts.csv")
    content = FILES[table].replace("10@5.00; 50@4.50+20; @4.00", "10@5.00; 50@4.50") if row[1] == "no steps" else FILES[table].replace(*row)  # fmt: skip
    with pytest.raises(NotReadable, match=why) as caught:
        taken(content.encode(), f"{table}.csv")
    assert caught.value.place.startswith("line 2")
    assert db.session.scalars(select(ServiceRecord)).all() == []


def test_a_record_that_bills_rest_on_may_be_approved_but_not_rewritten() -> None:
    taken(CLIENTS, "clients.csv")
    taken(FILES["usage"].encode(), "usage.csv")
    report = taken(FILES["usage"].replace(",no,yes,", ",yes,yes,").encode(), "usage.csv")
    assert (report.status, report.rows) == ("imported", 1)
    with pytest.raises(NotReadable, match="which bills rest on") as caught:
        taken(FILES["usage"].replace("1200.5", "1300").encode(), "usage.csv")
    assert caught.value.place == "line 2, column usage_id"


def test_the_documentation_names_every_table_and_column() -> None:
    assert (ROOT / "docs" / "tables.md").read_text() == as_markdown() + "\n"
