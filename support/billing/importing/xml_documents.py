"""XML documents of any kind that is read here: the root says which, wherever in the file it stands."""

from __future__ import annotations

from typing import IO

from support.billing.importing import cii, ubl
from support.billing.importing.documents import ReadDocument
from support.billing.importing.xml_nodes import Node
from support.billing.importing.xml_safety import Dialect, read_tree


def _check_root(root: Node) -> None:
    if root.name != cii.ROOT:
        ubl.check_root(root)


_EITHER = Dialect(
    prefixes={**ubl.DIALECT.prefixes, **cii.DIALECT.prefixes},
    check_root=_check_root,
    attributes=ubl.DIALECT.attributes | cii.DIALECT.attributes,
    count_only=ubl.DIALECT.count_only | cii.DIALECT.count_only,
)


def read_xml(stream: IO[bytes], name: str) -> tuple[str, ReadDocument]:
    """The format ("ubl", "cii") and the invoice or credit note in `stream`; raises `NotReadable`."""
    root = read_tree(stream, name, _EITHER)
    return ("cii", cii.cii_document(root)) if root.name == cii.ROOT else ("ubl", ubl.ubl_document(root))
