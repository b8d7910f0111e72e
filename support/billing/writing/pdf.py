"""A document as a PDF for people: every line, how the sums come about, and what it corrects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace

from support.billing import units
from support.billing.importing.documents import AllowanceCharge, DocumentLine, Party, ReadDocument
from support.billing.paying import COLLECTED, Account, accounts_of, words_of_payment
from support.billing.writing import letterings
from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.words.reader import reading, told

_TITLES = {"381": N_("Credit note"), "384": N_("Corrected invoice"), "386": N_("Prepayment invoice")}
_WIDTHS = (10, 78, 24, 28, 14, 26)
_ALIGN = ("LEFT", "LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
_HEADINGS = (N_("Line"), N_("Charge"), N_("Quantity"), N_("Price"), N_("Tax"), N_("Net"))
_GREY = (238, 240, 243)


def write_pdf(
    document: ReadDocument, locale: str = words.LOCALE, font: Path | None = None, further: Iterable[str] = ()
) -> bytes:
    """The pages as bytes. The same document gives the same bytes; letters as `letterings` says.

    `further`: sentences for their end, such as where the document is found online.
    """
    with reading(locale):
        return _Pages(document, locale, font, tuple(further)).made()


class _Pages:
    def __init__(self, document: ReadDocument, locale: str, font: Path | None, further: tuple[str, ...]) -> None:
        self.document, self.locale = document, locale
        self.further = further
        self.pdf = FPDF(format="A4", unit="mm")
        self.pdf.set_creation_date(datetime.combine(document.issued_on, time(), UTC))
        self.pdf.set_margins(15, 15, 15)
        self.pdf.set_auto_page_break(True, 18)
        self.font, self.printable, self.lossy = letterings.prepare(self.pdf, _all_text(document), font)
        self.title = told(_TITLES.get(document.type_code, N_("Invoice")))

    def made(self) -> bytes:
        self.pdf.set_title(self.printable(f"{self.title} {self.document.number}"))
        self.pdf.add_page()
        self._text(f"{self.title} {self.document.number}", 16, bold=True)
        self.pdf.ln(2)
        self._parties()
        self._facts()
        self._lines()
        self._sums()
        for place, said in enumerate(_how_to_pay(self.document)):
            self._text(told(said), bold=not place)
        for note in self._notes():
            self._text(note)
        return bytes(self.pdf.output())

    def _set(self, size: float, *, bold: bool = False) -> None:
        self.pdf.set_font(self.font, "B" if bold else "", size)

    def _text(self, said: str, size: float = 9, *, bold: bool = False) -> None:
        self._set(size, bold=bold)
        self.pdf.multi_cell(0, size * 0.5, self.printable(said), new_x="LMARGIN", new_y="NEXT")

    def _money(self, amount: Decimal) -> str:
        return words.money(Money.of(amount, self.document.currency), self.locale)

    def _parties(self) -> None:
        self._set(9)
        with self.pdf.table(width=180, col_widths=(90, 90), borders_layout="NONE", line_height=4.5, first_row_as_headings=False) as table:  # fmt: skip
            row = table.row()
            row.cell(self.printable("\n".join([told(N_("From")), *_address(self.document.seller, self.locale)])))
            row.cell(self.printable("\n".join([told(N_("To")), *_address(self.document.buyer, self.locale)])))
        self.pdf.ln(2)

    def _facts(self) -> None:
        document = self.document
        facts = [(N_("Issued"), words.day(document.issued_on, self.locale))]
        if document.due_on and document.kind == "invoice":
            facts.append((N_("Pay by"), words.day(document.due_on, self.locale)))
        if document.period and document.period.start and document.period.end:
            facts.append((N_("For"), words.period(document.period.start, document.period.end)))
        facts += [(N_("Corrects"), before.number) for before in document.preceding_invoices]
        references = [
            (N_("Your reference"), document.buyer_reference),
            (N_("Order"), document.order_reference),
            (N_("Agreement"), document.contract_reference),
        ]
        facts += [(label, said) for label, said in references if said]
        for label, said in facts:
            self._text(f"{told(label)}: {told(said)}")
        self.pdf.ln(3)

    def _lines(self) -> None:
        self._set(8)
        self.pdf.set_draw_color(190)
        head = FontFace(emphasis="BOLD", fill_color=_GREY)
        with self.pdf.table(width=180, col_widths=_WIDTHS, text_align=_ALIGN, borders_layout="HORIZONTAL_LINES", line_height=4.2, headings_style=head, v_align="TOP", padding=(0.8, 1)) as table:  # fmt: skip
            table.row([self.printable(told(label)) for label in _HEADINGS])
            for line in self.document.lines:
                table.row([self.printable(cell) for cell in self._cells(line)])
        self.pdf.ln(3)

    def _cells(self, line: DocumentLine) -> list[str]:
        base = line.price.base_quantity
        price = words.price(line.price.amount, self.document.currency, self.locale)
        if base and base != 1:
            price = told(N_("%(price)s per %(count)s", price=price, count=base))
        quantity = (
            f"{words.number(line.quantity, self.locale)} {told(units.words(line.unit_code or '', line.quantity))}"
        )
        said = [line.name, line.description if line.description != line.name else None, line.note, self._served(line)]
        said += [f"{told(_named(part))}: {self._money(part.signed)}" for part in line.allowances_charges]
        tax = f"{words.number(line.tax_rate, self.locale)} %" if line.tax_rate is not None else ""
        return [line.id, "\n".join(one for one in said if one), quantity.strip(), price, tax, self._money(line.net)]

    def _served(self, line: DocumentLine) -> str | None:
        if not (line.period and line.period.start and line.period.end):
            return None
        return str(told(words.period(line.period.start, line.period.end)))

    def _sums(self) -> None:
        for label, amount, bold in _steps(self.document, self._money):
            self._set(9, bold=bold)
            self.pdf.cell(140, 5, self.printable(told(label)), align="R")
            self.pdf.cell(40, 5, self.printable(self._money(amount)), align="R", new_x="LMARGIN", new_y="NEXT")
        self.pdf.ln(3)

    def _notes(self) -> Iterator[str]:
        yield from self.document.notes
        if self.document.payment_terms:
            yield self.document.payment_terms
        yield from (told(said) for said in self.further)
        if self.lossy:
            yield told(letterings.REPLACED)


def _steps(document: ReadDocument, money: Callable[[Decimal], str]) -> Iterator[tuple[str, Decimal, bool]]:
    """From the sum of the lines to what is asked for or given: label, amount, whether it stands out."""
    totals = document.totals
    yield N_("Sum of the lines"), totals.line_extension, False
    for part in document.allowances_charges:
        yield _named(part), part.signed, False
    yield N_("Without tax"), totals.tax_exclusive, False
    for tax in document.tax_subtotals:
        taxable, said = money(tax.taxable), N_("No tax on %(amount)s", amount=money(tax.taxable))
        if tax.rate is not None:
            said = N_("%(rate)s %% tax on %(amount)s", rate=tax.rate, amount=taxable)
        yield joined("", [said, f" ({tax.exemption_reason})" if tax.exemption_reason else ""]), tax.tax, False
    yield N_("With tax"), totals.tax_inclusive, False
    if totals.prepaid:
        yield N_("Paid before"), -totals.prepaid, False
    if totals.rounding:
        yield N_("Rounding"), totals.rounding, False
    yield N_("To your credit") if document.kind == "credit_note" else N_("To pay"), totals.payable, True


def _how_to_pay(document: ReadDocument) -> list[str]:
    """A heading, then what the document itself names; nothing where it asks for nothing or names nothing."""
    means = document.payment_means
    if document.kind == "credit_note" or document.totals.payable <= 0 or not means:
        return []
    collecting = [one for one in means if one.code in COLLECTED]
    if collecting:
        said = [N_("It is collected from your account by direct debit; you need not send anything.")]
        mandate = collecting[0].mandate
        return [N_("How to pay"), *said, *([N_("Mandate: %(mandate)s", mandate=mandate)] if mandate else [])]
    said = [line for account in accounts_of(means, _payee(document)) for line in _transfer(account)]
    before = next((one.number for one in document.preceding_invoices), None)
    remittance = words_of_payment(means, document.number, before)
    return [N_("How to pay"), *said, N_("Name this with the payment: %(remittance)s", remittance=remittance)]


def _payee(document: ReadDocument) -> str:
    return (document.payee and document.payee.called) or document.seller.legal_name or document.seller.called


def _transfer(account: Account) -> list[str]:
    said = [
        N_("Transfer to: %(payee)s", payee=account.payee),
        N_("Account: %(account)s", account=" ".join(account.groups)),
    ]
    return [*said, N_("Bank (BIC): %(bank)s", bank=account.bank)] if account.bank else said


def _named(part: AllowanceCharge) -> str:
    return part.reason or (N_("Extra charge") if part.is_charge else N_("Discount"))


def _address(party: Party, locale: str = words.LOCALE) -> list[str]:
    place = party.address
    town = " ".join(part for part in (place.postcode, place.city) if part)
    name = party.legal_name or party.called
    said = [
        name,
        *place.lines,
        town,
        words.country(place.country or "", locale),
        told(N_("Tax number %(number)s", number=party.tax_id)) if party.tax_id else None,
    ]
    return [part for part in said if part]


def _all_text(document: ReadDocument) -> str:
    """Everything that will be printed of other people's words."""
    said = [document.number, *document.notes, document.payment_terms, document.buyer_reference]
    said += [
        document.order_reference,
        document.contract_reference,
        *_address(document.seller),
        *_address(document.buyer),
    ]
    said += [before.number for before in document.preceding_invoices]
    said += [str(part) for part in _how_to_pay(document)]
    for line in document.lines:
        said += [line.id, line.name, line.description, line.note, *(part.reason for part in line.allowances_charges)]
    said += [part.reason for part in document.allowances_charges]
    said += [tax.exemption_reason for tax in document.tax_subtotals]
    return "\n".join(part for part in said if part)
