"""What somebody may give on a dispute by their own authority, in words for them."""

from dataclasses import dataclass

from support import policies
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes.authority import given_by
from support.disputes.models import Dispute
from support.disputes.permissions import COUNTED, PERIODS
from support.disputes.reasons import RemedyKind
from support.kernel.money import Money
from support.kernel.sayings import N_
from support.web.formatters import money

SPENT = {
    "dispute": N_("the rest has been given on this dispute"),
    "day": N_("the rest you have given today"),
    "week": N_("the rest you have given this week"),
    "month": N_("the rest you have given this month"),
}
LEFT = N_("Of the %(whole)s that you may give alone, %(least)s is left: %(spent)s. Now %(above)s.")


@dataclass(frozen=True)
class Authority:
    """`left` is what they may still give on this dispute alone, net of tax; `says` tells them."""

    left: Money
    says: str


def authority_of(person: Person, dispute: Dispute) -> Authority:
    currency = dispute.currency
    limit = policies.desk().limit(person.role.value, RemedyKind.ADJUST_CHARGE.value, currency)
    above = (
        N_("above it another manager approves") if person.role is Role.MANAGER else N_("above it a manager approves")
    )
    if limit is None:
        return Authority(Money.zero(currency), N_("Whatever you propose, a manager approves it first."))
    given = given_by(person, currency)
    on_this = sum(row.amount_minor for row in dispute.remedies if row.status in COUNTED)
    spent = {"remedy": 0, "dispute": on_this} | {period: getattr(given, period) for period in PERIODS}
    left = {what: max(limit.of(what, currency).minor - minor, 0) for what, minor in spent.items()}
    narrowest = min(left, key=lambda what: left[what])
    least, whole = Money(left[narrowest], currency), limit.of("remedy", currency)
    if least == whole:
        return Authority(whole, N_("You may give up to %(whole)s alone; %(above)s.", whole=money(whole), above=above))
    return Authority(
        least,
        N_(LEFT, whole=money(whole), least=money(least), spent=SPENT[narrowest], above=above),
    )
