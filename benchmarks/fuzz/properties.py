"""What holds for every mail, however it was made."""

from support.correspondence.inbound import limits
from support.correspondence.inbound.headers import ADDRESS
from support.correspondence.inbound.parsing import parse


def check(raw: bytes) -> None:
    """Raises `AssertionError` where a mail comes out in a way that could not be stored, shown or answered."""
    parsed = parse(raw)
    assert not parsed.problem.startswith("It could not be read"), parsed.problem
    shown = [parsed.author, parsed.author_name, parsed.subject, parsed.message_id, *parsed.thread_ids]
    for value in shown:
        assert "\n" not in value and "\r" not in value and "\x00" not in value
        value.encode("utf-8")
    for words in (parsed.text, parsed.whole):
        assert len(words) <= limits.LONGEST_TEXT
        assert not any(letter < " " and letter not in "\n\t" for letter in words)
        words.encode("utf-8")
    assert parsed.author == "" or ADDRESS.fullmatch(parsed.author)
    assert len(parsed.attachments) <= limits.MOST_ATTACHMENTS
    assert sum(len(found.data) for found in parsed.attachments) <= 2 * len(raw) + 1024
    for found in parsed.attachments:
        assert "\n" not in found.name and "\x00" not in found.name
