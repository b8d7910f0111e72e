"""Profiles read from their TOML files."""

from pathlib import Path

from support.policies import reading
from support.policies.calendars import read_calendar
from support.policies.profiles import (
    CUTOFFS,
    MOMENTS,
    ROLLS,
    UNITS,
    ClockRule,
    Duties,
    Extension,
    Interim,
    Length,
    Letter,
    NoticeWindow,
    Profile,
    Recourse,
    Variant,
)
from support.policies.reading import Table
from support.policies.vocabulary import name_of

CHANNELS = ("chat", "portal", "email", "phone", "letter")
ENDS = ("withdrawn", "closed")


def read_profile(path: Path) -> Profile:
    """Raises `PolicyError` with file and key for anything that cannot be followed."""
    with reading.file(path) as table:
        read = _read(table)
    if read.estimate not in {rule.name for rule in read.clocks}:
        raise table.wrong(f"“estimate” names no clock: {read.estimate}")
    if len({rule.name for rule in read.clocks}) != len(read.clocks):
        raise table.wrong("two clocks have the same name")
    if read.effective_from and read.effective_to and read.effective_from > read.effective_to:
        raise table.wrong("it ends before it begins")
    return read


def _read(table: Table) -> Profile:
    days = table.table("calendar")
    close = days.read("close_of_business", reading.minutes)
    usual = {"cutoff": days.choice("cutoff", CUTOFFS, "none"), "roll": days.choice("roll", ROLLS, "none")}
    pause_from, pause_until = _pause(table.table("pause"))
    return Profile(
        id=table.text("id"),
        version=table.count("version", least=1),
        title=table.text("title"),
        source=table.text("source"),
        as_of=table.day("as_of"),
        reviewed_by=table.text("reviewed_by", ""),
        effective_from=table.day_or_none("effective_from"),
        effective_to=table.day_or_none("effective_to"),
        channels=_channels(table),
        estimate=table.text("estimate"),
        calendar=read_calendar(days),
        close_of_business=close,
        clocks=tuple(_clock(row, usual) for row in table.tables("clocks")),
        notice_window=_notice_window(table) if table.has("notice_window") else None,
        pause_from=pause_from,
        pause_until=pause_until,
        closes_unanswered=table.flag("closes_unanswered"),
        duties=_duties(table),
    )


def _pause(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with table:
        return _names(table, "from"), _names(table, "until")


def _duties(table: Table) -> Duties:
    with table.table("figures") as figures:
        named = tuple((key, figures.text(key)) for key in figures)
    return Duties(
        interim=_interim(table.table("interim")),
        letters=tuple(_letter(row) for row in table.tables("letters")),
        recourse=tuple(_recourse(row) for row in table.tables("recourse")),
        retention=_length(table.table("retention")) if table.has("retention") else None,
        grounds=table.texts("grounds"),
        not_grounds=table.texts("not_grounds"),
        figures=named,
        notes=table.texts("notes"),
    )


def _names(table: Table, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    try:
        return tuple(name_of(word) for word in table.texts(key, default))
    except ValueError as wrong:
        raise table.wrong(f"“{key}”: {wrong}") from None


def _channels(table: Table) -> tuple[str, ...]:
    channels = table.texts("channels")
    strange = sorted(set(channels) - set(CHANNELS))
    if strange or not channels:
        raise table.wrong(f"“channels” are among {', '.join(CHANNELS)}, not {', '.join(strange) or 'none at all'}")
    return channels


def _length(table: Table) -> Length:
    with table:
        return _length_in(table)


def _length_in(table: Table) -> Length:
    return Length(table.count("n", least=1), table.choice("unit", UNITS))


def _variants(table: Table, unit: str) -> tuple[Variant, ...]:
    found = []
    for row in table.tables("variants"):
        with row:
            length = Length(row.count("n", least=1), row.choice("unit", UNITS, unit))
            found.append(Variant(row.read("when", name_of), length))
    return tuple(found)


def _extensions(table: Table) -> tuple[Extension, ...]:
    found = []
    for row in table.tables("extensions"):
        with row:
            length = _length_in(row)
            requires = _names(row, "requires")
            if not requires:
                raise row.wrong("an extension has a condition")
            found.append(Extension(length, requires, row.flag("in_time", True), _variants(row, length.unit)))
    return tuple(found)


def _clock(table: Table, usual: dict[str, str]) -> ClockRule:
    with table:
        length = _length_in(table)
        rule = ClockRule(
            name=table.text("name"),
            label=table.text("label"),
            start=_names(table, "start"),
            length=length,
            variants=_variants(table, length.unit),
            extensions=_extensions(table),
            cap=_length(table.table("cap")) if table.has("cap") else None,
            roll=table.choice("roll", ROLLS, usual["roll"]),
            cutoff=table.choice("cutoff", CUTOFFS, usual["cutoff"]),
            due=table.choice("due", MOMENTS, _usual_moment(length.unit)),
            satisfied_by=_names(table, "satisfied_by"),
            cancelled_by=_names(table, "cancelled_by", ENDS),
            only_when=_names(table, "only_when"),
            unless=_names(table, "unless"),
            pauses=table.flag("pauses"),
            repeats=table.flag("repeats"),
            regulatory=table.flag("regulatory", True),
            warn_at=table.share("warn_at", 0.75),
            note=table.text("note", ""),
        )
    return _checked(table, rule)


def _usual_moment(unit: str) -> str:
    return "to_the_minute" if unit in ("minutes", "business_hours") else "end_of_day"


def _checked(table: Table, rule: ClockRule) -> ClockRule:
    if not rule.start:
        raise table.wrong("“start” names the event that starts it")
    if rule.cap and rule.cap.unit == "billing_cycles":
        raise table.wrong("a cap is a time that is known without the billing cycle")
    if rule.length.unit == "billing_cycles" and not rule.cap:
        raise table.wrong("a clock of billing cycles has a cap, because a cycle may be unknown")
    return rule


def _notice_window(table: Table) -> NoticeWindow:
    with table.table("notice_window") as row:
        return NoticeWindow(
            length=_length_in(row),
            anchor=row.read("from", name_of),
            late=row.choice("late", ("accept_as_courtesy", "manager_override"), "accept_as_courtesy"),
            roll=row.choice("roll", ROLLS, "none"),
        )


def _interim(table: Table) -> Interim:
    with table:
        return Interim(
            hold_disputed_amount=table.flag("hold_disputed_amount", True),
            block_late_fees=table.flag("block_late_fees", True),
            block_dunning=table.flag("block_dunning", True),
            block_adverse_report=table.flag("block_adverse_report"),
            block_service_cut=table.flag("block_service_cut"),
            provisional_credit=table.flag("provisional_credit"),
            stop_debit_days=table.count("stop_debit_days", 0),
        )


def _letter(table: Table) -> Letter:
    with table:
        must = table.texts("must")
        if not must:
            raise table.wrong("“must” lists what the letter says")
        with table.table("says") as sentences:
            says = tuple((point, sentences.text(point)) for point in sentences)
        if strange := sorted({point for point, _ in says} - set(must)):
            raise table.wrong(f"“says” has a sentence for what “must” does not ask for: {', '.join(strange)}")
        return Letter(table.text("name"), must, table.text("channel", "any"), says)


def _recourse(table: Table) -> Recourse:
    with table:
        within = _length(table.table("within")) if table.has("within") else None
        return Recourse(table.text("name"), table.texts("when"), within)
