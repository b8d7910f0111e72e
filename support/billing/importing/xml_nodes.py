"""The elements of a document that was read safely, with the way back to where each stood in the file.

A node remembers whether a reader has taken it; what nobody took is what the reader does not understand, and the
document says so (`left_out`) instead of losing it in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NoReturn

from support.billing.importing.refusals import NotReadable
from support.kernel.sayings import N_

_LEFT_OUT_SHOWN = 50


class Node:
    """One element: `name` with the well-known prefix ("cbc:ID"), `text` stripped or None, `size` of embedded files."""

    __slots__ = ("attributes", "children", "file", "line", "name", "parent", "size", "taken", "text")

    def __init__(self, name: str, file: str, line: int, parent: Node | None, attributes: dict[str, str] | None) -> None:
        self.name = name
        self.file = file
        self.line = line
        self.parent = parent
        self.attributes = attributes
        self.children: list[Node] = []
        self.text: str | None = None
        self.size: int | None = None
        self.taken = False

    def attribute(self, name: str) -> str | None:
        """The attribute's text, None where it is missing or blank."""
        return ((self.attributes or {}).get(name) or "").strip() or None

    @property
    def shown(self) -> str:
        """The name as people write it: a foreign namespace is left away."""
        return self.name.rpartition("}")[2]

    @property
    def path(self) -> str:
        """The XPath, e.g. `/Invoice/cac:InvoiceLine[3]/cbc:ID`; an index only where there are siblings of that name."""
        if self.parent is None:
            return f"/{self.shown}"
        same = [child for child in self.parent.children if child.name == self.name]
        index = f"[{next(at for at, child in enumerate(same, 1) if child is self)}]" if len(same) > 1 else ""
        return f"{self.parent.path}/{self.shown}{index}"

    def refuse(self, reason: str) -> NoReturn:
        raise NotReadable(self.file, N_("%(path)s (line %(line)s)", path=self.path, line=self.line), reason)

    def every(self, name: str, most: int = 1_000) -> list[Node]:
        """All children of that name, in order; refused where there are more than `most`."""
        found = [child for child in self.children if child.name == name]
        if len(found) > most:
            self.refuse(
                N_(
                    "%(name)s stands here %(count)s times; up to %(most)s are read. Ask the sender to split the document.",
                    name=name,
                    count=Decimal(len(found)),
                    most=Decimal(most),
                )
            )
        for child in found:
            child.taken = True
        return found

    def first(self, path: str) -> Node | None:
        """The first at each step of `path` ("cac:Country/cbc:IdentificationCode"); further ones stay untaken."""
        node: Node | None = self
        for step in path.split("/"):
            node = next((child for child in node.children if child.name == step), None) if node else None
            if node:
                node.taken = True
        return node

    def only(self, name: str) -> Node | None:
        """The one child of that name, None where there is none; refused where there are several."""
        found = self.every(name)
        if len(found) > 1:
            found[1].refuse(
                N_(
                    "%(name)s stands here %(count)s times, where only one can be meant. Ask the sender which one is right.",
                    name=name,
                    count=len(found),
                )
            )
        return found[0] if found else None

    def needed(self, name: str, what: str) -> Node:
        """The one child of that name; refused where it is missing. `what` is the trade's word for it."""
        found = self.only(name)
        if found is None:
            self.refuse(
                N_("The %(what)s (%(name)s) is missing. Ask the sender for a complete document.", what=what, name=name)
            )
        return found

    def untaken(self) -> Iterator[str]:
        """Places, without indexes, of what no reader asked for, under what readers did take."""
        for child in self.children:
            if child.taken:
                yield from child.untaken()
            else:
                yield child.place_without_index

    def left_out(self) -> tuple[str, ...]:
        """Each place of `untaken` once, the first fifty of them, with a last entry saying that there are more."""
        places = list(dict.fromkeys(self.untaken()))
        shown = tuple(places[:_LEFT_OUT_SHOWN])
        return shown if len(places) == len(shown) else (*shown, f"… and {len(places) - len(shown)} more places")

    @property
    def place_without_index(self) -> str:
        return f"{self.parent.place_without_index if self.parent else ''}/{self.shown}"
