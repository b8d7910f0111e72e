"""What cannot be right is refused or found alike whichever door it comes in by: the command, the API, the page."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from support.accounts import api_tokens
from support.accounts.models import Person
from support.billing.importing.documents import Price
from support.billing.queries import findings_of, invoices_numbered
from tests.billing.files import document, line, written
from tests.pages import Pages

Files = list[tuple[str, bytes]]
Door = Callable[[Files], str]
UBL = written(document())
NEGATIVE = written(replace(document(), lines=(replace(line(), quantity=Decimal(-2)),)))
WRONG_TOTAL = UBL.replace(b'PayableAmount currencyID="EUR">147.60', b'PayableAmount currencyID="EUR">157.60')
WRONG_LINE = written(replace(document(), lines=(replace(line(), price=Price(amount=Decimal("59.00"))),)))


@pytest.fixture(params=["command", "api", "page"])
def door(request: pytest.FixtureRequest, app: Flask, pages: Pages, agent: Person, tmp_path: Path) -> Door:
    """Sends files and returns all that is answered."""

    def command(files: Files) -> str:
        for name, content in files:
            (tmp_path / name).write_bytes(content)
        return (
            app.test_cli_runner()
            .invoke(args=["billing", "import", *(str(tmp_path / name) for name, _ in files)])
            .output
        )

    def api(files: Files) -> str:
        key = api_tokens.make_token(agent, "nightly export")[1]
        sent = {"file": [(io.BytesIO(content), name) for name, content in files]}
        answer = app.test_client().post("/api/documents", data=sent, headers={"Authorization": f"Bearer {key}"})
        return json.dumps(answer.json, ensure_ascii=False)

    def page(files: Files) -> str:
        pages.sign_in(agent)
        token = pages.get("/desk/documents").soup.select_one("main input[name=csrf_token]")
        sent = {"file": [(io.BytesIO(content), name) for name, content in files], "csrf_token": str(token["value"])}
        return pages.client.post("/desk/documents", data=sent).get_data(as_text=True)

    return {"command": command, "api": api, "page": page}[request.param]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b">EUR<", b">EUX<", "is not a currency code"),
        (b">2026-03-31<", b">2026-02-30<", "is not a date"),
        (b'currencyID="EUR">147.60', b'currencyID="USD">147.60', "belongs to a total in EUR"),
    ],
    ids=["unknown currency", "impossible date", "mixed currencies"],
)
def test_what_cannot_be_meant_is_refused_and_the_good_file_beside_it_taken(
    door: Door, old: bytes, new: bytes, why: str
) -> None:
    good = written(replace(document(), number="INV-2026-0002"))
    answer = door([("bad.xml", UBL.replace(old, new)), ("good.xml", good)])
    assert "bad.xml" in answer and why in answer
    assert invoices_numbered("INV-2026-0001") == [] and len(invoices_numbered("INV-2026-0002")) == 1


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [(WRONG_TOTAL, "R2", "total:payable"), (WRONG_LINE, "R1", "line:1"), (NEGATIVE, "R1", "line:1")],
    ids=["wrong total", "wrong line", "negative quantity under a positive amount"],
)
def test_what_is_wrong_is_kept_as_it_is_and_found(door: Door, content: bytes, rule: str, place: str) -> None:
    door([("wrong.xml", content)])
    (row,) = invoices_numbered("INV-2026-0001")
    assert (rule, place) in {(finding.rule, finding.place) for finding in findings_of(row)}
    assert row.payable.decimal == ("157.60" if content is WRONG_TOTAL else "147.60")


def test_one_number_for_two_documents_keeps_both_and_is_found(door: Door) -> None:
    door([("a.xml", UBL), ("b.xml", written(document(line(price="99.00"))))])
    rows = invoices_numbered("INV-2026-0001")
    assert sorted(row.payable.decimal for row in rows) == ["147.60", "243.54"]
    assert "R5" in {finding.rule for row in rows for finding in findings_of(row)}
