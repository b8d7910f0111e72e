"""`flask billing`: documents into the ledger, documents out of it, and the audit."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from flask.cli import AppGroup
from tqdm import tqdm

from support.accounts.queries import organisation_with
from support.billing import queries
from support.billing.audit import TITLES, AuditReport, audit_all, audit_client
from support.billing.audit.checking import check_document
from support.billing.importing.reading import read_documents
from support.billing.importing.refusals import NotReadable
from support.billing.importing.reports import STATUSES, ImportReport
from support.billing.importing.storing import files_in, import_each
from support.billing.models import Invoice
from support.billing.settlement import Finding
from support.billing.showing import shown
from support.kernel import words
from support.kernel.errors import SupportError

group = AppGroup("billing", help="Documents into the ledger, out of it, and the audit.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _print(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _expanded(files: Iterable[Path]) -> list[str]:
    """A folder stands for the XML, JSON, PDF and CSV files in it."""
    return [one for path in files for one in (files_in(path) if path.is_dir() else [str(path)])]


@group.command("import")
@FILES
@AS_JSON
@click.option("--no-audit", is_flag=True, help="Do not look for errors in what was imported.")
@click.option("--quiet", is_flag=True, help="Name only what was not taken in.")
@click.option("--draft", is_flag=True, help="Bills that nobody has got yet: they wait for a review.")
@click.option("--prepared-by", metavar="EMAIL", help="Who prepared the drafts; somebody else reviews them.")
def import_(
    files: tuple[Path, ...], as_json: bool, no_audit: bool, quiet: bool, draft: bool, prepared_by: str | None
) -> None:
    """Take in UBL, CII and Stripe invoices and credit notes, and CSV tables (see “flask billing tables”).

    A FILE may be a folder, a PDF that carries its invoice as XML, a page of Stripe's lists, or JSON lines of any length.
    What cannot be read is named with its place and the reason, and the rest is taken in. The exit status is 1 if
    anything was left out.

    \b
    Examples:
      flask billing import invoices/*.xml payments.csv
      flask billing import export/ --json
      flask billing import invoices.jsonl --quiet
    """
    paths = _expanded(files)
    if draft:
        from support.cli.prevention import import_drafts

        import_drafts([Path(path) for path in paths], prepared_by, as_json=as_json)
    counted = Counter[str]()
    bar = tqdm(total=_size(paths), desc="importing", unit="B", unit_scale=True, disable=None, leave=False)
    with bar:
        reports = _counting(import_each(paths, tick=bar.update, audit=not no_audit), counted)
        if as_json:
            _print_each(reports, counted)
        else:
            _print_sentences((report for report in reports if not (quiet and report.whole)), bar)
    if not as_json and len(paths) > 1:
        files_of = ", ".join(f"{counted[name]:,} files {name}" for name in STATUSES)
        click.echo(f"{counted['documents']:,} documents new; {files_of}")
    sys.exit(1 if counted["not_taken"] else 0)


def _print_sentences(reports: Iterable[ImportReport], bar: Any) -> None:
    for report in reports:
        bar.clear()
        click.echo(report.sentence)


def _size(paths: Iterable[str]) -> int:
    return sum(path.stat().st_size for path in map(Path, paths) if path.is_file())


def _counting(reports: Iterable[ImportReport], counted: Counter[str]) -> Iterator[ImportReport]:
    for report in reports:
        counted[report.status] += 1
        counted["documents"] += report.rows if report.total else 0
        counted["not_taken"] += not report.whole
        yield report


def _print_each(reports: Iterable[ImportReport], counted: Counter[str]) -> None:
    """One JSON document, written as the reports come: a hundred thousand of them are never in memory together."""
    before = '{"files": ['
    for report in reports:
        click.echo(f"{before}\n{json.dumps(report.as_dict(), ensure_ascii=False)}", nl=False)
        before = ","
    start = before if before.startswith("{") else ""
    click.echo(f"{start}]," + "".join(f' "{name}": {counted[name]},' for name in STATUSES)[:-1] + "}")


@group.command("show")
@click.argument("number")
@click.option("--client", "client_ref", help="Only this client's document (CL-0001).")
@click.option("--all", "every", is_flag=True, help="Print a list of all documents with this number.")
@AS_JSON
def show(number: str, client_ref: str | None, every: bool, as_json: bool) -> None:
    """Print the stored document NUMBER with its lines, allowances, tax and totals.

    Of several documents with this number it prints the one stored last, and says so.

    \b
    Example:
      flask billing show INV-2026-0042 --json
    """
    try:
        organisation = organisation_with(client_ref) if client_ref else None
    except SupportError as wrong:
        raise click.ClickException(wrong.say) from None
    rows = queries.invoices_numbered(number, organisation)
    if not rows:
        raise click.ClickException(f"No document in the ledger has the number {number}.")
    if len(rows) > 1 and not every:
        said = f"{len(rows)} documents have the number {number}; this is the one stored last. --all prints them all."
        click.echo(said, err=True)
        rows = rows[-1:]
    documents = [shown(row) for row in rows]
    if as_json:
        _print(documents if every else documents[0])
    else:
        click.echo("\n\n".join(_as_text(row) for row in rows))


def _as_text(row: Invoice) -> str:
    lines = [
        f"{row.kind.label} {row.number} of {words.day(row.issued_on)}, {row.seller_name} to {row.organisation.name}"
    ]
    for line in row.lines:
        lines.append(
            f"  {line.line_id:>4}  {line.name}: {words.number(line.quantity)} × {words.number(line.unit_price)} = {line.net}"
        )
    for part in row.allowances:
        lines.append(f"        {'+' if part.is_charge else '-'} {row.money(part.amount_minor)} {part.reason}")
    for tax in row.taxes:
        lines.append(
            f"        tax {tax.category} {tax.rate or 0}% on {row.money(tax.taxable_minor)}: {row.money(tax.tax_minor)}"
        )
    return "\n".join([*lines, f"        to pay: {row.payable}"])


@group.command("check")
@FILES
@AS_JSON
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Audit documents without storing them.

    \b
    Example:
      flask billing check draft.xml --json
    """
    answers = [answer for path in _expanded(files) for answer in _checked(path)]
    if as_json:
        _print(answers)
    else:
        click.echo("\n".join(line for answer in answers for line in _check_lines(answer)))
    sys.exit(1 if any("refused" in answer for answer in answers) else 0)


def _checked(path: str) -> list[dict[str, Any]]:
    """One answer a document, of which a file may hold several."""
    try:
        with Path(path).open("rb") as stream:
            read = read_documents(stream, Path(path).name)
        return [{"file": path, **check_document(document).as_dict()} for _, document in read]
    except NotReadable as no:
        refused = {"place": no.place, "reason": no.reason}
    except OSError as wrong:
        refused = {"place": "", "reason": f"The file cannot be opened: {wrong.strerror}."}
    return [{"file": path, "number": None, "findings": [], "not_checkable": [], "refused": refused}]


def _check_lines(answer: dict[str, Any]) -> list[str]:
    if "refused" in answer:
        return [f"{answer['file']}: refused. {answer['refused']['reason']}"]
    found = [f"  {row['rule']} {row['place']} ({row['severity']}): {row['message']}" for row in answer["findings"]]
    return [f"{answer['file']}: {answer['number']}, {len(found)} findings", *found]


@group.command("audit")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only documents issued on or after this day.")
@click.option("--client", "client_ref", help="Only this client (CL-0001).")
@AS_JSON
def audit(since: datetime | None, client_ref: str | None, as_json: bool) -> None:
    """Hold the ledger against the rules. A second run finds the same and adds nothing.

    \b
    Example:
      flask billing audit --client CL-0001 --json
    """
    day = since.date() if since else None
    try:
        wanted = [audit_client(organisation_with(client_ref), since=day)] if client_ref else audit_all(since=day)
        reports = [_report(one) for one in wanted]
    except SupportError as wrong:
        raise click.ClickException(wrong.say) from None
    if as_json:
        _print({"clients": reports, **{key: sum(row[key] for row in reports) for key in ("checked", "new")}})
    else:
        click.echo("\n".join(line for row in reports for line in _report_lines(row)))


def _report(one: AuditReport) -> dict[str, Any]:
    whys = dict.fromkeys((answer.rule, answer.why) for answer in one.not_checkable)
    return {
        "client": one.organisation.ref,
        "checked": one.checked,
        "new": one.new,
        "answers": one.answers,
        "findings": [_finding(finding) for finding in one.findings],
        "not_checkable": [{"rule": rule, "why": why} for rule, why in whys],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    amounts = {"billed": finding.billed, "expected": finding.expected, "difference": finding.difference}
    return {
        "rule": finding.rule,
        "number": finding.invoice.number if finding.invoice else None,
        "place": finding.place,
        **{name: None if amount is None else amount.decimal for name, amount in amounts.items()},
        "severity": finding.severity.value,
        "status": finding.status.value,
        "message": finding.message,
    }


def _report_lines(report: dict[str, Any]) -> list[str]:
    heading = (
        f"{report['client']}: {report['checked']} documents, {len(report['findings'])} findings, {report['new']} new"
    )
    rows = cast("list[dict[str, Any]]", report["findings"])
    found = [
        f"  {row['rule']} {TITLES[row['rule']]} | {row['number']} {row['place']}: {row['message']}" for row in rows
    ]
    return [heading, *found]
