"""Many documents in one run: each for itself, few transactions, and a report of exactly what was left out."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from support.billing.balance import invoice_balance
from support.billing.importing import batches
from support.billing.importing.refusals import NotReadable
from support.billing.importing.storing import import_each, import_files, import_folder
from support.billing.models import Invoice
from support.billing.queries import invoice_with
from support.cli.billing import group
from support.extensions import db
from tests.billing.counting import counts, taken
from tests.billing.files import document, line, written
from tests.billing.importing.made_stripe import credit_note, invoice, page

pytestmark = pytest.mark.usefixtures("app")


def lines(*made: dict[str, Any]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in made).encode()


def numbered(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [invoice(number=f"LL-{number:04}", id=f"in_{number}") for number in range(first, first + count)]


def numbers() -> list[str]:
    return list(db.session.scalars(select(Invoice.number).order_by(Invoice.number)))


class TestJsonLines:
    def test_each_line_is_a_document_or_a_page_of_them(self) -> None:
        report = taken(lines(*numbered(2), page(*numbered(2, first=3))) + b"\n\n", "export.jsonl")
        assert (report.status, report.total, report.rows) == ("imported", 4, 4)
        assert numbers() == ["LL-0001", "LL-0002", "LL-0003", "LL-0004"]

    def test_lines_are_known_by_their_look_whatever_the_file_is_called(self) -> None:
        assert taken(lines(*numbered(3)), "export.txt").total == 3

    def test_a_bad_line_is_named_with_its_place_and_the_others_taken(self) -> None:
        one, other, third = numbered(3)
        other["currency"] = "zzz"
        report = taken(lines(one, other) + b'{"object": "invoice", \n' + lines(third), "export.jsonl")
        assert numbers() == ["LL-0001", "LL-0003"]
        assert [no.place for no in report.not_taken] == ["line 2, $.currency", "line 3, line 2, column 1"]
        assert "not taken: line 2, $.currency. “ZZZ” is not a currency" in report.sentence

    def test_the_same_document_twice_in_a_file_is_one(self) -> None:
        one = invoice()
        report = taken(lines(one, one, one), "export.jsonl")
        assert (report.total, report.rows, numbers()) == (3, 1, ["LL-0001"])

    def test_an_empty_file_of_lines_is_refused(self) -> None:
        with pytest.raises(NotReadable, match="empty"):
            taken(b"\n \n", "export.jsonl")

    def test_a_credit_note_may_stand_before_its_invoice(self) -> None:
        taken(lines(credit_note(invoice()), invoice()), "export.jsonl")
        billed = invoice_with("LL-0001")
        assert invoice_with("LL-0001-CN-01").corrects_id == billed.id
        assert invoice_balance(billed).credited.minor > 0


class TestBatches:
    def test_what_a_batch_holds_is_what_single_files_make(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(batches, "MOST_DOCUMENTS", 3)
        report = taken(lines(*numbered(8)), "export.jsonl")
        assert (report.total, report.rows, len(numbers())) == (8, 8, 8)
        assert {len(row.lines) for row in db.session.scalars(select(Invoice))} == {1}

    def test_files_of_a_folder_share_a_transaction_and_keep_their_own_reports(self, tmp_path: Path) -> None:
        for number in range(1, 6):
            (tmp_path / f"{number}.xml").write_bytes(written(document(number=f"INV-{number}")))
        (tmp_path / "3.xml").write_bytes(written(document(number="INV-3"))[:-30])
        reports = import_folder(tmp_path)
        assert [(report.file, report.status) for report in reports] == [
            ("1.xml", "imported"), ("2.xml", "imported"), ("3.xml", "refused"), ("4.xml", "imported"), ("5.xml", "imported"),
        ]  # fmt: skip
        assert numbers() == ["INV-1", "INV-2", "INV-4", "INV-5"]

    def test_when_a_batch_fails_each_document_is_tried_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keep, sizes = batches.keep_documents, []

        def fails(documents: list[Any], clients: Any) -> Any:
            sizes.append(len(documents))
            if any(one.rows.invoice["number"] == "LL-0002" for one in documents):
                raise OperationalError("insert", {}, Exception("the disk said no"))
            return keep(documents, clients)

        monkeypatch.setattr(batches, "keep_documents", fails)
        report = taken(lines(*numbered(3)), "export.jsonl")
        assert sizes == [3, 1, 1, 1]
        assert numbers() == ["LL-0001", "LL-0003"]
        assert [(no.place, no.reason) for no in report.not_taken] == [
            ("line 2", "The ledger cannot hold this: the disk said no")
        ]

    def test_a_table_after_documents_waits_for_them(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(written(document(line(price="100.00", quantity="1"))))
        (tmp_path / "c.csv").write_text("ref,name,tax_id,country,email,currency\nCL-7,Harbour,IE9999998N,IE,a@b.example,EUR\n")  # fmt: skip
        (tmp_path / "p.csv").write_text("client_ref,reference,received_on,amount,currency,allocated_to\nCL-7,PAY-1,2026-04-02,123.00,EUR,INV-2026-0001\n")  # fmt: skip
        assert [report.status for report in import_folder(tmp_path)] == ["imported"] * 3
        assert invoice_balance(invoice_with("INV-2026-0001")).settled

    def test_every_byte_is_ticked_once(self, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes(lines(*numbered(4)))
        (tmp_path / "b.xml").write_bytes(written(document()))
        ticks: list[int] = []
        list(import_each(tmp_path.iterdir(), tick=ticks.append, audit=False))
        assert sum(ticks) == sum(path.stat().st_size for path in tmp_path.iterdir())

    def test_an_unreadable_path_does_not_hinder_the_others(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(written(document()))
        reports = import_files([tmp_path / "nowhere.xml", tmp_path / "a.xml"])
        assert sorted(report.status for report in reports) == ["imported", "refused"]


class TestCommand:
    def test_the_json_of_many_reports_is_one_document(self, app: Flask, tmp_path: Path) -> None:
        (tmp_path / "a.jsonl").write_bytes(lines(*numbered(2), {"object": "charge"}))
        (tmp_path / "b.xml").write_bytes(b"<nothing/>")
        said = app.test_cli_runner().invoke(group, ["import", str(tmp_path), "--json"])
        found = json.loads(said.stdout)
        assert (found["imported"], found["unchanged"], found["refused"]) == (1, 0, 1)
        assert [one["file"] for one in found["files"]] == ["a.jsonl", "b.xml"]
        assert found["files"][0]["not_taken"][0]["place"] == "line 3, $.object"
        assert said.exit_code == 1

    def test_an_empty_folder_is_an_empty_list(self, app: Flask, tmp_path: Path) -> None:
        said = app.test_cli_runner().invoke(group, ["import", str(tmp_path), "--json"])
        assert json.loads(said.stdout) == {"files": [], "imported": 0, "unchanged": 0, "refused": 0}

    def test_quietly_only_what_was_left_out_is_named(self, app: Flask, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(written(document()))
        (tmp_path / "b.xml").write_bytes(b"<nothing/>")
        said = app.test_cli_runner().invoke(group, ["import", str(tmp_path), "--quiet"])
        assert "b.xml: refused" in said.stdout and "a.xml" not in said.stdout
        assert "1 documents new; 1 files imported, 0 files unchanged, 1 files refused" in said.stdout


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(*numbered(5)))
    import_folder(tmp_path)
    before = counts()
    (again,) = import_folder(tmp_path)
    assert (again.status, again.total) == ("unchanged", 5)
    assert counts() == before
