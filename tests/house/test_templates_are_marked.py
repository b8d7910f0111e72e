"""What templates say is marked for translation."""

import re

import pytest

from tests.house import source

_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|<script.*?</script>|<style.*?</style>|<code>.*?</code>|<[^<>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(title|aria-label|placeholder|alt|data-label|data-key-words)="([^"]*)"')
_ENTITY = re.compile(r"&\w+;")
_WORD = re.compile(r"[A-Za-z]{2,}")
# Names, kinds of files and examples, which are the same in every language.
THE_SAME = re.compile(r"\b(Redress|PDF|CSV|XLSX|XML|UBL|JSON|DSP-00001)\b|\(UBL\)")
# The assistant's own words (it speaks English), pieces of markup, and pages that only developers see.
NOT_SAID = {
    "templates/portal/chat.html": {
        "Hello . I can explain a charge, tell you where a dispute stands, or open one for you. What would you like to know?"
    },
    "templates/components/fields.html": {
        "aria-describedby=",
        "aria-invalid=",
        "autocomplete=",
        "inputmode=",
        "placeholder=",
        "required",
    },
}


def texts(page: str) -> set[str]:
    """Words that stand in a template outside of code, tags and comments, and in the attributes that are read out."""
    # Code may hold brackets and quotes: it goes first, so that what is left is plain markup.
    plain = _CODE.sub("\ue000", _TRANSLATED.sub("\ue000", page))
    found = [value for tag in _TAG.findall(plain) for _, value in _ATTRIBUTE.findall(tag)]
    found += _TAG.sub("\n", plain).split("\n")
    read = (" ".join(_ENTITY.sub(" ", text).replace("\ue000", " ").split()) for text in found)
    return {text for text in read if _WORD.search(THE_SAME.sub("", text))}


@pytest.mark.parametrize("path", source.files("templates/*"), ids=source.name_of)
def test_a_template_says_nothing_that_is_not_marked(path: object) -> None:
    name = source.name_of(path)  # type: ignore[arg-type]
    if name.startswith("templates/dev/"):
        return
    left = {
        text
        for text in texts(path.read_text())  # type: ignore[attr-defined]
        if not any(text.startswith(known) or text == known for known in NOT_SAID.get(name, ()))
    }
    assert left == set(), name


def test_unmarked_words_are_found() -> None:
    page = '<p title="One">{{ _("Two") }} Three{% if four %} five{% endif %}<b>{{ six }}</b></p>{% trans %}Seven{% endtrans %}'

    assert texts(page) == {"One", "Three five"}
