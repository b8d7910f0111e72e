"""Where a person goes after signing in: a path of our own, or the first page of their audience."""

from urllib.parse import urlsplit

from flask import url_for

from support.accounts import setting_up
from support.accounts.models import Person
from support.accounts.roles import Role
from support.disputes import queries
from support.web.navigation import MENUS


def place_of(person: Person, wanted: str = "") -> str:
    """`wanted` where it is a path of this program, else the first page in the person's menu.

    Who manages a desk that nobody has set up yet begins with its first steps.
    """
    first = MENUS[person.role][0].endpoint
    if person.role is Role.MANAGER and setting_up.company() is None and queries.is_untouched():
        first = "office.start"
    return own_path(wanted) or url_for(first)


def own_path(wanted: str) -> str:
    """`wanted` unchanged, or nothing when a browser could read it as another site's address.

    Browsers take `//` and `/\\` for the start of a host, and drop tabs and line breaks before they look.
    """
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable() or "\\" in wanted:
        return ""
    parts = urlsplit(wanted)
    return "" if parts.scheme or parts.netloc else wanted
