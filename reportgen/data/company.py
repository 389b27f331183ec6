"""Reading `company.yaml`: whose figures these are.

entity: "TSE:3774"
name_en: Internet ...          ->   Company(entity="TSE:3774", ..., calendar=FiscalCalendar(3))
fiscal_year_end: "03-31"

Whose years are of 52 or 53 weeks says so, and how years are named, and days that no rule gives:

fiscal_year_end: "09-30"
fiscal_year_ends_on: last Saturday          or nearest Saturday: the one nearest to that day
years_named_by: end                         or start, as it is where nothing is said
scale: thousand                             what its figures are printed in, where a table of them does not say
period_ends: {1Q23: 2022-12-31}
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.fiscal_calendar import WEEKDAYS, FiscalCalendar
from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.core.units import SCALES
from reportgen.core.yaml_reader import LimitedLoader, construct, sound_node
from reportgen.data.cells import Reporter
from reportgen.data.companies import Company, Contact

# What a fiscal year may be called after: the calendar year of its start or of its end.
NAMED_BY = ("start", "end")
# What figures may be printed in, as powers of ten.
PRINTED_IN = {"unit": 0, **{scale.word: scale.power for scale in SCALES if scale.word and scale.spoken}}
_TEXTS = ("entity", "name_en", "name_ja", "short_name", "slogan", "currency")
_CALENDAR = ("fiscal_year_end", "fiscal_year_ends_on", "years_named_by", "period_ends", "earlier_year_ends")
_ENTRIES = (*_TEXTS, "scale", "listings", "languages", *_CALENDAR, "investor_relations")
_NEEDED_OF_COMPANY = ("entity", "name_en", "currency", "fiscal_year_end")
# The lines of the contact page, in the order of a letterhead, with the words that pages have for them.
_CONTACT = {"heading": "department", "address": "address", "tel": "phone", "web": "web", "email": "mail"}


def company_schema() -> dict[str, object]:
    """What may stand in the file, as a JSON Schema."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    contact = dict.fromkeys(_CONTACT, text) | {"since": text | {"format": "date"}}
    earlier = {"type": "array", "items": {"type": "object", "properties": contact, "required": ["since"]}}
    names = "|".join(WEEKDAYS)
    year_end = text | {"pattern": r"^(0[1-9]|1[0-2])-(28|29|30|31)$"}
    told = {
        "scale": {"enum": list(PRINTED_IN)},
        "listings": texts,
        "languages": texts,
        "fiscal_year_end": year_end,
        "fiscal_year_ends_on": text | {"pattern": f"(?i)^(last|nearest) ({names})$"},
        "years_named_by": {"enum": list(NAMED_BY)},
        "period_ends": {"type": "object", "additionalProperties": text | {"format": "date"}},
        "earlier_year_ends": {"type": "object", "additionalProperties": year_end},
        "investor_relations": {
            "anyOf": [texts, {"type": "object", "properties": contact | {"earlier": earlier}}]
        },
    }
    return {
        "title": "company.yaml",
        "type": "object",
        "properties": {name: told.get(name, text) for name in _ENTRIES},
        "required": list(_NEEDED_OF_COMPANY),
        "additionalProperties": False,
    }


