"""A credit until the decision: given by the policy's rules, kept where the client was right, taken back with notice."""

from datetime import date

from support import policies
from support.accounts.models import Person
from support.billing.credit import gross_of
from support.billing.provisional import ProvisionalCredit, end_for_now, give_for_now, given_for_now, standing_for_now
from support.disputes.events import CreditedForNow, CreditForNowEnded
from support.disputes.informing import possible
from support.disputes.models import Dispute
from support.disputes.reasons import Outcome, RemedyStatus
from support.disputes.rules import needed
from support.disputes.states import Action
from support.extensions import db
from support.kernel import clock
from support.kernel.errors import BadInput, RuleBroken
from support.kernel.money import Money, total
from support.kernel.sayings import N_
from support.kernel.transaction import record, transaction
from support.policies.counting import last_day
from support.policies.profiles import Length, Profile

NOTICE = Length(5, "business_days")
"""Between the word that it is taken back and the day of it, where the policy has no time of its own."""
HONOURED = "honour_items"
ENDED = {
    Outcome.NOT_UPHELD: N_("We found that the bill is right."),
    Outcome.PARTLY_UPHELD: N_(
        "You were partly right: what we have credited for good stays yours, and this is the rest."
    ),
    Outcome.UPHELD: N_("What we have credited for good is less than what we had credited until the decision."),
    Outcome.SETTLED: N_("The dispute is settled as we agreed with you."),
    Outcome.WITHDRAWN: N_("You have withdrawn the dispute."),
    Outcome.LAPSED: N_("We did not hear from you, and the dispute has been closed without a decision."),
}


def credit_for_now(dispute: Dispute, *, amount: Money, on: date, by: Person) -> Dispute:
    """Some of what is in dispute, tax included, is at the client's disposal from `on`, by the policy's rules for that.

    Raises `RuleBroken` where the policy knows no such credit or one stands, `BadInput` for more than is in dispute.
    """
    with transaction():
        dispute = possible(dispute, Action.CREDIT_FOR_NOW, by)
        if not _policy(dispute).duties.interim.provisional_credit:
            raise RuleBroken(N_("The policy of this dispute knows no credit for the time being."))
        if credited_for_now(dispute) is not None:
            raise RuleBroken(N_("It is credited for the time being already."))
        _check_amount(dispute, amount)
        if on > clock.today():
            raise BadInput(N_("Say it once the credit has been made: that day lies ahead."), field="on")
        give_for_now(dispute.invoice, amount, dispute_ref=dispute.reference, on=on)
        dispute.apply(Action.CREDIT_FOR_NOW, by=by, facts={"minor": amount.minor, "on": on})
        record(CreditedForNow(dispute.id, amount.minor, on))
    return dispute


def end_credit_for_now(dispute: Dispute, *, on: date, why: str, by: Person) -> Dispute:
    """What was credited for the time being is debited again on `on`, with the policy's time between word and deed."""
    reason = needed(why, "why", N_("The reason"))
    with transaction():
        dispute = possible(dispute, Action.END_CREDIT_FOR_NOW, by)
        standing = standing_for_now(dispute.reference)
        if standing is None:
            raise RuleBroken(N_("Nothing is credited for the time being."))
        if on < (first := first_debit(dispute)):
            raise BadInput(N_("The client is told in time: %(day)s is the first day for it.", day=first), field="on")
        _take_back(dispute, standing, on=on, kept=dispute.money(0), why=reason, by=by)
    return dispute


def settle_for_now(dispute: Dispute, by: Person | None) -> None:
    """The dispute ends: what its credit notes give since then stays the client's, the rest is taken back with notice.

    Joins the verb's transaction, after the outcome is known and before its step is written down.
    """
    standing = standing_for_now(dispute.reference)
    if standing is None:
        return
    given = [
        row.credit_note.payable
        for row in dispute.remedies
        if row.credit_note is not None
        and row.status is RemedyStatus.POSTED
        and row.posted_at is not None
        and row.posted_at >= standing.posted_at
    ]
    why = ENDED[dispute.outcome or Outcome.NOT_UPHELD]
    _take_back(dispute, standing, on=first_debit(dispute), kept=total(given, dispute.currency), why=why, by=by)


def _take_back(
    dispute: Dispute, standing: ProvisionalCredit, *, on: date, kept: Money, why: str, by: Person | None
) -> None:
    rest = end_for_now(standing, kept=kept, debit_on=on, why=why)
    if rest:
        dispute.apply(Action.END_CREDIT_FOR_NOW, by=by, facts={"minor": rest.minor, "on": on, "why": why})
        record(CreditForNowEnded(dispute.id, rest.minor, on, why))


def first_debit(dispute: Dispute) -> date:
    """The first day on which it may be debited, if the client is told today."""
    policy = _policy(dispute)
    clocks = [row.length for row in policy.clocks if row.name == HONOURED]
    return last_day(clocks[0] if clocks else NOTICE, policy.calendar.local(clock.now()).date(), policy.calendar)


def _policy(dispute: Dispute) -> Profile:
    return policies.profile(dispute.profile, dispute.profile_version)


def _check_amount(dispute: Dispute, amount: Money) -> None:
    most = gross_of([(row.line, dispute.money(row.disputed_minor)) for row in dispute.lines])
    most -= total((row.stands_until_told for row in given_for_now(dispute.reference)), dispute.currency)
    if amount.currency != dispute.currency or not 0 < amount.minor <= most.minor:
        raise BadInput(
            N_("It lies above nothing and up to the %(most)s in dispute, tax included.", most=most), field="amount"
        )


def credited_for_now(dispute: Dispute) -> Money | None:
    """What stands, tax included; None when nothing does."""
    db.session.flush()
    standing = standing_for_now(dispute.reference)
    return standing.amount if standing is not None else None


def kept_of_it(dispute: Dispute) -> tuple[Money, date] | None:
    """What of the last credit for the time being stayed the client's, and since when they have had it."""
    given = given_for_now(dispute.reference)
    if not given or not given[-1].kept_minor:
        return None
    return dispute.money(given[-1].kept_minor), given[-1].given_on


def amounts_of_it(dispute: Dispute) -> set[Money]:
    """Every amount that a letter about such credits may name."""
    rows = given_for_now(dispute.reference)
    return {dispute.money(minor) for row in rows for minor in (row.amount_minor, row.kept_minor)} | {
        dispute.money(row.amount_minor - row.kept_minor) for row in rows
    }
