"""The catalogs: `<locale>/LC_MESSAGES/messages.po` in this folder, read when the first reader needs one."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import current_app
from flask_babel import Babel, Domain, get_locale

from support.kernel import words

HERE = Path(__file__).resolve().parent
ENGLISH = "en"


def folder() -> Path:
    named = current_app.config.get("CATALOGS")
    return Path(named) if named else HERE


def languages() -> list[str]:
    """English, and whatever has a catalog: `["en", "es"]`."""
    return [ENGLISH, *_present(folder())]


@lru_cache(maxsize=4)
def _present(place: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parts[-3] for path in place.glob("*/LC_MESSAGES/messages.po")))


def language_of(locale: str) -> str:
    """The catalog for a reader of `locale`: `es` for es_MX; English where there is none."""
    return _language_of(locale, folder())


@lru_cache(maxsize=256)
def _language_of(locale: str, place: Path) -> str:
    """Asked for each word of a letter, so it is reckoned once."""
    try:
        known = Locale.parse(locale)
    except (ValueError, UnknownLocaleError):
        return ENGLISH
    return next((one for one in (str(known), known.language) if one in (ENGLISH, *_present(place))), ENGLISH)


def usual_locale(language: str) -> str:
    """How amounts and days are written where most of its readers live: `de_DE` for de."""
    if language == ENGLISH:
        return words.LOCALE
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{likely[-1]}" if "_" not in language and len(likely) == 3 else language


def path_of(language: str, place: Path = HERE) -> Path:
    return place / language / "LC_MESSAGES" / "messages.po"


def read(language: str, place: Path = HERE) -> Catalog:
    with path_of(language, place).open("rb") as file:
        return read_po(file, locale=language)


@lru_cache(maxsize=8)
def _compiled(language: str, place: Path) -> Translations:
    """Compiled in memory: nothing but the text that a translator writes needs to be kept."""
    binary = BytesIO()
    write_mo(binary, read(language, place))
    binary.seek(0)
    return Translations(binary)


class Catalogs(Domain):  # type: ignore[misc]
    """Flask-Babel's domain, with these catalogs in the place of compiled files."""

    def get_translations(self) -> NullTranslations:
        return translations_of(str(get_locale() or ENGLISH))


def translations_of(locale: str) -> NullTranslations:
    language = language_of(locale)
    return NullTranslations() if language == ENGLISH else _compiled(language, folder())


class Languages(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Catalogs:
        return _CATALOGS


_CATALOGS = Catalogs()
