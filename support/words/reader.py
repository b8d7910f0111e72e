"""Who reads: their locale and their time zone, and what is said to them in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import flask_babel
from babel import Locale
from babel.core import UnknownLocaleError
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request, session
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from support.kernel import words
from support.kernel.money import Money
from support.kernel.sayings import Saying
from support.words import catalogs

CHOSEN = "language"
"""Where a visitor's cookie keeps the language that they have chosen."""


def chosen_locale() -> str:
    """The signed-in person's own; else what the visitor has chosen; else what their browser asks for, if there is a
    catalog of it; else English.
    """
    person = g.get("person")
    if person is not None:
        return _spoken(person.locale)
    if not has_request_context():
        return words.LOCALE
    chosen = session.get(CHOSEN)
    if chosen in catalogs.languages():
        return words.LOCALE if chosen == catalogs.ENGLISH else str(chosen)
    asked = request.accept_languages.best_match(catalogs.languages(), default=catalogs.ENGLISH)
    return words.LOCALE if asked == catalogs.ENGLISH else str(asked)


@lru_cache
def _spoken(name: str) -> str:
    """The locale of an account, unless nobody speaks it: an import may have brought anything."""
    try:
        return str(Locale.parse(name))
    except (ValueError, UnknownLocaleError):
        return words.LOCALE


def chosen_timezone() -> str:
    person = g.get("person")
    return str(person.timezone) if person is not None else "UTC"


def locale() -> str:
    """The locale in which amounts and days are said now, e.g. `de_AT`."""
    return str((flask_babel.get_locale() if has_app_context() else None) or words.LOCALE)


def language() -> str:
    """The language of the words on this page, for `<html lang>`."""
    return catalogs.language_of(locale()).replace("_", "-") if has_app_context() else catalogs.ENGLISH


@contextmanager
def reading(reader_locale: str) -> Iterator[None]:
    """Whatever is said inside is said to a reader of `reader_locale`: a letter goes out in its reader's language."""
    with flask_babel.force_locale(_spoken(reader_locale)):
        yield


NOUNS_ARE_CAPITALISED = frozenset({"de", "lb"})
"""Where a label keeps its capital within a sentence: “Falscher Preis”, never “falscher preis”."""


def look_again() -> None:
    """Somebody else reads from now on: they have signed in, or chosen another language."""
    flask_babel.refresh()


def _translations() -> NullTranslations:
    if not has_app_context():
        return NullTranslations()
    kept = flask_babel._get_current_context()
    found = getattr(kept, "babel_translations", None)
    if found is None:
        found = catalogs.translations_of(locale())
        if kept is not None:
            kept.babel_translations = found
    return found


def told(value: object) -> Any:
    """A saying, an amount, a number or a day as the reader reads it; anything else as it is."""
    if isinstance(value, Saying):
        by = _translations()
        return value.told(by.ugettext, by.ungettext, told, lowers=language()[:2] not in NOUNS_ARE_CAPITALISED)
    if isinstance(value, Money):
        return words.money(value, locale())
    if isinstance(value, date) and not isinstance(value, datetime):
        return words.day(value, locale())
    return words.number(value, locale()) if isinstance(value, Decimal) else value


def say(value: object) -> object:
    """What Jinja does with each value before it is written (and escaped)."""
    return told(value) if isinstance(value, Saying) else value


def _filled(context: EvalContext, text: str, values: dict[str, Any]) -> str:
    """Values are escaped where the page is: they may be what a person has typed."""
    said = Markup(text) if context.autoescape else text  # noqa: S704 — our own message, or a reviewed catalog's
    return said % {name: told(value) for name, value in values.items()} if values else said


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
    return _filled(context, _translations().ugettext(message), values)


@pass_eval_context
def ngettext(context: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
    text = _translations().ungettext(one, many, num)
    return _filled(context, text, {"num": num, "n": num, **values})


def offered() -> list[tuple[str, str]]:
    """(language, its own name for itself), sorted as people read names: `[("de", "Deutsch"), ("en", "English")]`."""
    named = [(name, (Locale.parse(name).get_display_name() or name).capitalize()) for name in catalogs.languages()]
    return sorted(named, key=lambda row: row[1].casefold())


CALLABLES: dict[str, Callable[..., str]] = {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def set_up(app: Flask) -> None:
    env = app.jinja_env
    env.globals.update({**CALLABLES, "language": language, "locale": locale, "languages": offered})
    env.filters["told"] = told
    env.add_extension("jinja2.ext.i18n")
    env.extend(newstyle_gettext=True)  # values go to `gettext` by name
    env.policies["ext.i18n.trimmed"] = True
    env.finalize = say
