"""Addresses of our own pages, as letters name them."""

from urllib.parse import quote

from flask import current_app

from support.accounts.models import Person
from support.disputes.models import Dispute


def _page(path: str) -> str:
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def for_client(dispute: Dispute) -> str:
    return _page(f"/portal/disputes/{quote(dispute.reference)}")


def for_staff(dispute: Dispute) -> str:
    return _page(f"/desk/disputes/{quote(dispute.reference)}")


def invoice(number: str) -> str:
    return _page(f"/portal/invoices/{quote(number)}")


def question(number: str, line_id: str) -> str:
    """Where one line of an invoice is questioned."""
    return _page(f"/portal/disputes/new?invoice={quote(number, safe='')}&line={quote(line_id, safe='')}")


def policies() -> str:
    """What binds us: the billing policy, with its earlier versions, and how disputes work."""
    return _page("/help")


def invoices() -> str:
    return _page("/portal/invoices")


def prevention(path: str) -> str:
    """A page of the staff's: `drafts/...`, `findings/...`, `incidents/...`, `tasks`."""
    return _page(f"/prevention/{quote(path)}")


def price_notice(notice_id: int) -> str:
    return _page(f"/portal/notices/{notice_id}")


def welcome() -> str:
    return _page("/portal/welcome")


def own_data() -> str:
    return _page("/portal/company")


def approvals() -> str:
    return _page("/office/approvals")


def chat(conversation_public_id: str) -> str:
    return _page(f"/desk/chats/{quote(conversation_public_id)}")


def client_chat() -> str:
    return _page("/portal/chat")


def survey(token: str) -> str:
    return _page(f"/survey/{quote(token)}")


def preferences(person: Person) -> str:
    """Where somebody chooses how to be written to."""
    return _page("/desk/letters" if person.role.is_staff else "/portal/letters")


def stop(token: str) -> str:
    return _page(f"/letters/stop/{quote(token)}")


def sign_in_page() -> str:
    return _page("/sign-in")


def sign_in(token: str) -> str:
    return _page(f"/sign-in/link/{quote(token)}")
