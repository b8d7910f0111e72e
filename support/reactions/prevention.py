"""What follows when drafts go out or come back, and when we find errors ourselves."""

from support.billing.models import Invoice
from support.billing.proactive import ProactiveCorrection
from support.correspondence import prevention_letters as letters
from support.extensions import db
from support.kernel.money import Money
from support.prevention import events as happened
from support.prevention.models import Draft


def tell_client_of_invoice(event: happened.DraftIssued) -> None:
    letters.invoice_issued(db.session.get_one(Invoice, event.invoice_id))


def tell_preparer(event: happened.DraftSentBack) -> None:
    draft = db.session.get_one(Draft, event.draft_id)
    letters.draft_sent_back(
        draft.prepared_by,
        letters.SentBack(
            event=f"draft:{draft.public_id}:{draft.version}",
            rests_on=f"draft:{draft.id}",
            public_id=draft.public_id,
            number=draft.number,
            client=draft.organisation.name,
            payable=draft.payable,
            issued_on=draft.issued_on,
            reviewer=draft.reviewed_by.name if draft.reviewed_by else "A colleague",
            words=draft.words,
        ),
    )


def figures_of_draft(row_id: int) -> list[Money]:
    draft = db.session.get(Draft, row_id)
    return [draft.payable] if draft is not None else []


def _correction(event: happened.CorrectionEvent) -> ProactiveCorrection:
    return db.session.get_one(ProactiveCorrection, event.correction_id)


def ask_for_correction(event: happened.CorrectionProposed) -> None:
    letters.correction_to_approve(_correction(event))


def tell_client_of_correction(event: happened.CorrectionPosted) -> None:
    letters.own_correction(_correction(event))


def tell_proposer_of_correction(event: happened.CorrectionSentBack) -> None:
    letters.correction_sent_back(_correction(event))