def read_company(file: str, data: bytes) -> tuple[Company | None, list[Issue]]:
    """The company in a YAML file, or None, and all findings."""
    issues: list[Issue] = []
    try:
        loader = LimitedLoader(data.decode("utf-8-sig"))
        node = sound_node(loader)
        content = construct(loader, node)
    except UnicodeDecodeError:
        return None, [Issue("wrong-encoding", "the file is not UTF-8", Place(file), expected="UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1 if mark is not None else None)
        problem = str(getattr(error, "problem", "") or "the text cannot be read")
        return None, [Issue("not-yaml", f"the file is no valid YAML: {problem}", place)]
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        return None, [Issue("not-yaml", "the file holds no names with values", Place(file, 1))]
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    _check_entries(content, lines, file, issues)
    if not issues:
        _check_change(_calendar(content), Reporter(Place(file, lines.get("earlier_year_ends")), issues))
        _check_printed(_calendar(content), Reporter(Place(file, lines.get("period_ends")), issues))
    return (None if issues else _company(content)), issues


def _check_entries(
    content: Mapping[str, object], lines: Mapping[str, int], file: str, issues: list[Issue]
) -> None:
    def at(name: object) -> Reporter:
        return Reporter(Place(file, lines.get(str(name))), issues)

    for name in content:
        if name not in _ENTRIES:
            hint = did_you_mean(str(name), _ENTRIES)
            at(name).report("unknown-name", f'the file has no entry "{name}"', hint=hint)
    for name in _NEEDED_OF_COMPANY:
        if not content.get(name):
            at(name).report("missing-name", f'the entry "{name}" is missing')
    for name in _TEXTS:
        if content.get(name) is not None and not isinstance(content[name], str):
            at(name).report("not-a-text", f'"{name}" is not a text', hint="put it in quotes")
    scale = content.get("scale")
    if scale is not None and scale not in PRINTED_IN:
        hint = did_you_mean(str(scale), PRINTED_IN)
        at("scale").report(
            "unknown-scale",
            '"scale" cannot be read',
            expected=", ".join(PRINTED_IN),
            found=str(scale),
            hint=hint,
        )
    year_end = content.get("fiscal_year_end")
    if year_end and _month(str(year_end)) is None:
        at("fiscal_year_end").report(
            "not-a-month-end",
            '"fiscal_year_end" is not the last day of a month',
            expected='"03-31" for a year that ends in March',
            found=str(year_end),
        )
    for name, read, expected in (
        ("fiscal_year_ends_on", _weekday, '"last Saturday" or "nearest Saturday"'),
        ("years_named_by", _named_by, "start or end"),
        ("period_ends", _printed_ends, "quarters, each with its last day: {1Q23: 2022-12-31}"),
        ("earlier_year_ends", _earlier, 'the last year that ended then, with that day: {FY22: "03-31"}'),
    ):
        if content.get(name) and read(content[name]) is None:
            at(name).report(
                "unknown-calendar", f'"{name}" cannot be read', expected=expected, found=str(content[name])
            )
    if content.get("investor_relations") and _contacts(content["investor_relations"]) is None:
        at("investor_relations").report(
            "unknown-contact",
            '"investor_relations" cannot be read',
            expected="earlier contacts as a list, the newest first, each and the one before it with its day: "
            "{since: 2009-07-08, address: ...}",
        )


def _check_change(calendar: FiscalCalendar, at: Reporter) -> None:
    """Whether the first year after each change of year end can be one: from a month to fifteen months long."""
    for last, _ in calendar.earlier:
        year = Period(PeriodKind.YEAR, last + 1)
        start, end = calendar.start(year), calendar.end(year)
        if not 27 <= (end - start).days <= 460:
            at.report(
                "unknown-calendar",
                '"earlier_year_ends" leaves no first year after the change',
                expected="a year of one to fifteen months",
                found=f"{year}: {start} to {end}",
                hint="where two years end in one calendar year, years_named_by: start names them apart",
            )


def _check_printed(calendar: FiscalCalendar, at: Reporter) -> None:
    """Whether quarters that end on a printed day, and those that follow, can be quarters: of 8 to 18 weeks."""
    for (year, index), _ in calendar.printed:
        quarter = Period(PeriodKind.QUARTER, year, index)
        for one in (quarter, quarter.step(1)):
            start, end = calendar.start(one), calendar.end(one)
            if calendar.has(one) and not 56 <= (end - start).days + 1 <= 126:
                at.report(
                    "unknown-calendar",
                    f'"period_ends" gives {quarter} a last day that it cannot end on',
                    expected="quarters of 8 to 18 weeks that follow one another",
                    found=f"{one}: {start} to {end}",
                )
                break


def _company(content: Mapping[str, Any]) -> Company:
    return Company(
        entity=content["entity"],
        name_en=content["name_en"],
        name_ja=content.get("name_ja") or "",
        short_name=content.get("short_name") or content["name_en"],
        slogan=content.get("slogan") or "",
        listings=_strings(content.get("listings")),
        calendar=_calendar(content),
        currency=content["currency"],
        languages=_strings(content.get("languages")) or ("en",),
        contacts=_contacts(content.get("investor_relations")) or (),
        power=PRINTED_IN.get(content.get("scale", "")),
    )


def _calendar(content: Mapping[str, Any]) -> FiscalCalendar:
    weekday, nearest = _weekday(content.get("fiscal_year_ends_on")) or (None, False)
    return FiscalCalendar(
        _month(str(content["fiscal_year_end"])) or 12,
        _named_by(content.get("years_named_by")) == "end",
        weekday,
        nearest,
        _printed_ends(content.get("period_ends")) or (),
        _earlier(content.get("earlier_year_ends")) or (),
    )


def _weekday(value: object) -> tuple[int, bool] | None:
    """The day of the week that years end on, 0 for Monday, and whether it is the one nearest to the month's end."""
    which, _, name = str(value).partition(" ")
    days = [day.lower() for day in WEEKDAYS]
    if which.lower() not in ("last", "nearest") or name.lower() not in days:
        return None
    return days.index(name.lower()), which.lower() == "nearest"


def _named_by(value: object) -> str | None:
    return str(value) if value in NAMED_BY else None


def _printed_ends(value: object) -> tuple[tuple[tuple[int, int], date], ...] | None:
    """Each fiscal year and quarter with the last day that is written for it; a year's is that of its fourth quarter."""
    if not isinstance(value, dict):
        return None
    found = []
    try:
        for name, day in value.items():
            period = parse_period(str(name))
            quarter = {PeriodKind.QUARTER: period.index, PeriodKind.YEAR: 4}[period.kind]
            found.append(((period.year, quarter), date.fromisoformat(str(day))))
    except (ValueError, KeyError):
        return None
    return tuple(sorted(found))


def _earlier(value: object) -> tuple[tuple[int, int], ...] | None:
    """Each last fiscal year before a change of year end, with the month that years ended with until then."""
    if not isinstance(value, dict):
        return None
    found = []
    for name, day in value.items():
        month = _month(str(day))
        try:
            period = parse_period(str(name))
        except ValueError:
            return None
        if period.kind is not PeriodKind.YEAR or month is None:
            return None
        found.append((period.year, month))
    return tuple(sorted(found))


def _month(text: str) -> int | None:
    match = re.fullmatch(r"(\d\d)-(\d\d)", text)
    if not match or not 1 <= int(match[1]) <= 12:
        return None
    month, day = int(match[1]), int(match[2])
    return month if day in (monthrange(2001, month)[1], monthrange(2000, month)[1]) else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _contacts(value: object) -> tuple[Contact, ...] | None:
    """The contacts, the newest first: an earlier one has what it does not say from the one after it."""
    if not isinstance(value, dict):
        return (Contact(dict(zip(_CONTACT.values(), _strings(value), strict=False))),)
    found: list[Contact] = []
    earlier = value.get("earlier") or []
    if not isinstance(earlier, list) or not all(isinstance(one, dict) for one in earlier):
        return None
    for one in (value, *earlier):
        own = {word: str(one[name]) for name, word in _CONTACT.items() if one.get(name)}
        try:
            since = date.fromisoformat(str(one["since"])) if one.get("since") else date.min
        except ValueError:
            return None
        if found and not date.min < since < found[-1].since:
            return None
        found.append(Contact({**found[-1].lines, **own} if found else own, since))
    return tuple(found)
