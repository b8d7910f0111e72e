"""Who may come in by which door."""

import hmac
from collections.abc import Callable

from flask import abort, current_app, g, request

from support.accounts.roles import Role
from support.kernel.errors import NotAllowed, SignInNeeded
from support.kernel.sayings import N_


def anyone() -> None:
    """No condition."""


def signed_in_as(*roles: Role) -> Callable[[], None]:
    """A signed-in person of one of `roles`: others are sent to sign in, or told that this is not their place."""

    def guard() -> None:
        if g.person is None:
            raise SignInNeeded(N_("Please sign in to see this page."))
        if g.person.role not in roles:
            raise NotAllowed(N_("Your account has no access to this page."))

    return guard


def bot_token() -> None:
    """The action server's bearer token, compared in constant time. The bot has no other right."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), str(current_app.config["BOT_TOKEN"]).encode()):
        raise SignInNeeded(N_("This door is for the assistant."))


def development_only() -> None:
    if not current_app.config["DEVELOPMENT"]:
        abort(404)
