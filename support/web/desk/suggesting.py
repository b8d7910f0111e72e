"""What the ledger suggests to whoever decides: proposed credits, and the checks' first words. The person has the last."""

from collections.abc import Mapping
from dataclasses import dataclass

from support.billing.agreements import ServiceRecord
from support.billing.audit.causes import together
from support.billing.settlement import Finding
from support.disputes.dossier import Dossier
from support.disputes.models import DisputedLine
from support.disputes.reasons import CheckKind
from support.disputes.rules import WITHOUT_AN_AMOUNT
from support.kernel.money import Money
from support.kernel.sayings import N_, joined
from support.web.formatters import day, number, price, unit

CLAIMED = N_("what the client disputes")


@dataclass(frozen=True)
class Proposal:
    """A credit on one line, net of tax; `why` says where it comes from. At most `most` can be credited."""

    amount: Money
    why: str
    most: Money


@dataclass(frozen=True)
class Draft:
    """The first words of a check."""

    finding: str = ""
    evidence: str = ""
    passed: bool = True


def proposals(dossier: Dossier) -> dict[int, Proposal]:
    """By `InvoiceLine.id`. What a person has verified comes first, then what the audit found, then what the client claims."""
    found = any(_overcharge(dossier, row) for row in dossier.dispute.lines)
    return {row.line_id: _proposal(dossier, row, found) for row in dossier.dispute.lines}


def _proposal(dossier: Dossier, row: DisputedLine, found: bool) -> Proposal:
    most = dossier.creditable[row.line_id]
    overcharge = _overcharge(dossier, row)
    if row.verified_minor is not None:
        minor, why = row.billed_minor - row.verified_minor, N_("billed less what was verified")
    elif overcharge:
        minor, why = overcharge, N_("what our own check found")
    elif found:
        minor, why = 0, N_("our own check found nothing wrong with this line")
    elif dossier.dispute.reason in WITHOUT_AN_AMOUNT:
        minor, why = 0, N_("the client disputes no amount")
    else:
        minor, why = row.disputed_minor, CLAIMED
    # What was credited before counts: a dispute that was opened again is not credited twice.
    left = min(minor - (row.approved_minor or 0), most.minor)
    return Proposal(dossier.dispute.money(max(left, 0)), why, most)


def _overcharge(dossier: Dossier, row: DisputedLine) -> int:
    """What the audit's findings on the line come to: distinct causes together, overlapping ones once."""
    found = [(one.rule, one.difference_minor or 0) for one in dossier.findings_on(row.line_id)]
    return together(found, row.billed_minor)


def relevant(dossier: Dossier) -> list[Finding]:
    """Findings on the disputed lines, and on the invoice as a whole."""
    disputed = {row.line_id for row in dossier.dispute.lines}
    return [finding for finding in dossier.findings if finding.line_id is None or finding.line_id in disputed]


def explanation(dossier: Dossier) -> str:
    """First sentences for the client, where the audit found something.

    The findings' own: the ledger is read once more for the letter, which has it in full, and not for every look at the page.
    """
    found = [finding.message for finding in relevant(dossier) if (finding.difference_minor or 0) > 0]
    return " ".join(found)


def drafts(dossier: Dossier) -> dict[CheckKind, Draft]:
    return {
        CheckKind.BILLING: _billing(dossier),
        CheckKind.AGREEMENT: _agreement(dossier),
        CheckKind.DOCUMENTS: _records(dossier),
    }


def _billing(dossier: Dossier) -> Draft:
    findings = relevant(dossier)
    refs = dict.fromkeys(_ref(row) for finding in findings for row in finding.evidence)
    evidence = joined(", ", [ref for ref in refs if ref]) or N_(
        "Invoice %(number)s", number=dossier.dispute.invoice.number
    )
    return Draft(joined("\n", [finding.message for finding in findings]), evidence, passed=not findings)


def _ref(row: Mapping[str, object]) -> str:
    """The audit names a line `INV-1/2`; people say `INV-1, line 2`."""
    ref = str(row.get("ref", ""))
    return (
        N_("%(number)s, line %(line)s", number=ref.rpartition("/")[0], line=ref.rpartition("/")[2])
        if row.get("kind") == "line"
        else ref
    )


def _agreement(dossier: Dossier) -> Draft:
    if dossier.contract is None:
        return Draft(N_("No agreement was in force."), N_("Invoice %(number)s", number=dossier.dispute.invoice.number))
    said, same = [], True
    for row in dossier.dispute.lines:
        agreed = dossier.prices.get(row.line_id)
        if agreed is not None:
            billed, right = (
                price(value, dossier.dispute.currency) for value in (row.line.unit_price, agreed.unit_price)
            )
            said.append(
                N_(
                    "Line %(line_id)s: billed at %(billed)s, agreed %(right)s from %(valid_from)s.",
                    line_id=row.line.line_id,
                    billed=billed,
                    right=right,
                    valid_from=day(agreed.valid_from),
                )
            )
            same = same and agreed.unit_price == row.line.unit_price
    clauses = dict.fromkeys(held.clause for held in dossier.prices.values() if held.clause)
    return Draft(
        joined("\n", said), joined("; ", [N_("Agreement %(number)s", number=dossier.contract.number), *clauses]), same
    )


def _records(dossier: Dossier) -> Draft:
    said = joined("\n", [_record(record) for record in dossier.records])
    evidence = joined(", ", [joined(" ", [record.kind.label, record.record_id]) for record in dossier.records])
    return Draft(said, evidence, passed=not relevant(dossier))


def _record(record: ServiceRecord) -> str:
    amount = joined(" ", [number(record.quantity), unit(record.unit, record.quantity)])
    site = f", {record.site}" if record.site else ""
    return N_(
        "%(label)s %(record_id)s: %(amount)s on %(period_start)s%(site)s.",
        label=record.kind.label,
        record_id=record.record_id,
        amount=amount,
        period_start=day(record.period_start),
        site=site,
    )
