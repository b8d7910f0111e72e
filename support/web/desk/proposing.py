"""The decision that the dossier proposes, on one form: read it as a letter, change it, or confirm it."""

from dataclasses import dataclass

from flask import g, request
from flask.typing import ResponseReturnValue

from support.disputes import queries
from support.disputes.dossier import Dossier
from support.disputes.models import Dispute
from support.disputes.proposing import Proposed, ProposedCheck, ProposedPaper, decide_as_proposed
from support.disputes.reasons import Reason, RootCause
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.web import given
from support.web.desk import blueprint, suggesting
from support.web.desk.steps import back_to

# What is most often behind it, where the bill was wrong; whoever decides knows better.
USUAL_CAUSES = {
    Reason.DUPLICATE: RootCause.DATA_ENTRY,
    Reason.MISSING_DISCOUNT: RootCause.INTERDEPT_MISCOMMUNICATION,
    Reason.AFTER_CANCELLATION: RootCause.PROCESS_FAILURE,
    Reason.CREDIT_NOT_PROCESSED: RootCause.PROCESS_FAILURE,
    Reason.NOT_RENDERED: RootCause.PROCESS_FAILURE,
    Reason.ARITHMETIC: RootCause.SOFTWARE_GLITCH,
    Reason.TAX: RootCause.SOFTWARE_GLITCH,
    Reason.PRORATION: RootCause.SOFTWARE_GLITCH,
}
FOUND_RIGHT = N_("our own check found nothing wrong with it")
RIGHT = N_("We have compared the bill with the agreement and with our records, and found it to be right.")
SEEN = N_("We have looked at what you wrote, and put right what was wrong.")
NOTHING_NOTED = N_("Nothing speaks against the bill here.")


def proposed_of(dossier: Dossier) -> Proposed:
    """From the ledger alone: findings, agreement, records and payments; ready as soon as the dispute is open."""
    credits = {line: _credit(proposal) for line, proposal in suggesting.proposals(dossier).items()}
    upheld = any(credits.values())
    drafts = suggesting.drafts(dossier).items()
    checks = {
        kind: ProposedCheck(one.finding or NOTHING_NOTED, one.evidence or invoice_of(dossier), one.passed)
        for kind, one in drafts
    }
    said = suggesting.explanation(dossier) if upheld else " ".join([RIGHT, *(one.finding for _, one in drafts)])
    papers = [ProposedPaper(paper.kind, paper.ref, paper.title) for paper in dossier.papers]
    return Proposed(checks, _cause(dossier, upheld=upheld), credits, said.strip() or SEEN, papers)


@dataclass(frozen=True)
class ProposedLine:
    """What a line ought to cost and what is credited on it, net of tax, if the proposal is followed."""

    right: Money
    credit: Money


def lines(dossier: Dossier) -> dict[int, ProposedLine]:
    """By `InvoiceLine.id`, as in `proposed_of`."""
    credits = {line: _credit(proposal) for line, proposal in suggesting.proposals(dossier).items()}
    billed = {row.line_id: dossier.dispute.money(row.billed_minor) for row in dossier.dispute.lines}
    return {line: ProposedLine(billed[line] - credit, credit) for line, credit in credits.items()}


def _credit(proposal: suggesting.Proposal) -> Money:
    """What nobody but the client says to be wrong is not given away unseen: the bill stands until somebody finds more."""
    return Money.zero(proposal.amount.currency) if proposal.why == suggesting.CLAIMED else proposal.amount


def whys(dossier: Dossier) -> dict[int, str]:
    """Where each line's proposal comes from."""
    found = suggesting.proposals(dossier)
    return {line: FOUND_RIGHT if one.why == suggesting.CLAIMED else one.why for line, one in found.items()}


def invoice_of(dossier: Dossier) -> str:
    return N_("Invoice %(number)s", number=dossier.dispute.invoice.number)


def _cause(dossier: Dossier, *, upheld: bool) -> RootCause:
    dispute = dossier.dispute
    if dispute.root_cause is not None:
        return dispute.root_cause
    return USUAL_CAUSES.get(dispute.reason, RootCause.DATA_ENTRY) if upheld else RootCause.CLIENT_MISUNDERSTANDING


def confirm(dispute: Dispute) -> Dispute:
    """As the form says; what it does not ask for is taken from the proposal."""
    proposed = proposed_of(queries.dossier(dispute.reference, seen_by=g.person))
    changed = Proposed(
        checks=proposed.checks,
        root_cause=given.choice("root_cause", N_("a root cause"), RootCause),
        amounts=_amounts(dispute),
        explanation=given.words("said", N_("The explanation for the client")),
        papers=proposed.papers,
    )
    return decide_as_proposed(dispute, changed, by=g.person, version=given.whole("version", N_("The version")))


def _amounts(dispute: Dispute) -> dict[int, Money]:
    fields = {row.line_id: f"proposed_{row.line_id}" for row in dispute.lines}
    filled = {line: field for line, field in fields.items() if request.form.get(field, "").strip()}
    return {line: given.money(field, dispute.currency) for line, field in filled.items()}


@blueprint.post("/disputes/<reference>/proposal")
def proposal(reference: str) -> ResponseReturnValue:
    dispute = confirm(queries.dispute_with(reference, seen_by=g.person))
    waits = dispute.status.value == "awaiting_approval"
    said = (
        N_("This is above your limit: a manager has been asked to approve it.")
        if waits
        else N_("Decided. The client has been written to.")
    )
    return back_to(reference, said)
