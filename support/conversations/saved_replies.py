"""Sentences that agents send again and again. They are put into the field, read and changed there, and then sent."""

from dataclasses import dataclass

from support.kernel.sayings import N_


@dataclass(frozen=True)
class SavedReply:
    key: str
    title: str
    words: str


REPLIES = (
    SavedReply(
        "hello",
        N_("Hello, I am looking"),
        N_("Hello %(name)s, I have read everything above, so you need not repeat anything. I am looking into it now."),
    ),
    SavedReply(
        "sorry",
        N_("Sorry, and what is next"),
        N_(
            "I am sorry for the trouble, %(name)s. I will check the charge against your agreement and tell you here what I find."
        ),
    ),
    SavedReply(
        "paper",
        N_("Ask for a document"),
        N_("Could you send me the document you have, %(name)s? It helps to settle this sooner."),
    ),
    SavedReply(
        "wait",
        N_("It takes longer"),
        N_("It takes a little longer than I thought, %(name)s. I have not forgotten you."),
    ),
    SavedReply(
        "done", N_("Anything else?"), N_("That is done, %(name)s. Is there anything else that I can do for you?")
    ),
)


def words_of(key: str, name: str) -> str:
    """The reply of this key as a saying, spoken to `name`; nothing for a key that there is not."""
    return next((N_(reply.words, name=name) for reply in REPLIES if reply.key == key), "")
