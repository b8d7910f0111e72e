"""Names of public holidays as messages. The library names them in English; a translation of ours follows the reader."""

from support.kernel.sayings import N_, joined

OBSERVED = " (observed)"
KNOWN = (
    N_("New Year's Day"), N_("Good Friday"), N_("Easter Monday"), N_("May Day"), N_("Spring Bank Holiday"),
    N_("Late Summer Bank Holiday"), N_("Christmas Eve"), N_("Christmas Day"), N_("Boxing Day"), N_("Day After Christmas"),
    N_("Australia Day"), N_("ANZAC Day"), N_("Martin Luther King Jr. Day"), N_("Dr. Martin Luther King Jr. / Civil Rights Day"),
    N_("Inauguration Day"), N_("Washington's Birthday"), N_("Presidents' Day"), N_("Lincoln/Washington Presidents' Day"),
    N_("Memorial Day"), N_("Juneteenth National Independence Day"), N_("Independence Day"), N_("Labor Day"),
    N_("Columbus Day"), N_("Indigenous Peoples' Day"), N_("Veterans Day"), N_("Thanksgiving Day"), N_("Friday After Thanksgiving"),
    N_("Emancipation Day"), N_("Emancipation Day In Texas"), N_("Cesar Chavez Day"), N_("Confederate Memorial Day"),
    N_("Lyndon Baines Johnson Day"), N_("Labour Day"), N_("Christmas Holiday"), N_("San Jacinto Day"), N_("Texas Independence Day"),
)  # fmt: skip
"""Of the calendars that come with us; the holidays of another country are said in English until they stand here."""


def said(found: str) -> str:
    """`found` as the library has it: several on a day are parted by “; ”, a day off in their place is “(observed)”."""
    return joined("; ", [_one(name) for name in found.split("; ")])


def _one(name: str) -> str:
    if name.endswith(OBSERVED):
        return N_("%(holiday)s (observed)", holiday=N_(name.removesuffix(OBSERVED)))
    return N_(name)
