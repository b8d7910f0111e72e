"""What `flask billing` prints."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from support.billing.importing.storing import import_file
from tests.billing.files import document, line, written


@pytest.fixture
def run(app: Flask) -> Any:
    def command(*words: str, fails: bool = False) -> Any:
        result = app.test_cli_runner().invoke(args=["billing", *words])
        assert (result.exit_code != 0) is fails, result.output
        return json.loads(result.stdout) if "--json" in words else result.output

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.xml"
    path.write_bytes(written(document(line(1), line(2, "7.5", "18.5"), notes=("Thank you.",))))
    return path


def test_a_file_is_imported_and_a_second_time_left_alone(run: Any, file: Path) -> None:
    first = run("import", str(file), "--json")
    assert (first["imported"], first["unchanged"], first["refused"]) == (1, 0, 0)
    assert first["files"][0]["documents"] == ["INV-2026-0001"]
    assert run("import", str(file), "--json")["unchanged"] == 1
    assert "nothing changed" in run("import", str(file))


def test_a_refused_file_is_named_with_place_and_reason_and_the_command_fails(
    run: Any, file: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(b"<Invoice>")
    said = run("import", str(file), str(bad), "--json", fails=True)
    assert (said["imported"], said["refused"]) == (1, 1)
    refused = next(row for row in said["files"] if row["status"] == "refused")
    assert refused["file"] == "bad.xml" and refused["reason"]


def test_the_stored_document_is_printed_whole(run: Any, file: Path) -> None:
    run("import", str(file))
    said = run("show", "INV-2026-0001", "--json")
    assert (said["kind"], said["issued_on"], said["due_on"]) == ("invoice", "2026-03-31", "2026-04-30")
    assert said["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    assert [(row["id"], row["quantity"], row["unit_price"], row["net"]) for row in said["lines"]] == [
        ("1", "2", "60.00", "120.00"),
        ("2", "7.5", "18.5", "138.75"),
    ]
    assert said["lines"][0]["tax"] == {"category": "S", "rate": "23"}
    assert said["taxes"] == [
        {"category": "S", "rate": "23", "taxable": "258.75", "tax": "59.51", "exemption_reason": None}
    ]
    assert said["totals"] == {
        "lines": "258.75", "allowances": "0.00", "charges": "0.00", "net": "258.75", "tax": "59.51", "gross": "318.26",
        "prepaid": "0.00", "rounding": "0.00", "payable": "318.26",
    }  # fmt: skip
    assert (said["corrects"], said["notes"], said["client"]["ref"]) == (None, ["Thank you."], "CL-0001")
    assert said["buyer"]["address"]["lines"] == ["1 Long Quay", "Back door"]
    assert "to pay: 318.26 EUR" in run("show", "INV-2026-0001")


def test_an_unknown_number_is_said_plainly(run: Any) -> None:
    assert "No document in the ledger has the number INV-9" in run("show", "INV-9", fails=True)


def test_of_several_documents_with_a_number_the_last_is_shown_and_the_others_are_told_of(run: Any, file: Path) -> None:
    run("import", str(file))
    import_file(written(document(line(price="10.00"))), "other.xml")
    assert run("show", "INV-2026-0001", "--json")["totals"]["net"] == "20.00"
    assert "2 documents have the number INV-2026-0001" in run("show", "INV-2026-0001")
    assert [row["totals"]["net"] for row in run("show", "INV-2026-0001", "--all", "--json")] == ["258.75", "20.00"]


def test_a_file_is_checked_without_being_stored(run: Any, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"318.26</cbc:PayableAmount>", b"318.27</cbc:PayableAmount>"))
    (said,) = run("check", str(file), "--json")
    assert said["number"] == "INV-2026-0001" and said["file"] == str(file)
    (finding,) = said["findings"]
    assert {name: finding[name] for name in ("rule", "place", "billed", "expected", "difference", "severity")} == {
        "rule": "R2", "place": "total:payable", "billed": "318.27", "expected": "318.26", "difference": "0.01", "severity": "error",
    }  # fmt: skip
    assert {row["rule"] for row in said["not_checkable"]} == {"R6", "R7"}
    assert "No document" in run("show", "INV-2026-0001", fails=True)


def test_a_file_that_cannot_be_checked_is_refused(run: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(b"<html/>")
    (said,) = run("check", str(bad), "--json", fails=True)
    assert said["number"] is None and said["refused"]["reason"]


def test_the_ledger_is_audited_by_client_and_since_a_day(run: Any, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"318.26</cbc:PayableAmount>", b"318.27</cbc:PayableAmount>"))
    run("import", str(file), "--no-audit")
    first = run("audit", "--json")
    assert (first["checked"], first["new"]) == (1, 1)
    (client,) = first["clients"]
    assert client["answers"]["R2"] == "finding" and client["answers"]["R6"] == "not_checkable"
    assert client["findings"][0]["number"] == "INV-2026-0001" and client["findings"][0]["difference"] == "0.01"
    assert run("audit", "--client", "CL-0001", "--json")["new"] == 0
    assert run("audit", "--since", "2026-04-01", "--json")["checked"] == 0
    assert "There is no client CL-0009" in run("audit", "--client", "CL-0009", fails=True)
