"""Building XML so that what is not there leaves no trace: an empty element is neither written nor allowed by Peppol."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lxml import etree

Value = str | Decimal | date | bool | None


class Branch:
    """An element that children are put under. Names carry their prefix ("cbc:ID"), in the order the schema wants."""

    def __init__(self, element: etree._Element, spaces: dict[str | None, str]) -> None:
        self._element = element
        self._spaces = spaces

    @classmethod
    def root(cls, name: str, spaces: dict[str | None, str]) -> Branch:
        return cls(etree.Element(f"{{{spaces[None]}}}{name}", nsmap=spaces), spaces)

    def put(self, name: str, value: Value, /, **attributes: str | None) -> None:
        """A leaf; nothing when `value` is None. lxml refuses text that XML cannot carry."""
        if value is None:
            return
        leaf = self.branch(name)._element
        leaf.text = written(value)
        for key, said in attributes.items():
            if said is not None:
                leaf.set(key, said)

    def branch(self, name: str) -> Branch:
        """A new element that others go under."""
        prefix, _, local = name.rpartition(":")
        return Branch(etree.SubElement(self._element, f"{{{self._spaces[prefix or None]}}}{local}"), self._spaces)

    def nest(self, path: str, value: Value, /, **attributes: str | None) -> None:
        """A leaf with the elements above it, e.g. "cac:Country/cbc:IdentificationCode"; nothing when `value` is None."""
        if value is None:
            return
        *above, name = path.split("/")
        branch = self
        for step in above:
            branch = branch.branch(step)
        branch.put(name, value, **attributes)

    def prune(self, name: str) -> None:
        """Takes the last child away again if it is called `name` and stayed empty."""
        last = self._element[-1] if len(self._element) else None
        if (
            last is not None
            and not len(last)
            and not last.text
            and etree.QName(last).localname == name.rpartition(":")[2]
        ):
            self._element.remove(last)

    def bytes(self) -> bytes:
        return etree.tostring(self._element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def written(value: str | Decimal | date | bool) -> str:
    """As XML Schema writes it: decimals without exponent, days in ISO order."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
