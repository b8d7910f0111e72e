"""Units of measure as people say them: UN/ECE Recommendation 20 codes and the words that tables use."""

from decimal import Decimal

from support.kernel.sayings import N_

_WORDS = {
    "HUR": (N_("hour"), N_("hours")),
    "MIN": (N_("minute"), N_("minutes")),
    "DAY": (N_("day"), N_("days")),
    "WEE": (N_("week"), N_("weeks")),
    "MON": (N_("month"), N_("months")),
    "ANN": (N_("year"), N_("years")),
    "KGM": (N_("kg"), N_("kg")),
    "GRM": (N_("g"), N_("g")),
    "TNE": (N_("t"), N_("t")),
    "LTR": (N_("litre"), N_("litres")),
    "MTR": (N_("metre"), N_("metres")),
    "KMT": (N_("km"), N_("km")),
    "MTK": (N_("m²"), N_("m²")),
    "MTQ": (N_("m³"), N_("m³")),
    "KWH": (N_("kWh"), N_("kWh")),
    "BX": (N_("box"), N_("boxes")),
    "XBX": (N_("box"), N_("boxes")),
    "XPK": (N_("pack"), N_("packs")),
    "XBG": (N_("bag"), N_("bags")),
    "SET": (N_("set"), N_("sets")),
    "E48": (N_("service"), N_("services")),
    "E49": (N_("working day"), N_("working days")),
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
