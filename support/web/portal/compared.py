"""A corrected invoice beside the one it corrects: line by line, with what is different."""

from dataclasses import dataclass

from support.billing.models import Invoice, InvoiceLine
from support.billing.queries import load_lines
from support.kernel.money import Money
from support.kernel.sayings import N_


@dataclass(frozen=True)
class Pair:
    """A line as it was and as it is; None on the side where it does not stand."""

    before: InvoiceLine | None
    after: InvoiceLine | None
    difference: Money

    @property
    def name(self) -> str:
        line = self.after or self.before
        return line.name if line else ""

    @property
    def changed(self) -> list[str]:
        """What differs, in words: quantity, price, tax."""
        if self.before is None or self.after is None:
            return []
        kinds = ((N_("quantity"), "quantity"), (N_("unit price"), "unit_price"), (N_("tax"), "tax_rate"))
        return [words for words, column in kinds if getattr(self.before, column) != getattr(self.after, column)]


@dataclass(frozen=True)
class Compared:
    """`net` and `payable` are what the corrected one comes to less what the original came to."""

    original: Invoice
    corrected: Invoice
    pairs: list[Pair]
    net: Money
    payable: Money


def compared(original: Invoice, corrected: Invoice) -> Compared:
    """Lines are the same where their numbers are, else where service, name and days are."""
    load_lines(original)
    load_lines(corrected)
    left = list(original.lines)
    pairs = []
    for line in corrected.lines:
        twin = _twin(line, left)
        if twin is not None:
            left.remove(twin)
        pairs.append(Pair(twin, line, corrected.money(line.net_minor - (twin.net_minor if twin else 0))))
    pairs += [Pair(line, None, corrected.money(-line.net_minor)) for line in left]
    net, payable = corrected.net_minor - original.net_minor, corrected.payable_minor - original.payable_minor
    return Compared(original, corrected, pairs, corrected.money(net), corrected.money(payable))


def _twin(line: InvoiceLine, among: list[InvoiceLine]) -> InvoiceLine | None:
    same_number = [row for row in among if row.line_id == line.line_id and (row.sku, row.name) == (line.sku, line.name)]
    alike = [row for row in among if _service(row) == _service(line)]
    return next(iter([*same_number, *alike]), None)


def _service(line: InvoiceLine) -> tuple[object, ...]:
    return (line.sku or line.name, line.period_start, line.period_end)
