"""What is wrong with a translation: missing, left over, or with other placeholders or markup than the English."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def problems(translation: Catalog, template: Catalog) -> list[str]:
    """One sentence each, with the message; none when the catalog is whole."""
    return [*missing(translation, template), *_stale(translation, template), *mistakes(translation)]


AREAS = {
    "what clients see": ("templates/portal/", "templates/public/", "templates/errors/", "templates/components/", "templates/layouts/", "support/web/portal/", "support/web/public/", "support/billing/explaining/", "support/billing/writing/", "support/policies/engine.py", "support/policies/profiles.py", "support/policies/reckoning.py", "support/policies/vocabulary.py", "static/js/chat"),
    "letters": ("templates/letters/",),
    "the desk": ("templates/desk/", "static/js/desk", "support/web/desk/", "support/disputes/", "support/conversations/", "support/sla/"),
    "office and prevention": ("templates/office/", "templates/prevention/", "support/web/office/", "support/web/prevention/", "support/prevention/", "support/reports/"),
    "policies": ("support/policies/",),
}  # fmt: skip
"""Where a message stands, by the beginning of its file's name; what stands in none of these is “everything else”."""
WHOLE = ("what clients see", "letters")
"""What a translation has to have: a client reads no page half in another language."""


def areas_of(message: Message) -> set[str]:
    """One message may stand in several."""
    found = {name for name, places in AREAS.items() if any(file.startswith(places) for file, _ in message.locations)}
    return found or {"everything else"}


def completeness(translation: Catalog, template: Catalog) -> dict[str, tuple[int, int]]:
    """Area → (messages translated, messages there are)."""
    found = dict.fromkeys((*AREAS, "everything else"), (0, 0))
    for message in _messages(template):
        for area in areas_of(message):
            said, of = found[area]
            found[area] = (said + _is_said(translation, message), of + 1)
    return found


def _is_said(translation: Catalog, wanted: Message) -> bool:
    found = translation.get(wanted.id, wanted.context)
    return found is not None and all(_strings(found)) and not found.fuzzy


def missing(translation: Catalog, template: Catalog) -> Iterator[str]:
    for wanted in _messages(template):
        if not _is_said(translation, wanted):
            yield f"Not translated: {_shown(wanted)}"


def _stale(translation: Catalog, template: Catalog) -> Iterator[str]:
    for found in _messages(translation):
        if template.get(found.id, found.context) is None:
            yield f"Not said any more: {_shown(found)}"


def mistakes(translation: Catalog) -> Iterator[str]:
    """Translations that would lack a value, break the page, or end a header."""
    for found in _messages(translation):
        sources = _ids(found)
        for said in filter(None, _strings(found)):
            if set(_PLACEHOLDER.findall(said)) - {"n", "num"} != set(_PLACEHOLDER.findall(sources[-1])) - {"n", "num"}:
                yield f"Other placeholders: {_shown(found)}"
            elif _strange(_PLACEHOLDER.sub("", said)) != _strange(_PLACEHOLDER.sub("", sources[-1])):
                yield f"A stray per cent sign: {_shown(found)}"
            elif sorted(_TAG.findall(said)) != sorted(_TAG.findall(sources[-1])):
                yield f"Other markup: {_shown(found)}"
            elif ('"' in said or "<" in _TAG.sub("", said)) and '"' not in sources[-1]:
                yield f"A straight quotation mark or a bracket, which could end an attribute: {_shown(found)}"


def _strange(text: str) -> bool:
    return "%" in text


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[return-value]  # Babel's types leave a plural's out


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)  # type: ignore[return-value]  # Babel's types leave a plural's out


def _shown(message: Message) -> str:
    return f"“{_ids(message)[0]}”"
