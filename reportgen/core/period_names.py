"""What periods are called, in the languages that decks are written in.

                 en                          ja
FY17    label    FY17                        2018年3月期
        long     FY2017                      2018年3月期
        dates    Apr. 2017 - Mar. 2018       2017年4月～2018年3月
9M13    long     1Q-3Q FY2013                2014年3月期 第3四半期累計
4Q17    short    4Q17                        18/3期4Q
medium_term      medium to long term         中長期
"""

from __future__ import annotations

import re
from datetime import date

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind
from reportgen.core.reading_words import NUMBER_WORDS

_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "Jun.", "Jul.", "Aug.", "Sep.", "Oct.", "Nov.", "Dec.")
_WHOLE_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# How houses spell periods in English, each named by its quarter: a part of the year, and a year.
SPELLINGS = {
    "1Q23": ("{front}{yy}", "FY{yy}"),
    "1Q FY2023": ("{front} FY{yyyy}", "FY{yyyy}"),
    "Q1 2023": ("{back} {yyyy}", "FY{yyyy}"),
    "Q1 FY23": ("{back} FY{yy}", "FY{yy}"),
    "2023Q1": ("{yyyy}{back}", "FY{yyyy}"),
}
USUAL = "1Q23"
# What a document plans or tells without a date, whichever form of a name is asked for.
_UNDATED = {
    "medium_term": {"en": "medium to long term", "ja": "中長期"},
    "undated": {"en": "undated", "ja": "時期未定"},
}
_NO_DATE = re.compile(
    r"(?:(?:mid|medium|middle)(?:[ -]to[ -]long)?|long)[ _-]?(?:term|run)|\u4e2d?\u9577\u671f|\u4e2d\u671f",
    re.IGNORECASE,
)
_NTH = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def label(period: Period, language: str, calendar: FiscalCalendar, spelling: str = USUAL) -> str:
    """The name of a period in tables and sentences: `4Q17`, 2018年3月期 第4四半期, `medium to long term`."""
    if not period.is_dated:
        return _UNDATED[period.id]["ja" if language == "ja" else "en"]
    if period.is_instant:
        return day(calendar.end(period), language)
    if period.kind is PeriodKind.MONTH:
        return month_name(calendar.end(period), language)
    if language != "ja":
        return spelled(period, spelling)
    year = f"{calendar.closing_year(period)}年{calendar.month_of(period)}月期"
    return f"{year} {part}" if (part := _part(period)) else year


def undated(text: str) -> str:
    """The id of the period without a date that a person means by some words, `medium to long term`; else empty."""
    named = next((one for one, names in _UNDATED.items() if text.strip().casefold() in names.values()), "")
    return named or ("medium_term" if _NO_DATE.fullmatch(text.strip()) else "")


def head(period: Period, spelling: str = USUAL) -> str:
    """The name of a period in the heads of tables: `4Q17`; in words where it has no date."""
    return spelled(period, spelling) if period.is_dated else _UNDATED[period.id]["en"]


def spelled(period: Period, spelling: str) -> str:
    """A period as a house spells it in English: `Q4 2017`; days and months as their ids."""
    if spelling == USUAL or period.is_instant or period.kind in (PeriodKind.MONTH, PeriodKind.UNDATED):
        return period.id
    of_part, of_year = SPELLINGS[spelling]
    front = back = period.kind.value
    if period.kind is PeriodKind.TRAILING:
        front, back = f"LTM {period.index}Q", f"LTM Q{period.index}"
    elif period.kind is not PeriodKind.NINE_MONTHS:
        front, back = f"{period.index}{period.kind.value}", f"{period.kind.value}{period.index}"
    shape = of_year if period.kind is PeriodKind.YEAR else of_part
    return shape.format(front=front, back=back, yy=f"{period.year % 100:02d}", yyyy=period.year)


def long_label(period: Period, language: str, calendar: FiscalCalendar, spelling: str = USUAL) -> str:
    """The name of a period in titles: `FY2017`, `1Q-3Q FY2013`."""
    if language == "ja" or period.is_instant or period.kind in (PeriodKind.MONTH, PeriodKind.UNDATED):
        return label(period, language, calendar)
    year = f"FY{period.year}"
    if period.kind is PeriodKind.YEAR:
        return year
    if spelling != USUAL:
        return spelled(period, spelling)
    if period.kind is PeriodKind.TRAILING:
        return f"last twelve months to {period.index}Q {year}"
    part = "1Q-3Q" if period.kind is PeriodKind.NINE_MONTHS else f"{period.index}{period.kind.value}"
    return f"{part} {year}"


