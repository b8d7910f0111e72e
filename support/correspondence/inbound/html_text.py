"""The words of an HTML mail, without what its program quoted or signed. Nothing of it is ever shown as HTML. Pure."""

import re

from lxml import etree, html

from support.correspondence.inbound import limits

SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "math"})
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"}
    | {"section", "table", "tbody", "thead", "tr", "ul"}
)
SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol"})
"""Blocks with an empty line around them."""

QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_quote_container", "gmail_extra", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"}
    | {"zmail_extra", "tutanota_quote", "moz-forward-container", "ms-outlook-mobile-reference-message"}
)
SIGNATURE_CLASSES = frozenset(
    {"gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block"}
)
SIGNATURE_IDS = frozenset({"signature", "ms-outlook-mobile-signature", "applemailsignature", "mail-editor-signature"})
FROM_HERE_CLASSES = frozenset({"outlookmessageheader", "wordsection-reply"})
FROM_HERE_IDS = frozenset(
    {"appendonsend", "divrplyfwdmsg", "stopspelling", "mail-editor-reference-message-container", "reply-intro"}
)
"""From such an element on everything is the mail that was answered."""
_RULE_ABOVE = re.compile(r"border-top:\s*solid\s+#?(b5c4df|e1e1e1)", re.IGNORECASE)
"""The line that Outlook draws above the mail that it quotes."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def text_of(source: str) -> tuple[str, bool]:
    """(the words that are read on the page, whether a quote was left out of them)."""
    root = _tree(source[: limits.LARGEST_HTML])
    if root is None:
        return "", False
    quoted = _without_quotes(root)
    return _read(root), quoted


def all_text_of(source: str) -> str:
    """Everything that is read on the page, quotes too."""
    root = _tree(source[: limits.LARGEST_HTML])
    return "" if root is None else _read(root)


def _tree(source: str) -> etree._Element | None:
    """As a browser would read it; None when there is nothing in it. Depth is bounded by the parser itself."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _names(element: etree._Element) -> tuple[set[str], str]:
    return set((element.get("class") or "").lower().split()), (element.get("id") or "").lower().removeprefix("x_")


def _without_quotes(root: etree._Element) -> bool:
    """Takes quotes and signatures out of the tree; says whether there was a quote."""
    found = False
    for element in list(root.iter(etree.Element)):
        classes, name = _names(element)
        classes = {part.removeprefix("x_") for part in classes}
        if classes & FROM_HERE_CLASSES or name in FROM_HERE_IDS or _is_ruled(element):
            _drop_from(element)
            return True
        if classes & QUOTE_CLASSES or _is_cited(element):
            found = True
            _drop(element)
        elif classes & SIGNATURE_CLASSES or name in SIGNATURE_IDS:
            _drop(element)
    return found


def _is_cited(element: etree._Element) -> bool:
    return element.tag == "blockquote" and (element.get("type") or "").lower() == "cite"


def _is_ruled(element: etree._Element) -> bool:
    return element.tag == "div" and bool(_RULE_ABOVE.search(element.get("style") or ""))


def _drop(element: etree._Element) -> None:
    """What is in it; the words that follow it stay."""
    element.clear(keep_tail=True)


def _drop_from(element: etree._Element) -> None:
    """The element and everything after it on the page."""
    here: etree._Element | None = element
    while here is not None and (parent := here.getparent()) is not None:
        for later in list(here.itersiblings()):
            parent.remove(later)
        here.tail = None
        here = parent
    _drop(element)


class _Lines:
    """The page's lines as they come: a block begins on a line of its own, a break ends the line it stands in."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line: list[str] = []

    def end_line(self) -> None:
        self.done.append(re.sub(r"[ \t]+", " ", "".join(self.line)).strip())
        self.line = []

    def block(self, spaced: bool) -> None:
        if "".join(self.line).strip():
            self.end_line()
        self.line = []
        if spaced and self.done and self.done[-1]:
            self.done.append("")

    def text(self) -> str:
        self.block(spaced=False)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.done)).strip()


def _read(root: etree._Element) -> str:
    lines, silent = _Lines(), 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        hides = tag in SILENT or bool(_HIDDEN.search(element.get("style") or ""))
        if event == "start":
            silent += hides
            if not silent:
                _open(lines, tag, element)
            continue
        if not silent:
            _close(lines, tag)
        silent -= hides
        if not silent and element.tail:
            lines.line.append(_running(element.tail))
    return lines.text()


def _open(lines: _Lines, tag: str, element: etree._Element) -> None:
    if tag == "br":
        lines.end_line()
    elif tag in BLOCKS:
        lines.block(tag in SPACED)
    if tag == "li":
        lines.line.append("- ")
    if element.text and tag == "pre":
        for row in element.text.split("\n"):
            lines.line.append(row)
            lines.end_line()
    elif element.text:
        lines.line.append(_running(element.text))


def _close(lines: _Lines, tag: str) -> None:
    if tag in BLOCKS:
        lines.block(tag in SPACED)
    elif tag in {"td", "th"}:
        lines.line.append(" ")


def _running(text: str) -> str:
    """Line ends in HTML are blanks."""
    return re.sub(r"[ \t\r\n\f]+", " ", text)
