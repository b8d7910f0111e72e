"""Where a person goes after signing in: a path of our own, or the first page of their audience."""

from urllib.parse import urlsplit

from flask import url_for

from support.accounts.models import Person
from support.web.navigation import MENUS


def place_of(person: Person, wanted: str = "") -> str:
    """`wanted` where it is a path of this program, else the first page in the person's menu."""
    return own_path(wanted) or url_for(MENUS[person.role][0].endpoint)


def own_path(wanted: str) -> str:
    """`wanted` unchanged, or nothing when a browser could read it as another site's address.

    Browsers take `//` and `/\\` for the start of a host, and drop tabs and line breaks before they look.
    """
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable() or "\\" in wanted:
        return ""
    parts = urlsplit(wanted)
    return "" if parts.scheme or parts.netloc else wanted
