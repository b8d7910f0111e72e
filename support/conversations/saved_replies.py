"""Sentences that agents send again and again. They are put into the field, read and changed there, and then sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SavedReply:
    key: str
    title: str
    words: str


REPLIES = (
    SavedReply(
        "hello",
        "Hello, I am looking",
        "Hello {name}, I have read everything above, so you need not repeat anything. I am looking into it now.",
    ),
    SavedReply(
        "sorry",
        "Sorry, and what is next",
        "I am sorry for the trouble, {name}. I will check the charge against your agreement and tell you here what I find.",
    ),
    SavedReply(
        "paper",
        "Ask for a document",
        "Could you send me the document you have, {name}? It helps to settle this sooner.",
    ),
    SavedReply("wait", "It takes longer", "It takes a little longer than I thought, {name}. I have not forgotten you."),
    SavedReply("done", "Anything else?", "That is done, {name}. Is there anything else that I can do for you?"),
)


def words_of(key: str, name: str) -> str:
    """The reply of this key, spoken to `name`; nothing for a key that there is not."""
    return next((reply.words.format(name=name) for reply in REPLIES if reply.key == key), "")
