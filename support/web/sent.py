"""A form that comes back: what was typed into it and why it was refused, kept apart from the page's other forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import request

from support.kernel.errors import SupportError


@dataclass(frozen=True)
class Sent:
    """`form` is the name that the page has for the form; `begun` is what waits unsent, by form and field."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: SupportError | None = None
    begun: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def kept(self, form: str, name: str, otherwise: Any = "") -> Any:
        """What was typed into the field `name` of this form; else what was begun there, else `otherwise`."""
        return self.typed.get(name, otherwise) if form == self.form else self.begun.get((form, name), otherwise)

    def has_begun(self, form: str) -> bool:
        """Whether something was typed into this form and not sent."""
        return any(name == form for name, _ in self.begun)

    @property
    def sentences(self) -> list[str]:
        """What was typed that is more than a figure or a choice: worth keeping where its form is no longer on the page."""
        return [words for words in self.typed.values() if " " in words.strip()]

    def wrong(self, form: str, *names: str) -> str:
        """The refusal, where it is about one of these fields of this form."""
        if self.problem is None or form != self.form or self.problem.field not in names:
            return ""
        return self.problem.say


def sent(form: str, problem: SupportError | None, begun: Mapping[tuple[str, str], str] = MappingProxyType({})) -> Sent:
    """This request's form; nothing typed where none was sent."""
    return Sent(form, request.form, problem, begun) if request.method == "POST" else Sent(begun=begun)


def endpoint() -> str:
    """The name of the view, without its blueprint's."""
    return str(request.endpoint).rpartition(".")[2]
