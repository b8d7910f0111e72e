"""Every sentence of the ledger names its rows; one with a figure and no row is not told. And where more can be read."""

import pytest

from support.accounts.models import Organisation, Person
from support.billing.explaining.shapes import Said, Source
from support.billing.models import Invoice
from support.conversations.figures import figures_in
from support.feedback.models import Opinion
from support.knowledge import services as knowledge
from support.knowledge.models import ArticleKind
from support.web.bot_door.resting import resting
from tests import factories
from tests.web.bot_door.conftest import Door

QUESTIONS = [
    ("explain INV-2026-0042", "explain_charge"),
    ("why line 2 on INV-2026-0042?", "explain_charge"),
    ("I was charged twice on INV-2026-0042", "dispute_duplicate_charge"),
    ("why is INV-2026-0042 higher than before?", "ask_bill_increase"),
    ("what is the tax on INV-2026-0042", "explain_charge"),
    ("I paid INV-2026-0042", "check_payment"),
    ("I paid on 1 February", "check_payment"),
    ("what did I pay in January?", "check_payment"),
    ("explain INV-2026-0024", "explain_charge"),
]


@pytest.mark.parametrize(("text", "topic"), QUESTIONS)
def test_each_sentence_with_a_figure_names_the_rows_it_rests_on(
    text: str, topic: str, door: Door, invoice: Invoice
) -> None:
    answer = door.post("/explain", {"text": text, "topic": topic, "invoice": None, "line": None})
    assert answer["say"]
    assert len(answer["rests_on"]) == len(answer["say"])
    for sentence, rows in zip(answer["say"], answer["rests_on"], strict=True):
        assert rows or not figures_in(sentence), sentence
        assert all(row["kind"] and row["ref"] for row in rows)


def test_the_balance_names_the_invoices_it_is_made_of(door: Door, invoice: Invoice) -> None:
    answer = door.get("/balance")
    refs = {row["ref"] for rows in answer["rests_on"] for row in rows}
    assert "INV-2026-0042" in refs


def test_a_figure_that_rests_on_nothing_is_not_told() -> None:
    true = Said("Line 1 charges €40.00.", [Source("line", "INV-1/1")])
    told = resting([true, "You owe €99.99 more.", "Which one do you mean?"])
    assert told["say"] == [true, "Which one do you mean?"]
    assert told["rests_on"] == [[{"kind": "line", "ref": "INV-1/1"}], []]


def test_rows_named_besides_hold_for_sentences_without_their_own() -> None:
    told = resting(["Did you mean INV-1?"], [Source("invoice", "INV-1")])
    assert told["rests_on"] == [[{"kind": "invoice", "ref": "INV-1"}]]


@pytest.mark.parametrize("about", ["instalments", "policy"])
def test_an_article_about_it_is_named_once_it_is_published(about: str, door: Door, manager: Person) -> None:
    title = {"instalments": "Paying in instalments", "policy": "What “on hold” means"}[about]
    article = knowledge.write(ArticleKind.ARTICLE, knowledge.Text(title, "In short.", "Words."), by=manager)
    assert "/help/" not in " ".join(door.get("/rules", about=about)["say"])
    knowledge.publish(article, by=manager)
    said = door.get("/rules", about=about)["say"][-1]
    assert title in said
    assert said.endswith(f"http://127.0.0.1:8000/help/{article.slug}")


def test_who_wants_to_change_their_data_is_shown_the_page_for_it(door: Door) -> None:
    assert "http://127.0.0.1:8000/portal/company" in " ".join(door.get("/rules", about="details")["say"])


def test_an_opinion_is_kept_word_for_word_and_once(door: Door, client_person: Person) -> None:
    words = "your <b>invoices</b> are impossible to read"
    first = door.post("/opinions", {"text": words})
    assert "Thank you" in first["say"][0]
    door.post("/opinions", {"text": words})
    [kept] = Opinion.query.all()
    assert (kept.words, kept.about, kept.person_id) == (words, "clarity", client_person.id)


def test_an_empty_opinion_is_none(door: Door) -> None:
    door.post("/opinions", {"text": "  "})
    assert Opinion.query.count() == 0


def test_nobody_tells_an_opinion_without_the_token(door: Door) -> None:
    door.headers = {}
    door.post("/opinions", {"text": "unreadable"}, status=401)


def test_another_currency_is_said_to_be_one_before_the_amount_is_asked_for(door: Door, invoice: Invoice) -> None:
    asked = {"text": "line 3 of INV-2026-0042 should be $40", "asked": None, "invoice": None}
    answer = door.post("/read", asked)
    assert answer["claimed"] is None
    assert answer["say"] == [
        "The amount you wrote is in another currency. Your invoice is in EUR, and I do not convert it."
    ]


def test_everything_on_a_bill_is_understood_without_the_bill(door: Door, invoice: Invoice) -> None:
    asked = {"text": "everything on this bill is wrong", "asked": None, "invoice": None}
    assert door.post("/read", asked)["lines"] == ["*"]


def test_a_number_of_another_look_is_no_dispute_of_theirs(door: Door, organisation: Organisation) -> None:
    asked = {"text": "what's happening with D-2026-0031", "asked": "dispute", "invoice": None}
    assert door.post("/read", asked)["say"] == ["I can't find that dispute on your account."]


def test_what_is_partly_in_dispute_is_not_said_to_be_so_in_all(
    door: Door, invoice: Invoice, client_person: Person
) -> None:
    dispute = factories.make_dispute(invoice, by=client_person, lines=[invoice.lines[2]])
    draft = {"invoice": "INV-2026-0042", "lines": ["*"], "reason": "wrong_client_data", "claimed": None}
    said = door.post("/draft", {**draft, "statement": "bill our GmbH"})["say"][0]
    assert said.startswith(f"Part of this is in dispute already, as {dispute.reference}.")
    assert "the other charges" in said


def test_a_label_within_a_sentence_keeps_its_i(door: Door, invoice: Invoice) -> None:
    draft = {"invoice": "INV-2026-0042", "lines": ["3"], "reason": "unrecognised", "claimed": None}
    assert "What is wrong: I do not recognise" in door.post("/draft", {**draft, "statement": "not ours"})["say"][0]
