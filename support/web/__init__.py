"""All that knows HTTP. Every door is listed in `AUDIENCES` with its guard; what is not listed is shut."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, abort, request

from support.accounts.roles import Role
from support.web import confirming, errors, formatters, health, navigation, once, security, sessions
from support.web.api import blueprint as api
from support.web.api import key_of_staff
from support.web.bot_door import blueprint as bot_door
from support.web.desk import blueprint as desk
from support.web.dev import blueprint as dev
from support.web.guards import anyone, bot_token, development_only, signed_in_as
from support.web.hooks import blueprint as hooks
from support.web.mail_door import blueprint as mail_door
from support.web.mail_door import signed_by_provider
from support.web.office import blueprint as office
from support.web.portal import blueprint as portal
from support.web.prevention import blueprint as prevention
from support.web.public import blueprint as public


@dataclass(frozen=True)
class Audience:
    blueprint: Blueprint
    address: str
    guard: Callable[[], None]


AUDIENCES = [
    Audience(public, "/", anyone),
    Audience(portal, "/portal", signed_in_as(Role.CLIENT)),
    Audience(desk, "/desk", signed_in_as(Role.AGENT, Role.SPECIALIST, Role.MANAGER)),
    Audience(prevention, "/prevention", signed_in_as(Role.AGENT, Role.SPECIALIST, Role.MANAGER)),
    Audience(office, "/office", signed_in_as(Role.MANAGER)),
    Audience(bot_door, "/bot", bot_token),
    Audience(mail_door, "/mail", signed_by_provider),
    Audience(api, "/api", key_of_staff),
    # Its views check the provider's signature themselves: what is not signed is a bad request, not a stranger.
    Audience(hooks, "/hooks", anyone),
    Audience(dev, "/dev", development_only),
]
GUARDS = {audience.blueprint.name: audience.guard for audience in AUDIENCES}
OPEN_ENDPOINTS = frozenset({"static", "bootstrap.static", "health.alive", "health.ready"})


def set_up(app: Flask) -> None:
    for audience in AUDIENCES:
        app.register_blueprint(audience.blueprint, url_prefix=audience.address.rstrip("/") or None)
    app.register_blueprint(health.blueprint)
    errors.set_up(app)
    formatters.set_up(app)
    navigation.set_up(app)
    security.set_up(app)
    sessions.set_up(app)
    once.set_up(app)
    app.before_request(guard_the_door)
    app.before_request(confirming.confirm_first)


def guard_the_door() -> None:
    """One guard for each audience, looked up by blueprint; no guard, no entry."""
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return
    guard = GUARDS.get(request.blueprint or "")
    if guard is None:
        abort(403)
    guard()
