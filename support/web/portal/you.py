"""What somebody says of themselves: name, how they like to be reached, in which language and time they read."""

from zoneinfo import available_timezones

from babel import Locale
from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from support.accounts import client_people
from support.accounts.roles import Reach
from support.kernel.errors import BadInput, SupportError
from support.kernel.sayings import N_
from support.web import given
from support.web.flashing import flash
from support.web.portal import blueprint
from support.web.sent import endpoint, sent

LOCALES = ("en_GB", "en_IE", "en_US", "de_DE", "es_ES", "fr_FR", "it_IT", "nl_NL", "pl_PL", "pt_PT", "sv_SE")
"""Which ways of writing dates and amounts are offered."""


def named_locales(also: str) -> list[tuple[str, str]]:
    """(value, name in its own language); `also` is the one in use, whether it is on the list or not."""
    known = (*LOCALES, *(() if also in LOCALES else (also,)))
    named = [(name, Locale.parse(name).get_display_name() or name) for name in known]
    return [(name, own[0].upper() + own[1:]) for name, own in named]


def timezones() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [(name, name.replace("_", " ")) for name in ("UTC", *names)]


@blueprint.get("/you")
def you() -> ResponseReturnValue:
    return render()


def render(problem: SupportError | None = None) -> str:
    """The page; a form that was refused keeps its text."""
    return render_template(
        "portal/you.html",
        sent=sent(endpoint(), problem),
        locales=named_locales(g.person.locale),
        timezones=timezones(),
        ways=list(Reach),
    )


@blueprint.post("/you")
def describe_you() -> ResponseReturnValue:
    client_people.describe_oneself(
        g.person,
        name=given.words("name", N_("Your name")),
        phone=given.words("phone", N_("The number"), required=False),
        reached_by=given.choice("reached_by", N_("how we reach you"), Reach),
        timezone=one_of("timezone", timezones()),
        locale=one_of("locale", named_locales(g.person.locale)),
    )
    flash(N_("It is kept, and holds from now on."), "success")
    return redirect(url_for("portal.you"), 303)


def one_of(field: str, options: list[tuple[str, str]]) -> str:
    chosen = given.words(field, N_("Your choice"))
    if chosen not in dict(options):
        raise BadInput(N_("Choose one from the list."), field=field)
    return chosen
