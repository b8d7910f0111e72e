"""`flask billing write` and `correct`: documents out of the ledger."""

import hashlib
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from support.accounts.queries import organisation_with
from support.billing import queries
from support.billing.correcting import Right, correct_invoice
from support.billing.models import Invoice
from support.billing.writing.stored import document_of
from support.billing.writing.ubl import write_ubl
from support.cli.billing import group
from support.kernel.errors import BadInput

CLIENT = click.option("--client", "client_ref", help="This client's document (CL-0001).")


def _invoice(number: str, client_ref: str | None) -> Invoice:
    return queries.invoice_with(number, organisation_with(client_ref) if client_ref else None)


@group.command("write")
@click.argument("number")
@CLIENT
@click.option("--as", "form", type=click.Choice(["ubl", "pdf"]), default="ubl", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; else to the output.")
@click.option(
    "--font", type=click.Path(exists=True, path_type=Path), help="A TrueType font for other letters in a PDF."
)
def write(number: str, client_ref: str | None, form: str, out: Path | None, font: Path | None) -> None:
    """Write the invoice or credit note NUMBER as UBL 2.1 or as a PDF.

    \b
    Examples:
      flask billing write CN-2026-0001 --out note.xml
      flask billing write CN-2026-0001 --as pdf --out note.pdf
    """
    from support.billing.writing.pdf import write_pdf  # its fonts take a quarter of a second of every start

    invoice = _invoice(number, client_ref)
    document = document_of(invoice)
    body = write_ubl(document) if form == "ubl" else write_pdf(document, invoice.organisation.locale, font)
    if out is None:
        click.echo(body, nl=False)
        return
    try:
        out.write_bytes(body)
    except OSError as wrong:
        raise click.ClickException(f"{out} cannot be written: {wrong.strerror}.") from None
    click.echo(f"{invoice.kind.label} {invoice.number} was written to {out}, {len(body):,} bytes.", file=sys.stderr)


@group.command("correct")
@click.argument("number")
@CLIENT
@click.option("--line", "lines", multiple=True, required=True, metavar="ID=QUANTITY@PRICE", help="What a line should have said.")  # fmt: skip
@click.option("--reason", required=True, help="Why, in words for the client.")
def correct(number: str, client_ref: str | None, lines: tuple[str, ...], reason: str) -> None:
    """Post a corrected invoice (384) in the place of invoice NUMBER, with every sum reckoned anew.

    A line is named by its id on the document; a quantity of 0 leaves it out. The same call again changes nothing.

    \b
    Examples:
      flask billing correct INV-2026-0042 --line 3=2 --line 5=@18.50 --reason "Two hours were billed as three."
      flask billing correct INV-2026-0042 --line 4=0 --reason "This was billed twice."
    """
    invoice = _invoice(number, client_ref)
    right = dict(_right(said) for said in lines)
    asked = f"{invoice.id} {sorted(lines)}"
    key = f"correct:{hashlib.sha256(asked.encode()).hexdigest()[:40]}"
    posted = correct_invoice(invoice, right, reason=reason, key=key)
    click.echo(f"Corrected invoice {posted.number} over {posted.payable} stands in the place of {invoice.number}.")


def _right(said: str) -> tuple[str, Right]:
    line, given, values = said.partition("=")
    quantity, _, price = values.partition("@")
    if not (line and given and (quantity or price)):
        raise BadInput(f"“{said}” is no correction of a line. Write ID=QUANTITY, ID=@PRICE or ID=QUANTITY@PRICE.")
    return line.strip(), Right(_figure(quantity), _figure(price))


def _figure(said: str) -> Decimal | None:
    if not said.strip():
        return None
    try:
        value = Decimal(said.strip())
    except InvalidOperation:
        raise BadInput(f"“{said}” is not a number. Write it like 18.50.") from None
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
        raise BadInput(f"“{said}” cannot be a quantity or a price.")
    return value
