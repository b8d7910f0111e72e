"""What is said to whom, in which language."""

import json
from datetime import date

import pytest
from flask import Flask, render_template_string

from support.accounts.models import Person
from support.billing.explaining.shapes import Source, resting_on, sources_of
from support.disputes.reasons import Reason
from support.extensions import db
from support.kernel.money import Money
from support.kernel.sayings import N_, NN_, joined
from support.kernel.sayings_kept import kept, recalled
from support.words import catalogs
from support.words.reader import language, reading, told
from tests.pages import Pages
from tests.words.conftest import Speak


def test_a_saying_is_english_where_it_is_stored_and_compared() -> None:
    said = N_("%(who)s has it", who="Ana")

    assert said == "Ana has it"
    assert f"{said}!" == "Ana has it!"


def test_a_saying_is_told_in_the_language_of_whoever_reads(app: Flask, speak: Speak) -> None:
    speak("es", {"%(who)s has it": "Lo tiene %(who)s"})

    with reading("es_MX"):
        assert told(N_("%(who)s has it", who="Ana")) == "Lo tiene Ana"
    with reading("de_DE"):
        assert told(N_("%(who)s has it", who="Ana")) == "Ana has it"


def test_a_count_takes_the_form_of_the_readers_language(app: Flask, speak: Speak) -> None:
    speak("es", {"%(n)s day": ("%(n)s día", "%(n)s días")})

    with reading("es"):
        assert [told(NN_("%(n)s day", "%(n)s days", n)) for n in (1, 3)] == ["1 día", "3 días"]
    assert [told(NN_("%(n)s day", "%(n)s days", n)) for n in (1, 3)] == ["1 day", "3 days"]


def test_values_are_told_too(app: Flask, speak: Speak) -> None:
    speak(
        "es", {"%(what)s of %(amount)s on %(day)s": "%(what)s: %(amount)s, %(day)s", "Wrong price": "Precio incorrecto"}
    )
    said = N_(
        "%(what)s of %(amount)s on %(day)s", what=N_("Wrong price"), amount=Money(120050, "EUR"), day=date(2026, 3, 3)
    )

    with reading("es_ES"):
        assert told(said) == "Precio incorrecto: 1.200,50\xa0€, 3 de marzo de 2026"


def test_german_keeps_the_capitals_of_its_nouns(app: Flask, speak: Speak) -> None:
    speak("de", {"Wrong price": "Falscher Preis"})

    with reading("de_AT"):
        assert told(N_("Wrong price").lower()) == "Falscher Preis"


def test_within_a_sentence_i_stays_a_capital(app: Flask) -> None:
    assert N_("I do not recognise the Charge").lower() == "I do not recognise the charge"
    with reading("en_GB"):
        assert told(N_("I Pay, I hope").lower()) == "I pay, I hope"


def test_what_is_strung_together_is_told_part_by_part(app: Flask, speak: Speak) -> None:
    speak("es", {"Wrong price": "Precio incorrecto"})
    said = joined("; 5% ", [N_("Wrong price"), "typed"])

    assert said == "Wrong price; 5% typed"
    with reading("es"):
        assert told(said) == "Precio incorrecto; 5% typed"


def test_a_day_in_english_text_is_written_as_people_write_it() -> None:
    assert N_("since %(day)s", day=date(2026, 3, 3)) == "since 3 March 2026"


def test_an_explanation_of_a_charge_is_told_in_the_readers_language(app: Flask, speak: Speak) -> None:
    speak("de", {"It rests on clause %(clause)s.": "Es beruht auf Ziffer %(clause)s."})
    (said,) = resting_on([N_("It rests on clause %(clause)s.", clause="4.2")], Source("contract", "C-1"))

    assert said == "It rests on clause 4.2."
    assert sources_of(said) == (Source("contract", "C-1"),)
    with reading("de_DE"):
        assert told(said) == "Es beruht auf Ziffer 4.2."


def test_lower_case_is_kept_in_the_other_language(app: Flask, speak: Speak) -> None:
    speak("es", {"Wrong price": "Precio incorrecto"})

    with reading("es"):
        assert told(N_("Wrong price").lower()) == "precio incorrecto"


