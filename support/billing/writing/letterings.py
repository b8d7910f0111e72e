"""Which letters a PDF can show. None is shipped: the fonts every reader has know Western European letters and the euro.

For all other letters a font of the machine is used where there is one; what even that cannot show is written in the
nearest Latin letters, and the page says that the XML holds it exactly.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Callable
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import TTFFont

from support.kernel.sayings import N_

WESTERN = "windows-1252"
REPLACED = N_("Some letters cannot be printed here; the XML of this document has them exactly.")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
_FILES = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial Unicode.ttf", "arial.ttf")
_BOLD = {"DejaVuSans.ttf": "DejaVuSans-Bold.ttf", "NotoSans-Regular.ttf": "NotoSans-Bold.ttf"}
_LIKE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "Ħ": "H"}
_NEAREST = str.maketrans(_LIKE | {"\u2011": "-", "\u2212": "-", "\u2009": " ", "\u202f": " "})
# It tells of every glyph that a font lacks; that is looked at here already.
logging.getLogger("fontTools").setLevel(logging.ERROR)


def prepare(pdf: FPDF, text: str, font: Path | None = None) -> tuple[str, Callable[[str], str], bool]:
    """Chooses the letters for a document over `text`: the font's name, what makes a text printable, and whether anything
    is lost. `font`: the machine's own, looked for where none is given and one is needed.
    """
    pdf.core_fonts_encoding = WESTERN
    if is_western(text):
        return "Helvetica", _western, False
    found = font or machines_font()
    known = _add(pdf, found) if found else set()
    if not known:
        return "Helvetica", _western, _western(text) != text
    printable = _printable(known)
    return "letters", printable, printable(text) != text


def is_western(text: str) -> bool:
    try:
        text.encode(WESTERN)
    except UnicodeEncodeError:
        return False
    return True


def machines_font() -> Path | None:
    for name in _FILES:
        for folder in map(Path, _FOLDERS):
            found = next(iter(sorted(folder.rglob(name))), None) if folder.is_dir() else None
            if found:
                return found
    return None


def _add(pdf: FPDF, file: Path) -> set[int]:
    """The letters that the font has; none where it cannot be read."""
    bold = file.with_name(_BOLD.get(file.name, file.name))
    files = (file, bold if bold.exists() else file)
    try:
        for one in files:
            TTFont(io.BytesIO(one.read_bytes())).close()
        for style, one in zip(("", "B"), files, strict=True):
            pdf.add_font("letters", style, str(one))
    except Exception:  # a broken font breaks its reader in many ways, and the document is needed all the same
        logging.getLogger(__name__).exception("the font %s cannot be read", file)
        return set()
    added = [font for font in (pdf.fonts["letters"], pdf.fonts["lettersB"]) if isinstance(font, TTFFont)]
    return set.intersection(*(set(font.cmap) for font in added))


def _printable(known: set[int]) -> Callable[[str], str]:
    def printable(text: str) -> str:
        return "".join(letter if ord(letter) in known or letter == "\n" else _western(letter) for letter in text)

    return printable


def _western(text: str) -> str:
    return "".join(letter if is_western(letter) else _nearest(letter) for letter in text)


def _nearest(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.translate(_NEAREST))
    kept = "".join(one for one in plain if not unicodedata.combining(one) and is_western(one))
    return kept or ("" if unicodedata.combining(letter) else "?")
