"""What a client owes and has to their credit, as tests ask for it."""

from support.accounts.models import Organisation
from support.billing.balance import AccountBalance, account_balances


def owed_by(organisation: Organisation) -> AccountBalance:
    """In the client's own currency."""
    return account_balances(organisation)[organisation.currency]
