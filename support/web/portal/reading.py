"""What a client can read about what stands on the page: our articles by the words of their titles, and our policies."""

import re
from collections.abc import Callable
from typing import Any

from support.disputes.reasons import Reason
from support.knowledge import queries
from support.knowledge.models import Article, ArticleKind
from support.web.portal import blueprint

TOPICS = {
    "invoice": ("invoice", "bill", "charge", "read"),
    "hold": ("hold", "disput", "question"),
    "payment": ("pay", "instalment", "overdue"),
    "tax": ("tax", "vat"),
    "price": ("price", "rate", "discount", "agreement"),
}
"""How the words of a title begin that is about the topic."""
MOST = 4


TOPIC_OF = {
    Reason.TAX: "tax",
    Reason.RATE_DISCREPANCY: "price",
    Reason.MISSING_DISCOUNT: "price",
    Reason.TERMS: "payment",
    Reason.MISAPPLIED_PAYMENT: "payment",
    Reason.CREDIT_NOT_PROCESSED: "payment",
}
"""What a dispute is about, where it is not about how to read the bill."""


@blueprint.app_context_processor
def reading() -> dict[str, Callable[..., Any]]:
    return {"articles_about": articles_about, "topic_of": lambda reason: TOPIC_OF.get(reason, "invoice")}


def articles_about(*topics: str) -> list[Article]:
    """Those whose title names a topic, in the topics' order, then the policies; each once, a handful at most.

    However many are about a topic, a policy is always among them.
    """
    known = queries.headings()
    found = [row for topic in topics for row in known if _is_about(row, topic)]
    policies = [row for row in known if row.kind is ArticleKind.POLICY]
    about = [row for row in dict.fromkeys(found) if row not in policies]
    return [*about[: MOST - min(len(policies), MOST // 2)], *policies][:MOST]


def _is_about(article: Article, topic: str) -> bool:
    words = re.findall(r"\w+", article.title.lower())
    return any(word.startswith(TOPICS[topic]) for word in words)
