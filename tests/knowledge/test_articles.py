"""Articles: written by managers, read by clients when published, every version kept, and nothing harmful in their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.accounts.models import Person
from support.kernel.errors import BadInput, JustChanged, NotAllowed, NotFound, RuleBroken
from support.kernel.permissions import WHY_NOT
from support.knowledge import queries, services
from support.knowledge.models import Article, ArticleKind
from support.knowledge.rendering import as_html
from support.knowledge.rights import WRITES, why_not
from support.knowledge.services import Text
from support.search.models import Kind
from support.search.queries import find
from tests import factories
from tests.disputes.stand_ins import Somebody
from tests.disputes.stand_ins import manager as a_manager

TEXT = Text("What “on hold” means", "Not due while we look into it.", "You need **not** pay it.")


@pytest.fixture
def article(manager: Person) -> Article:
    return services.write(ArticleKind.ARTICLE, TEXT, by=manager)


def titles(words: str, person: Person | None) -> list[str]:
    return [hit.title for hit in find(words, seen_by=person, kind=Kind.ARTICLE).rows]


def test_only_an_active_manager_writes() -> None:
    assert set(WRITES) <= set(WHY_NOT)
    assert why_not(a_manager()) == ""
    assert why_not(a_manager(active=False)) == "Your account is no longer active."
    assert why_not(Somebody()) == "Only a manager writes what clients read."


def test_every_way_of_writing_is_refused_to_an_agent(article: Article, agent: Person) -> None:
    for attempt in (
        lambda: services.write(ArticleKind.POLICY, TEXT, by=agent),
        lambda: services.rewrite(article, TEXT, why="x", number=1, by=agent),
        lambda: services.publish(article, by=agent),
        lambda: services.take_back(article, by=agent),
        lambda: services.begin_from_drafts(by=agent),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_clients_neither_read_nor_find_what_is_not_published(
    article: Article, manager: Person, client_person: Person
) -> None:
    with pytest.raises(NotFound):
        queries.article_with(article.slug)
    assert titles("hold", client_person) == titles("hold", manager) == titles("hold", None) == []
    services.publish(article, by=manager)
    assert titles("hold", client_person) == titles("hold", manager) == titles("hold", None) == [TEXT.title]
    services.take_back(article, by=manager)
    assert titles("hold", client_person) == titles("hold", None) == []


def test_nobody_in_particular_finds_nothing_else(article: Article, manager: Person, client_person: Person) -> None:
    services.publish(article, by=manager)
    invoice = factories.make_invoice(client_person.organisation, number="INV-2026-HOLD")
    assert [hit.kind for hit in find("hold", seen_by=None).rows] == [Kind.ARTICLE]
    assert {hit.kind for hit in find("hold", seen_by=client_person).rows} == {Kind.ARTICLE, Kind.INVOICE}
    stranger = factories.make_person(role=client_person.role)
    assert invoice.number not in [hit.title for hit in find("hold", seen_by=stranger).rows]


def test_a_change_is_a_new_version_and_the_earlier_one_can_be_read(article: Article, manager: Person) -> None:
    after = Text(TEXT.title, TEXT.summary, "You need not pay it **yet**.")
    assert services.rewrite(article, after, why="Said more clearly", number=1, by=manager).number == 2
    assert queries.version_of(article, 1).body == TEXT.body
    assert [row.why for row in queries.versions_of(article)] == ["Said more clearly", services.NEW]


def test_the_same_text_again_is_no_version(article: Article, manager: Person) -> None:
    assert services.rewrite(article, TEXT, why="", number=1, by=manager).number == 1


def test_of_two_who_change_it_at_once_the_second_is_told(article: Article, manager: Person) -> None:
    services.rewrite(article, Text("A", "", "B"), why="First", number=1, by=manager)
    with pytest.raises(JustChanged):
        services.rewrite(article, Text("C", "", "D"), why="Second", number=1, by=manager)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (Text("", "", "b"), "title"),
        (Text("t" * 201, "", "b"), "title"),
        (Text("a\nb", "", "b"), "title"),
        (Text("t", "s" * 301, "b"), "summary"),
        (Text("t", "", " "), "body"),
        (Text("t", "", "b" * 50_001), "body"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_its_field(text: Text, field: str, manager: Person) -> None:
    with pytest.raises(BadInput) as refused:
        services.write(ArticleKind.ARTICLE, text, by=manager)
    assert refused.value.field == field


def test_a_change_without_its_reason_is_refused(article: Article, manager: Person) -> None:
    with pytest.raises(BadInput) as refused:
        services.rewrite(article, Text("A", "", "B"), why=" ", number=1, by=manager)
    assert refused.value.field == "why"


def test_two_articles_of_one_title_have_two_addresses(article: Article, manager: Person) -> None:
    assert services.write(ArticleKind.ARTICLE, TEXT, by=manager).slug == f"{article.slug}-2"


def test_the_drafts_that_come_with_the_program_are_written_once(manager: Person) -> None:
    made = services.begin_from_drafts(by=manager)
    assert {row.kind for row in made} == set(ArticleKind)
    assert not queries.published()
    with pytest.raises(RuleBroken):
        services.begin_from_drafts(by=manager)


@pytest.mark.parametrize(
    ("markdown", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[a](javascript:alert(1))", 'href="javascript'),
        ("[a](JaVaScRiPt&#58;alert(1))", 'href="j'),
        ("[a](data:text/html;base64,x)", 'href="data'),
        ("[a](vbscript:x)", 'href="vbscript'),
        ("![a](http://example.com/a.png)", "<img"),
        ("<scr<script>ipt>", "<script"),
    ],
)
def test_nothing_harmful_comes_out_of_an_article(markdown: str, never: str) -> None:
    assert never not in as_html(markdown).lower()


@given(st.text(max_size=300))
def test_whatever_is_written_no_script_comes_out(markdown: str) -> None:
    made = as_html(markdown).lower()
    assert "<script" not in made
    assert "<h1" not in made


def test_headings_begin_at_the_second_level_and_tables_are_tables() -> None:
    made = as_html("# One\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")
    assert "<h2>One</h2>" in made
    assert "<td>1</td>" in made
