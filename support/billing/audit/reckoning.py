"""Works a document out again, and says which of its figures is at fault where two of them disagree.

One wrong figure breaks every sum that it is part of. A sum that comes right as soon as the figure at fault is put right
is no error of its own, so that one error is one finding at its own place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from support.billing.audit.facts import Context, Document, Line, Tax
from support.kernel.money import Money, exponent

SLACK = Decimal("0.02")
"""PEPPOL-EN16931-R120 lets a line net be this far from its quantity times its price."""

Key = tuple[str, Decimal]


@dataclass(slots=True)
class Reckoned:
    """`lines`: the right net of each line at fault, by its index; `uncarried`: of those that the sums were not made from.
    `taxes`: the right tax of each at fault, by its index.

    `bases`: what is taxed at each rate, by the lines and parts as they are told and as they should be.
    """

    lines: dict[int, int] = field(default_factory=dict)
    uncarried: dict[int, int] = field(default_factory=dict)
    taxes: dict[int, int] = field(default_factory=dict)
    bases: dict[Key, tuple[int, int]] = field(default_factory=dict)
    told_lines: int = 0
    right_lines: int = 0
    right_tax: int = 0
    slack: int = 0

    def fits_lines(self, total: int) -> bool:
        return total == self.told_lines or (bool(self.uncarried) and abs(total - self.right_lines) <= self.slack)


def reckon(context: Context, document: Document) -> Reckoned:
    """Worked out once for a document."""
    kept: dict[int, Reckoned] = context.kept.setdefault("reckoned", {})
    found = kept.get(id(document))
    if found is None:
        found = kept[id(document)] = _reckon(context, document)
    return found


def _reckon(context: Context, document: Document) -> Reckoned:
    found = Reckoned(told_lines=sum(line.net for line in document.lines))
    rights = [right_net(line) for line in document.lines]
    _lines_at_fault(context, document, rights, found)
    found.right_lines = found.told_lines + sum(right - document.lines[at].net for at, right in found.uncarried.items())
    found.slack = int(SLACK.scaleb(exponent(document.currency))) * len(found.uncarried)
    _bases(document, found)
    _taxes_at_fault(document, found)
    told = sum(tax.tax for tax in document.taxes)
    found.right_tax = told + sum(right - document.taxes[at].tax for at, right in found.taxes.items())
    return found


def right_net(line: Line) -> int | None:
    """Quantity × unit price ÷ base quantity - allowances + charges, rounded; None where the base quantity is no quantity."""
    return None if line.base_quantity <= 0 else Money.of(computed_net(line), line.document.currency).minor


def computed_net(line: Line) -> Decimal:
    """Unrounded, in currency units."""
    cost = line.quantity * line.unit_price
    if line.base_quantity != 1:
        cost /= line.base_quantity
    if line.parts:
        cost += Money(sum(part.signed for part in line.parts), line.document.currency).amount
    return cost


def _lines_at_fault(context: Context, document: Document, rights: list[int | None], found: Reckoned) -> None:
    slight: dict[int, int] = {}
    for at, (line, right) in enumerate(zip(document.lines, rights, strict=True)):
        if right is None or right == line.net:
            continue
        if abs(line.money.amount - computed_net(line)) <= SLACK:
            slight[at] = right
        elif not charged_otherwise(context, line):
            found.lines[at] = right
    found.uncarried = _not_carried(document, found, slight)
    found.lines |= found.uncarried


def _not_carried(document: Document, found: Reckoned, slight: dict[int, int]) -> dict[int, int]:
    """The lines from whose right net, and not the told one, the sum of the lines was made.

    Within the tolerance, and yet the sum was made from another amount: then that line is the one that is off.
    """
    off, slack = found.told_lines - document.totals["lines"], int(SLACK.scaleb(exponent(document.currency)))
    if not off:
        return {}
    grave = {at: document.lines[at].net - right for at, right in found.lines.items()}
    if grave and abs(off - sum(grave.values())) <= slack * len(grave):
        return dict(found.lines)
    alone = [at for at, minor in grave.items() if abs(minor - off) <= slack]
    alone += [at for at, right in slight.items() if document.lines[at].net - right == off]
    return {at: found.lines.get(at, slight.get(at, 0)) for at in alone} if len(alone) == 1 else {}


def charged_otherwise(context: Context, line: Line) -> bool:
    """Whether a line that is not quantity times price is right all the same: by steps, a least amount, free units, or a
    price that has the tax in it."""
    said = line.properties
    parts = line.document.money(sum(part.signed for part in line.parts))
    whole = [
        price.amount(line.quantity)
        for price in context.prices_for(line.sku)
        if not price.is_plain and price.currency == line.document.currency and price.holds_on(line.service_day)
    ]
    each = line.unit_price / line.base_quantity
    if _decimal(said.get("freeunits")):
        whole.append((line.quantity - _decimal(said.get("freeunits"))) * each)
    if _decimal(said.get("minimumcharge")):
        whole.append(max(_decimal(said.get("minimumcharge")), line.quantity * each))
    if _decimal(said.get("exactquantity")):
        whole.append(_decimal(said.get("exactquantity")) * each)
    if said.get("priceincludestax", "").casefold() in ("true", "yes", "1"):
        whole.append(line.quantity * each / (1 + (line.rate or Decimal(0)) / 100))
    free = (
        one.value
        for one in context.promises_for(line.sku)
        if one.kind == "free_units" and one.holds_on(line.service_day)
    )
    whole += [max(line.quantity - units, Decimal(0)) * each for units in free]
    return any(Money.of(amount, line.document.currency) + parts == line.money for amount in whole)


def _decimal(said: str | None) -> Decimal:
    try:
        found = Decimal(said or "0")
    except ArithmeticError:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def key_of(category: str, rate: Decimal | None) -> Key:
    return category, (rate or Decimal(0)).normalize()


def _bases(document: Document, found: Reckoned) -> None:
    for at, line in enumerate(document.lines):
        _add(found, key_of(line.category, line.rate), line.net, found.uncarried.get(at, line.net))
    for part in document.parts:
        _add(found, key_of(part.category, part.rate), part.signed, part.signed)


def _add(found: Reckoned, key: Key, told: int, right: int) -> None:
    before = found.bases.get(key, (0, 0))
    found.bases[key] = before[0] + told, before[1] + right


def fits_base(document: Document, found: Reckoned, key: Key, taxable: int) -> bool:
    """Whether what is taxed is the sum of what bears the rate, as told or as put right."""
    told, right = found.bases.get(key, (0, 0))
    if taxable == told or (found.uncarried and abs(taxable - right) <= found.slack):
        return True
    # An allowance or charge that its own total contradicts is found there.
    for is_charge, name in ((False, "allowances"), (True, "charges")):
        mine = [
            part for part in document.parts if part.is_charge is is_charge and key_of(part.category, part.rate) == key
        ]
        off = document.totals[name] - sum(part.minor for part in document.parts if part.is_charge is is_charge)
        if mine and off and taxable == told + (off if is_charge else -off):
            return True
    return False


def _taxes_at_fault(document: Document, found: Reckoned) -> None:
    slight: dict[int, int] = {}
    lines: dict[Key, int] = {}
    for line in document.lines:
        key = key_of(line.category, line.rate)
        lines[key] = lines.get(key, 0) + 1
    for at, tax in enumerate(document.taxes):
        key = key_of(tax.category, tax.rate)
        exact = document.money(tax.taxable).times(key[1] / 100).minor
        if tax.tax == exact and fits_base(document, found, key, tax.taxable):
            continue
        rights = expected_taxes(document, found, tax)
        if min(abs(tax.tax - right) for right in rights) > _rounding_allowed(document, lines.get(key, 0)):
            found.taxes[at] = rights[0]
        elif tax.tax not in rights[:-1]:
            slight[at] = rights[0]
    off = sum(tax.tax for tax in document.taxes) - document.totals["tax"]
    fitting = [at for at, right in slight.items() if document.taxes[at].tax - right == off]
    if off and not found.taxes and len(fitting) == 1:
        found.taxes[fitting[0]] = slight[fitting[0]]


def expected_taxes(document: Document, found: Reckoned, tax: Tax) -> list[int]:
    """On what is told to be taxed, and, where that is wrong, on what should be."""
    key = key_of(tax.category, tax.rate)
    on = (
        [tax.taxable]
        if fits_base(document, found, key, tax.taxable)
        else [tax.taxable, found.bases.get(key, (0, 0))[1]]
    )
    share = key[1] / 100
    return [*(document.money(base).times(share).minor for base in on), _line_by_line(document, key, share)]


def _line_by_line(document: Document, key: Key, share: Decimal) -> int:
    """The tax as who rounds it on each line works it out."""
    nets = [line.net for line in document.lines if key_of(line.category, line.rate) == key]
    nets += [part.signed for part in document.parts if key_of(part.category, part.rate) == key]
    return sum(document.money(net).times(share).minor for net in nets)


def _rounding_allowed(document: Document, lines: int) -> int:
    """Tax may be rounded line by line: a minor unit a line, and below one unit of the currency as the artefacts have it."""
    ceiling = int(10 ** exponent(document.currency)) - 1
    return max(min(lines, ceiling), 1)


def sums_of(document: Document, found: Reckoned) -> dict[str, tuple[str, int, bool]]:
    """By total: the norm that says what it is, what it comes to by the document's own figures, and whether it fits those
    or what they should be."""
    told = document.totals
    taken = {
        is_charge: sum(part.minor for part in document.parts if part.is_charge is is_charge)
        for is_charge in (False, True)
    }
    tax, rest = sum(row.tax for row in document.taxes), told["rounding"] - told["prepaid"]
    net = told["lines"] - told["allowances"] + told["charges"]
    nets, taxes = _nets(told, taken, found), {told["tax"], tax, found.right_tax}
    grosses = _sums({told["net"]} if told["net"] in nets else {told["net"], *nets}, taxes)
    ends = _sums({told["gross"]} if told["gross"] in grosses else {told["gross"], *grosses}, {rest})
    return {
        "lines": ("BR-CO-10", found.told_lines, found.fits_lines(told["lines"])),
        "allowances": ("BR-CO-11", taken[False], told["allowances"] == taken[False]),
        "charges": ("BR-CO-12", taken[True], told["charges"] == taken[True]),
        "net": ("BR-CO-13", net, told["net"] in nets),
        "tax": ("BR-CO-14", tax, told["tax"] in (tax, found.right_tax)),
        "gross": ("BR-CO-15", told["net"] + told["tax"], told["gross"] in grosses),
        "payable": ("BR-CO-16", told["gross"] + rest, told["payable"] in ends),
    }


def _nets(told: dict[str, int], taken: dict[bool, int], found: Reckoned) -> set[int]:
    lines = {told["lines"], found.told_lines, found.right_lines}
    parts = product(lines, {told["allowances"], taken[False]}, {told["charges"], taken[True]})
    return {one - allowances + charges for one, allowances, charges in parts}


def _sums(first: Iterable[int], second: Iterable[int]) -> set[int]:
    return {one + other for one, other in product(first, second)}
