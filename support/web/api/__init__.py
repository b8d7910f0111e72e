"""The door for programs: JSON, with a key of one of the staff. No browser comes in here, so no CSRF token."""

from flask import Blueprint, g, request

from support.accounts.api_tokens import person_with_key
from support.extensions import csrf

blueprint = Blueprint("api", __name__)
csrf.exempt(blueprint)

from support.web.api import documents


def key_of_staff() -> None:
    """The guard: a key that is neither unknown nor revoked. The request then acts as its person."""
    g.person = person_with_key(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
