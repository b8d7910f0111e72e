"""Units of measure as people say them: UN/ECE Recommendation 20 codes and the words that tables use."""

from decimal import Decimal

_WORDS = {
    "HUR": ("hour", "hours"),
    "MIN": ("minute", "minutes"),
    "DAY": ("day", "days"),
    "WEE": ("week", "weeks"),
    "MON": ("month", "months"),
    "ANN": ("year", "years"),
    "KGM": ("kg", "kg"),
    "GRM": ("g", "g"),
    "TNE": ("t", "t"),
    "LTR": ("litre", "litres"),
    "MTR": ("metre", "metres"),
    "KMT": ("km", "km"),
    "MTK": ("m²", "m²"),
    "MTQ": ("m³", "m³"),
    "KWH": ("kWh", "kWh"),
    "BX": ("box", "boxes"),
    "XBX": ("box", "boxes"),
    "XPK": ("pack", "packs"),
    "XBG": ("bag", "bags"),
    "SET": ("set", "sets"),
    "E48": ("service", "services"),
    "E49": ("working day", "working days"),
}
_PIECES = {"", "C62", "H87", "EA", "NAR", "XPP", "1I", "ZZ", "XUN", "NMP"}
_CODES = {word: code for code, words in _WORDS.items() for word in words} | {
    "h": "HUR",
    "hrs": "HUR",
    "kilogram": "KGM",
    "kilograms": "KGM",
    "l": "LTR",
    "liter": "LTR",
    "piece": "C62",
    "pieces": "C62",
    "unit": "C62",
    "units": "C62",
    "each": "C62",
}


def code_of(unit: str) -> str:
    """`hours`, `h` and `HUR` are HUR; pieces by any name are C62; what is not known stays as it is written."""
    said = unit.strip()
    code = _CODES.get(said.lower(), said.upper())
    return "C62" if code in _PIECES else code


def words(unit: str, quantity: Decimal = Decimal(1)) -> str:
    """`hour` or `hours`; "" for pieces, and for codes that nobody reads."""
    singular, plural = _WORDS.get(code_of(unit), ("", ""))
    return singular if abs(quantity) == 1 else plural


_SIZES = {
    "GRM": ("KGM", Decimal("0.001")),
    "KGM": ("KGM", Decimal(1)),
    "TNE": ("KGM", Decimal(1000)),
    "MIN": ("HUR", Decimal(1) / 60),
    "HUR": ("HUR", Decimal(1)),
    "MTR": ("MTR", Decimal(1)),
    "KMT": ("MTR", Decimal(1000)),
}


def factor(unit: str, other: str) -> Decimal | None:
    """How many of `other` one of `unit` is: a kilogram is 1000 g. None where that depends, as with days and hours."""
    one, two = code_of(unit), code_of(other)
    if one == two:
        return Decimal(1)
    sizes = _SIZES.get(one), _SIZES.get(two)
    if sizes[0] is None or sizes[1] is None or sizes[0][0] != sizes[1][0]:
        return None
    return sizes[0][1] / sizes[1][1]
