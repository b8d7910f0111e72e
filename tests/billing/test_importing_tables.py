"""Tables into the ledger: in the order in which they rest on each other, whole or not at all."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from support.billing.agreements import Contract
from support.billing.balance import invoice_balance
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_files, import_folder
from support.billing.queries import findings_of, invoice_with
from support.extensions import db
from tests.billing.counting import counts, taken
from tests.billing.files import document, written

pytestmark = pytest.mark.usefixtures("app")


CLIENTS = b"ref,name,tax_id,country,email,currency\nCL-0007,Harbour,IE9999998N,IE,a@harbour.example,EUR\n"
CONTRACTS = b"client_ref;number;title;starts_on;currency\nCL-0007;AGR-1;Coffee;2025-01-01;EUR\n"
PRICES = b"contract_number,sku,unit_price,currency,valid_from,valid_to\nAGR-1,COF-MCH,60.00,EUR,2025-01-01,\n,WTR,35,EUR,2025-01-01,\n"
PROMISES = (
    b"client_ref,sku,kind,value,valid_from,valid_to,words\nCL-0007,COF-MCH,percent,10,2026-01-01,2026-01-31,Ten off\n"
)
RECORDS = b"client_ref,record_id,kind,sku,quantity,period_start,period_end\nCL-0007,DLV-1,delivery,BEANS,6,2026-03-03,2026-03-03\n"
PAYMENTS = b"client_ref,reference,received_on,amount,currency,remittance,allocated_to\nCL-0007,PAY-1,2026-04-02,147.60,EUR,INV-2026-0001,INV-2026-0001\n"


class TestTables:
    def folder(self, tmp_path: Path) -> Path:
        tables = {"a-payments": PAYMENTS, "b-records": RECORDS, "c-promises": PROMISES, "d-prices": PRICES, "e-contracts": CONTRACTS, "f-clients": CLIENTS}  # fmt: skip
        for name, content in tables.items():
            (tmp_path / f"{name}.csv").write_bytes(content)
        (tmp_path / "invoice.xml").write_bytes(written(document()))
        return tmp_path

    def test_a_folder_goes_in_by_what_rests_on_what_whatever_the_files_are_called(self, tmp_path: Path) -> None:
        reports = import_folder(self.folder(tmp_path))
        assert [report.status for report in reports] == ["imported"] * 7
        assert [report.kind for report in reports] == ["clients", "contracts", "prices", "promises", "records", "invoice", "payments"]  # fmt: skip
        row = invoice_with("INV-2026-0001")
        assert row.organisation.ref == "CL-0007" and invoice_balance(row).settled
        assert findings_of(row) == []

    def test_a_second_import_of_a_folder_changes_nothing(self, tmp_path: Path) -> None:
        import_folder(self.folder(tmp_path))
        before = counts()
        assert {report.status for report in import_folder(tmp_path)} == {"unchanged"}
        assert counts() == before

    def test_rows_that_are_there_are_left_and_new_ones_taken(self, tmp_path: Path) -> None:
        import_folder(self.folder(tmp_path))
        report = taken(CLIENTS + b"CL-0008,Brightwater,,IE,b@bright.example,EUR\n", "clients.csv")
        assert (report.status, report.rows) == ("imported", 1)
        assert "1 new, 0 changed, 1 there already" in report.message

    def test_a_contract_may_end_and_a_client_move(self, tmp_path: Path) -> None:
        import_folder(self.folder(tmp_path))
        taken(
            CONTRACTS.replace(b"starts_on", b"starts_on;ends_on").replace(b"2025-01-01", b"2025-01-01;2026-06-30"),
            "contracts.csv",
        )
        assert db.session.scalars(select(Contract)).one().ends_on == date(2026, 6, 30)

    @pytest.mark.parametrize(
        ("content", "name", "why"),
        [
            (PAYMENTS.replace(b"147.60", b"100.00"), "payments.csv", "line 2, column reference"),
            (RECORDS.replace(b",6,", b",7,"), "records.csv", "which bills rest on"),
            (RECORDS.replace(b"CL-0007", b"CL-0999"), "records.csv", "There is no client CL-0999"),
            (PRICES.replace(b"AGR-1", b"AGR-9"), "prices.csv", "There is no contract AGR-9"),
            (
                PAYMENTS.replace(b"PAY-1", b"PAY-2").replace(b"INV-2026-0001\n", b"INV-9\n"),
                "payments.csv",
                "has no invoice INV-9",
            ),
            (
                PAYMENTS.replace(b"PAY-1", b"PAY-2").replace(b"EUR", b"USD"),
                "payments.csv",
                "is in EUR, the payment in USD",
            ),
        ],
    )
    def test_what_does_not_fit_the_ledger_is_refused_whole(
        self, tmp_path: Path, content: bytes, name: str, why: str
    ) -> None:
        import_folder(self.folder(tmp_path))
        before = counts()
        with pytest.raises(NotReadable, match=why):
            taken(content, name)
        assert counts() == before

    def test_a_row_that_is_refused_takes_those_before_it_along(self, tmp_path: Path) -> None:
        import_folder(self.folder(tmp_path))
        before = counts()
        with pytest.raises(NotReadable, match="line 3, column allocated_to"):
            taken(PAYMENTS.replace(b"PAY-1", b"PAY-2") + b"CL-0007,PAY-3,2026-04-02,1.00,EUR,,INV-9\n", "payments.csv")
        assert counts() == before

    def test_one_bad_file_does_not_hinder_the_others(self, tmp_path: Path) -> None:
        (tmp_path / "bad.xml").write_bytes(b"<nothing/>")
        (tmp_path / "good.xml").write_bytes(written(document()))
        reports = import_files(sorted(tmp_path.iterdir()))
        assert {report.file: report.status for report in reports} == {"bad.xml": "refused", "good.xml": "imported"}
