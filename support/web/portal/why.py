"""Why a bill comes to what it does: a question about the whole of it, answered from the ledger's rows."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, render_template
from flask.typing import ResponseReturnValue

from support.billing import explain
from support.billing.explain import Explanation
from support.billing.models import Invoice
from support.billing.queries import invoice_with
from support.kernel.errors import NotFound
from support.kernel.sayings import N_
from support.web.portal import blueprint


@dataclass(frozen=True)
class Question:
    """As a client asks it; `topics` are those of `reading`, `answer` takes the invoice and the reader's locale."""

    words: str
    topics: tuple[str, ...]
    answer: Callable[[Invoice, str], Explanation]


def _change(invoice: Invoice, locale: str) -> Explanation:
    found = explain.explain_change(invoice, locale)
    return found or Explanation(
        [N_("Nothing on %(number)s is charged for a part of a month.", number=invoice.number)], invoice=invoice
    )


QUESTIONS: dict[str, Question] = {
    "total": Question(N_("How is the total made up?"), ("invoice",), explain.explain_total),
    "tax": Question(N_("How is the tax worked out?"), ("tax",), explain.explain_tax),
    "difference": Question(
        N_("Why is it more or less than the invoice before?"), ("price",), explain.explain_difference
    ),
    "twice": Question(
        N_("Was anything charged twice?"),
        ("invoice",),
        lambda invoice, locale: explain.explain_duplicates(invoice, invoice.organisation, locale),
    ),
    "parts": Question(N_("What changed within the month?"), ("price",), _change),
    "payments": Question(N_("What became of my payments?"), ("payment",), explain.explain_payments),
}
"""By the word in the address."""


def asked_of(invoice: Invoice) -> dict[str, str]:
    """The questions that make sense for this invoice, by the word in the address."""
    without = set() if explain.has_proration(invoice) else {"parts"}
    return {name: one.words for name, one in QUESTIONS.items() if name not in without}


@blueprint.get("/why/balance")
def why_balance() -> ResponseReturnValue:
    found = explain.explain_balance(g.person.organisation, g.person.locale)
    title, topics = N_("How is my balance made up?"), ("payment", "hold")
    return render_template("portal/why.html", title=title, topics=topics, invoice=None, found=found, others={})


@blueprint.get("/why/<what>/<path:number>")
def why(what: str, number: str) -> ResponseReturnValue:
    question = QUESTIONS.get(what)
    if question is None:
        raise NotFound(N_("There is no such question."))
    invoice = invoice_with(number, g.person.organisation)
    others = {name: words for name, words in asked_of(invoice).items() if name != what}
    found = question.answer(invoice, g.person.locale)
    facts = {"title": question.words, "topics": question.topics, "others": others}
    return render_template("portal/why.html", invoice=invoice, found=found, **facts)
