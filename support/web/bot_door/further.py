"""Where a client can read more: an article of the owner's, if there is one that is about it."""

from support.knowledge import queries
from support.web.bot_door.said import page

ABOUT = {
    "hold": ("on hold",),
    "instalments": ("instalment", "payment plan"),
    "reading": ("read your invoice", "read your bill", "understand your invoice"),
    "policy": ("billing policy", "disputes"),
}
"""A topic → what stands in the title of an article about it."""


def further(topic: str) -> list[str]:
    """One sentence with the article's title and address; nothing where the owner has published none."""
    for words in ABOUT[topic]:
        for article in queries.published():
            if words in article.title.casefold():
                return [f"More about it: “{article.title}”, {page('public.article', slug=article.slug)}"]
    return []