def test_labels_of_choices_are_translated_where_a_page_shows_them(app: Flask, speak: Speak) -> None:
    label = Reason.DUPLICATE.label
    speak("es", {label: "Otra cosa"})

    with reading("es"):
        assert render_template_string("{{ reason.label }}", reason=Reason.DUPLICATE) == "Otra cosa"
    assert Reason.DUPLICATE.label == label


@pytest.mark.parametrize(
    "template",
    ['{{ _("Hello %(who)s", who=name) }}', "{% trans who=name %}Hello {{ who }}{% endtrans %}", "{{ said }}"],
)
def test_what_a_person_typed_is_escaped_in_a_message(app: Flask, speak: Speak, template: str) -> None:
    speak("es", {"Hello %(who)s": "Hola <b>%(who)s</b>"})
    typed = "<script>alert(1)</script>"

    with reading("es"):
        page = render_template_string(template, name=typed, said=N_("Hello %(who)s", who=typed))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_locale_that_nobody_speaks_is_english(app: Flask) -> None:
    with reading("not a locale"):
        assert told(N_("Sign in")) == "Sign in"
        assert language() == "en"


def test_the_browsers_language_counts_until_somebody_signs_in(app: Flask, speak: Speak, client_person: Person) -> None:
    speak("es", {"Sign in": "Entrar"})
    asked = {"Accept-Language": "fr, es;q=0.8, en;q=0.5"}

    assert b'lang="es"' in app.test_client().get("/sign-in", headers=asked).data
    assert b'lang="en"' in app.test_client().get("/sign-in", headers={"Accept-Language": "fr"}).data


def test_the_language_is_english_where_there_is_no_catalog(app: Flask) -> None:
    assert catalogs.language_of("sw_KE") == "en"


@pytest.mark.parametrize(
    "said",
    [
        N_("Wrong price"),
        N_("Wrong price").lower(),
        N_("%(what)s of %(amount)s on %(day)s", what=N_("Wrong price"), amount=Money(5, "EUR"), day=date(2026, 3, 3)),
        joined(", ", [NN_("%(n)s day", "%(n)s days", 2), "typed"]),
    ],
)
def test_what_json_has_kept_is_said_in_another_language_later(app: Flask, speak: Speak, said: str) -> None:
    speak("es", {"Wrong price": "Precio incorrecto", "%(n)s day": ("%(n)s día", "%(n)s días")})
    again = recalled(json.loads(json.dumps(kept(said))))

    assert again == said
    with reading("es"):
        assert told(again) == told(said) != str(said)


def test_a_visitor_chooses_a_language_on_the_page(app: Flask, pages: Pages, speak: Speak) -> None:
    speak("es", {"Sign in": "Entrar"})
    start = pages.get("/sign-in")

    page = pages.submit(start, "/language", language="es")

    assert page.url == "/sign-in"
    assert page.soup.html["lang"] == "es"  # type: ignore[index]
    assert pages.get("/sign-in").soup.html["lang"] == "es"  # type: ignore[index]


def test_an_account_keeps_the_language_it_has_chosen(
    app: Flask, pages: Pages, speak: Speak, client_person: Person
) -> None:
    speak("es", {"Overview": "Resumen"})
    pages.sign_in(client_person)

    pages.submit(pages.get("/portal/"), "/language", language="es")

    assert db.session.get_one(Person, client_person.id).locale == "es_ES"
    assert pages.get("/portal/").soup.html["lang"] == "es"  # type: ignore[index]


def test_a_language_that_is_not_offered_is_refused(app: Flask, pages: Pages, speak: Speak) -> None:
    speak("es", {"Sign in": "Entrar"})

    assert pages.submit(pages.get("/sign-in"), "/language", language="fr", status=422).status == 422


def test_who_reads_a_language_already_keeps_their_own_way_of_writing_amounts() -> None:
    assert catalogs.usual_locale("de") == "de_DE"
    assert catalogs.usual_locale("pt_BR") == "pt_BR"
    assert catalogs.usual_locale("en") == "en_GB"
