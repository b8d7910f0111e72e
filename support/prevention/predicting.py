"""What is likely to be disputed: the points of a draft or a bill, and what such points came to mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from support import policies
from support.accounts.models import Organisation, Person
from support.billing.importing.documents import ReadDocument
from support.billing.importing.ledger_documents import sku_of
from support.billing.importing.plain import plain
from support.billing.kinds import DocumentKind
from support.billing.models import Invoice
from support.billing.queries import invoices_numbered
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import NotFound
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.kernel.transaction import transaction
from support.prevention.calibration import calibrate, probability
from support.prevention.circumstances import buyer_key, past_of, preparer_errors, severities
from support.prevention.kinds import DraftStatus, Likelihood
from support.prevention.models import Calibration, Draft
from support.prevention.scoring import Bill, Part, Score, likelihood, score


@dataclass(frozen=True, slots=True)
class Predicted:
    """`probability` is None until there is enough history to say one."""

    number: str
    draft: bool
    points: int
    likelihood: Likelihood
    probability: float | None
    parts: list[Part]

    def as_dict(self) -> dict[str, Any]:
        chance = None if self.probability is None else f"{self.probability:.4f}"
        return {
            "number": self.number,
            "draft": self.draft,
            "score": self.points,
            "likelihood": self.likelihood.value,
            "probability": chance,
            "reasons": [part.as_dict() for part in self.parts],
        }


def score_draft(
    document: ReadDocument, client: Organisation, findings: Sequence[dict[str, Any]], *, edits: int, preparer: Person
) -> Score:
    """The points of a document that is to go out, with what is known today."""
    errors, warnings = severities(findings)
    bill = Bill(
        issued_on=document.issued_on,
        net=Money.of(document.totals.tax_exclusive or 0, document.currency).minor,
        skus=frozenset(sku for line in document.lines if (sku := sku_of(line))),
        buyer=buyer_key(plain(document.buyer) | {"name": document.buyer.called}),
        errors=errors,
        warnings=warnings,
        edits=edits,
        preparer_errors=preparer_errors(preparer.id),
    )
    return score(bill, past_of(client).before(document.issued_on), policies.desk().prevention.prediction.weights)


def predict(number: str) -> Predicted:
    """For a draft of this number, else for the invoice in the ledger, as it could have been said then.

    Raises `NotFound` where there is neither.
    """
    draft = db.session.scalar(select(Draft).where(Draft.number == number.strip(), Draft.status.in_(_LIVE)))
    if draft is not None:
        return of_draft(draft)
    found = [row for row in invoices_numbered(number) if row.kind is not DocumentKind.CREDIT_NOTE]
    if not found:
        raise NotFound(N_("There is no draft and no invoice %(number)s.", number=number.strip()))
    return _of_invoice(found[-1])


_LIVE = (DraftStatus.WAITING, DraftStatus.SENT_BACK, DraftStatus.READY)


def of_draft(draft: Draft) -> Predicted:
    parts = [Part(row["feature"], row["points"], row["words"]) for row in draft.parts]
    return _predicted(draft.number, draft.score, parts, draft=True)


def _of_invoice(invoice: Invoice) -> Predicted:
    weights = policies.desk().prevention.prediction.weights
    for billed, known in past_of(invoice.organisation).each():
        if billed.invoice_id == invoice.id:
            found = score(billed.bill, known, weights)
            return _predicted(invoice.number, found.points, found.parts, draft=False)
    raise NotFound(N_("%(number)s is no invoice of its own: it corrects another.", number=invoice.number))


def _predicted(number: str, points: int, parts: list[Part], *, draft: bool) -> Predicted:
    level = likelihood(points, policies.desk().prevention.prediction)
    return Predicted(number, draft, points, level, chance_of(points), parts)


def chance_of(points: int) -> float | None:
    """The share of bills with so many points that were disputed, where the latest fit holds."""
    latest = _latest()
    return probability(points, latest.intercept, latest.slope) if latest and latest.in_use else None


def _latest() -> Calibration | None:
    return db.session.scalar(select(Calibration).order_by(Calibration.id.desc()).limit(1))


def latest_fit() -> dict[str, Any] | None:
    """As plain values; None before the first one."""
    row = _latest()
    if row is None:
        return None
    names = ("labelled", "disputed", "intercept", "slope", "loss", "plain_loss", "in_use")
    return {name: getattr(row, name) for name in names}


def recalibrate() -> int:
    """Fit the points to what was disputed; 1 where there was enough to learn from, else 0."""
    numbers = policies.desk().prevention.prediction
    fitted = calibrate(labelled_bills(), labelled=numbers.least_labelled, disputed=numbers.least_disputed)
    if fitted is None:
        return 0
    with transaction():
        db.session.add(
            Calibration(
                fitted_at=clock.now(),
                labelled=fitted.labelled,
                disputed=fitted.disputed,
                intercept=fitted.intercept,
                slope=fitted.slope,
                loss=fitted.loss,
                plain_loss=fitted.plain_loss,
                in_use=fitted.in_use,
            )
        )
    return 1


def labelled_bills() -> list[tuple[int, bool]]:
    """(points, was it disputed) of every bill that has been disputed or long enough out; the oldest first."""
    found = sorted(_labelled(), key=lambda row: row[0])
    return [(points, was) for _, points, was in found]


def _labelled() -> Iterator[tuple[Any, int, bool]]:
    numbers = policies.desk().prevention.prediction
    settled = clock.today() - timedelta(days=numbers.settled_days)
    for row in db.session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        for billed, known in past_of(db.session.get_one(Organisation, row)).each():
            if billed.disputed or billed.bill.issued_on <= settled:
                yield billed.bill.issued_on, score(billed.bill, known, numbers.weights).points, billed.disputed
        db.session.expunge_all()