def short_label(period: Period, language: str, calendar: FiscalCalendar, spelling: str = USUAL) -> str:
    """The name of a period under a column of a chart: `4Q17`, 18/3期4Q."""
    if not period.is_dated:
        return label(period, language, calendar)
    if language != "ja" or period.is_instant or period.kind is PeriodKind.MONTH:
        return label(period, language, calendar) if language == "ja" else spelled(period, spelling)
    year = f"{calendar.closing_year(period) % 100:02d}/{calendar.month_of(period)}期"
    if period.kind in (PeriodKind.QUARTER, PeriodKind.TRAILING):
        return f"{year}{period.index}Q{' LTM' * (period.kind is PeriodKind.TRAILING)}"
    if period.kind is PeriodKind.HALF:
        return f"{year}{'2Q累計' if period.index == 1 else '下期'}"
    return f"{year}3Q累計" if period.kind is PeriodKind.NINE_MONTHS else year


def dates(period: Period, language: str, calendar: FiscalCalendar) -> str:
    """The months that a period spans: `Apr. 2017 - Mar. 2018`, 2017年4月～2018年3月."""
    if not period.is_dated:
        return label(period, language, calendar)
    if period.is_instant:
        return day(calendar.end(period), language)
    first, last = (month_name(at, language) for at in calendar.months(period))
    if period.kind is PeriodKind.MONTH:
        return first
    return f"{first}～{last}" if language == "ja" else f"{first} - {last}"


def day(at: date, language: str) -> str:
    """A day: `Mar. 31, 2018`, 2018年3月31日."""
    if language == "ja":
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{_MONTHS[at.month - 1]} {at.day}, {at.year}"


def last_day(period: Period, language: str, calendar: FiscalCalendar) -> str:
    """The last day of a period: `Mar. 31, 2018`."""
    return day(calendar.end(period), language) if period.is_dated else label(period, language, calendar)


def last_month(period: Period, language: str, calendar: FiscalCalendar) -> str:
    """The last month of a period: `Mar. 2018`."""
    return (
        month_name(calendar.months(period)[1], language)
        if period.is_dated
        else label(period, language, calendar)
    )


def whole_day(at: date, language: str) -> str:
    """A day with its month in full, as on a cover: `May 15, 2018`, 2018年5月15日."""
    if language == "ja":
        return day(at, language)
    return f"{_WHOLE_MONTHS[at.month - 1]} {at.day}, {at.year}"


def month_name(at: date, language: str) -> str:
    """A month of a year: `Mar. 2018`, 2018年3月."""
    return f"{at.year}年{at.month}月" if language == "ja" else f"{_MONTHS[at.month - 1]} {at.year}"


def kind_name(period: Period, language: str, calendar: FiscalCalendar) -> str:
    """What kind of period it is, for comparing with others of its kind: `first half`, 第2四半期累計."""
    if not period.is_dated:
        return label(period, language, calendar)
    if language == "ja":
        return _part(period) or "通期"
    if period.kind is PeriodKind.YEAR:
        return "fiscal year"
    if period.kind is PeriodKind.NINE_MONTHS:
        return "first nine months"
    if period.kind is PeriodKind.TRAILING:
        return "last twelve months"
    return f"{_NTH[period.index]} {'half' if period.kind is PeriodKind.HALF else 'quarter'}"


def kind_names(period: Period, language: str, calendar: FiscalCalendar) -> str:
    """The kind of period in the plural: `first halves`; Japanese has none."""
    name = kind_name(period, language, calendar)
    if language == "ja" or not period.is_dated:
        return name
    if period.kind is PeriodKind.NINE_MONTHS:
        return "nine-month periods"
    return f"{name.removesuffix('f')}ves" if name.endswith("half") else f"{name}s"


def count_word(count: int, language: str) -> str:
    """A small number in a row of words: `five`; digits in Japanese and from eleven on."""
    return NUMBER_WORDS[count - 1] if language != "ja" and 0 < count <= len(NUMBER_WORDS) else str(count)


def nth_word(count: int, language: str) -> str:
    """A place in a row: `third`, `12th`; digits alone in Japanese."""
    if language == "ja":
        return str(count)
    if 0 < count < len(_NTH):
        return _NTH[count]
    ending = "th" if 10 < count % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def _part(period: Period) -> str:
    """The stretch of the year: a first half and nine months are 累計, sums up to a quarter."""
    if period.kind is PeriodKind.QUARTER:
        return f"第{period.index}四半期"
    if period.kind is PeriodKind.NINE_MONTHS:
        return "第3四半期累計"
    if period.kind is PeriodKind.TRAILING:
        return f"第{period.index}四半期までの12か月"
    if period.kind is PeriodKind.HALF:
        return "第2四半期累計" if period.index == 1 else "下半期"
    return ""
