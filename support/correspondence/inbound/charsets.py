"""From bytes to text that can be stored: what the mail says its charset is, and what it turns out to be. Pure."""

import codecs
import re

READABLE = frozenset(
    {"ascii", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "koi8-r", "koi8-u", "gb2312", "gbk"}
    | {"gb18030", "big5", "big5hkscs", "euc_jp", "euc_kr", "shift_jis", "iso2022_jp", "iso2022_kr", "johab", "hz"}
    | {f"iso8859-{part}" for part in (*range(1, 12), 13, 14, 15, 16)}
    | {f"cp{page}" for page in (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869, 874)}
    | {f"cp{page}" for page in (932, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)}
    | {"mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek", "tis-620", "ptcp154", "cp037", "cp500", "cp1140"}
)
"""Character sets of mails. Python knows codecs beside these that are no charsets, and some that take quadratic time."""

ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "x-sjis": "shift_jis",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "windows-31j": "cp932",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
}
AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""What is called Latin-1 is Windows-1252 in mails, as in browsers."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\ue000-\uf8ff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that make text run the other way: `photo_gpj.exe` reads as `photo_exe.jpg` with one of them."""
_LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")


def charset_named(name: str) -> str | None:
    """The codec of a charset's name in a mail; None for unknown ones and for codecs that are no charset."""
    plain = name.strip().strip("\"'").lower()
    if not re.fullmatch(r"[a-z0-9_.:-]{2,40}", plain):
        return None
    try:
        found = codecs.lookup(ALIASES.get(plain, plain)).name
    except (LookupError, UnicodeError):
        return None
    return found if found in READABLE else None


def decoded(data: bytes, declared: str = "") -> str:
    """The text of `data`, by its mark, its declared charset or what it looks like; never raises."""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(marked, "replace")
    charset = charset_named(declared) if declared else None
    if charset not in {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "iso2022_jp", "iso2022_kr", "hz"}:
        # Whatever is valid UTF-8 and not plain ASCII was written as UTF-8: other charsets do not look so by chance.
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            charset = None if charset == "utf-8" else charset
    return _decoded_as(data, AS_WINDOWS.get(charset or "ascii", charset or "cp1252"))


def _decoded_as(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (UnicodeError, ValueError):
        return data.decode(charset if charset != "cp1252" else "latin-1", "replace")


def writable(text: str) -> str:
    """`text` with line ends as `\\n`, without what no database, page or reader's eye can take."""
    lines = _LINE_ENDS.sub("\n", text)
    return _TURNING.sub("", _UNWRITABLE.sub("", lines)).replace("\u200b", "").replace("\u00a0", " ")
