"""Runs the rules over the ledger and keeps what they find, each finding once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from support.accounts.models import Organisation
from support.billing.audit.everybody import everybody_now
from support.billing.audit.facts import Context
from support.billing.audit.gathering import context_of, contexts_of
from support.billing.audit.results import Found, NotCheckable
from support.billing.audit.rules import RULES, run
from support.billing.audit.verdicts import doubted_rules
from support.billing.kinds import FindingStatus, Severity
from support.billing.models import Invoice, InvoiceLine
from support.billing.settlement import Finding
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.kernel.transaction import transaction

_CLIENTS = 500
_LINES = 10_000
"""Clients whose keys are read at a time, and lines of small clients that are read together."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """findings: what stands against the audited bills now (not what somebody judged to be no error).

    new: how many of them no earlier audit knew. checked: documents looked at. not_checkable: what could not be told.
    """

    organisation: Organisation
    findings: list[Finding]
    not_checkable: list[NotCheckable]
    new: int
    checked: int

    @property
    def answers(self) -> dict[str, str]:
        """`ok`, `finding` or `not_checkable` by rule."""
        found = {finding.rule for finding in self.findings}
        unsure = {answer.rule for answer in self.not_checkable}
        return {
            rule.id: "finding" if rule.id in found else "not_checkable" if rule.id in unsure else "ok" for rule in RULES
        }

    @property
    def unsure_share(self) -> float:
        """Of all answers, rule by rule and document by document, the part that could not be given: 0 to 1."""
        asked = len(RULES) * self.checked
        given = {(answer.rule, answer.document.number if answer.document else "") for answer in self.not_checkable}
        return min(len(given) / asked, 1.0) if asked else 0.0


def audit_client(organisation: Organisation, *, since: date | None = None) -> AuditReport:
    """Audit all bills of one client, or those issued since a day; findings whose cause is gone become “corrected”.

    Running it again changes nothing. The whole history is read in any case: a repeat shows only beside what it repeats.
    What no bill is wrong about (a service never billed) is looked for without `since` only.
    """
    with transaction():
        _lock([organisation.id])
        context = context_of(organisation)
        return _store(organisation, context, _wanted(context, since), doubted_rules())


def _wanted(context: Context, since: date | None) -> set[int | None]:
    """Rows of documents; None for what no document is wrong about."""
    wanted = {row.row for row in context.documents if since is None or row.issued_on >= since}
    return wanted | {None} if since is None else wanted


def audit_invoice(invoice: Invoice) -> AuditReport:
    """Audit one bill, against all that the ledger knows of its client."""
    with transaction():
        _lock([invoice.organisation_id])
        return _store(invoice.organisation, context_of(invoice.organisation), {invoice.id}, doubted_rules())


def audit_all(*, since: date | None = None) -> Iterator[AuditReport]:
    """Client after client; memory holds the largest one, or as many small ones as have `_LINES` lines together, and what
    holds for all. Clients that are read together are one transaction."""
    everybody, doubted = everybody_now(), doubted_rules()
    for clients in _together():
        with transaction():
            _lock(clients)
            found = db.session.scalars(select(Organisation).where(Organisation.id.in_(clients)))
            organisations = sorted(found, key=lambda one: one.id)
            contexts = contexts_of(organisations, everybody=everybody)
            reports = []
            for one in organisations:
                context = contexts.pop(one.id)
                reports.append(_store(one, context, _wanted(context, since), doubted))
        yield from reports


def _together() -> Iterator[list[int]]:
    """Keys of clients in order, as many at a time as have not too many lines together."""
    after = 0
    while True:
        lines = select(func.count(InvoiceLine.id)).join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        count = lines.where(Invoice.organisation_id == Organisation.id).scalar_subquery()
        some = select(Organisation.id, count).where(Organisation.id > after).order_by(Organisation.id).limit(_CLIENTS)
        rows = db.session.execute(some).tuples().all()
        clients, so_far = list[int](), 0
        for client, has in rows:
            if clients and so_far + has > _LINES:
                yield clients
                clients, so_far = [], 0
            clients.append(client)
            so_far += has
        if clients:
            yield clients
        if len(rows) < _CLIENTS:
            return
        after = rows[-1][0]


def judge(finding: Finding, status: FindingStatus) -> Finding:
    """A person's verdict on a finding. “Not an error” keeps the same inputs from being found again."""
    if status not in (FindingStatus.CONFIRMED, FindingStatus.FALSE_POSITIVE, FindingStatus.OPEN):
        raise BadInput(
            N_("A finding is confirmed, set aside or opened again; corrected it becomes by itself."), field="status"
        )
    with transaction():
        finding.status = status
        finding.verdict = None if status is FindingStatus.OPEN else status
    return finding


def _lock(clients: list[int]) -> None:
    """Two audits of a client at once would both store what they find."""
    lock = select(Organisation.id).where(Organisation.id.in_(clients)).order_by(Organisation.id)
    db.session.execute(lock.with_for_update())


def _store(
    organisation: Organisation, context: Context, wanted: set[int | None], doubted: frozenset[str]
) -> AuditReport:
    """`wanted`: rows of documents; None for what no document is wrong about."""
    answers = [answer for answer in run(context) if (answer.document.row if answer.document else None) in wanted]
    found = {answer.fingerprint(organisation.id): answer for answer in answers if isinstance(answer, Found)}
    unsure = [answer for answer in answers if isinstance(answer, NotCheckable)]
    known = _known(organisation, wanted)
    for fingerprint, finding in known.items():
        _keep_up(finding, fingerprint in found)
    new = [finding_of(answer, organisation, doubted) for key, answer in found.items() if key not in known]
    db.session.add_all(new)
    db.session.flush()
    standing = [*(known[key] for key in found if key in known), *new]
    standing = [row for row in standing if row.status in (FindingStatus.OPEN, FindingStatus.CONFIRMED)]
    return AuditReport(organisation, standing, unsure, len(new), len(wanted - {None}))


def _known(organisation: Organisation, wanted: set[int | None]) -> dict[str, Finding]:
    rows = db.session.scalars(select(Finding).where(Finding.organisation_id == organisation.id))
    return {row.fingerprint: row for row in rows if row.invoice_id in wanted}


def _keep_up(finding: Finding, still_there: bool) -> None:
    if not still_there and finding.status in (FindingStatus.OPEN, FindingStatus.CONFIRMED):
        finding.status = FindingStatus.FIXED
    if still_there and finding.status is FindingStatus.FIXED:
        finding.status = FindingStatus.OPEN


def finding_of(found: Found, organisation: Organisation, doubted: frozenset[str] = frozenset()) -> Finding:
    """The row of a finding, not yet stored; of a doubted rule a note, whatever the rule says."""
    return Finding(
        rule=found.rule,
        fingerprint=found.fingerprint(organisation.id),
        organisation_id=organisation.id,
        invoice_id=found.document.row if found.document else None,
        line_id=found.line.row if found.line else None,
        place=found.place[:120],
        reason=found.reason,
        severity=Severity.INFO if found.rule in doubted else found.severity,
        billed_minor=found.billed.minor if found.billed is not None else None,
        expected_minor=found.expected.minor if found.expected is not None else None,
        difference_minor=found.difference.minor if found.difference is not None else None,
        currency=found.document.currency if found.document else found.currency,
        message=found.message,
        evidence=[dict(row) for row in found.evidence],
        status=FindingStatus.OPEN,
        found_at=clock.now(),
    )


def summary(reports: list[AuditReport]) -> dict[str, int]:
    """Findings by rule, over all reports."""
    return dict(Counter(finding.rule for report in reports for finding in report.findings))
