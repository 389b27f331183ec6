"""Days and times as Excel counts them, and which number formats show them as dates.

2018-03-31          43190       days since 1899-12-30 (1900 date system, ECMA-376 part 1, 18.17.4.1)
2018-03-31 06:00    43190.25
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
# A day, or a time of it with any fraction of a second, in the time of some place (ISO 8601, RFC 3339).
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2})(?:(:[0-9]{2})(?:[.,]([0-9]+))?)?(?: ?(?:[Zz]|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_DAY = Decimal(86_400_000_000)
# The day after the last one that Excel knows, 9999-12-31.
_LAST = 2_958_466
DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm"
# ECMA-376 part 1, 18.8.30: built-in numbers of dates and times, those of East Asian languages too.
_DATE_NUMBERS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
# Years, months, days and times, years of an era, Buddhist years, weekdays in Japanese.
_DATED = re.compile(r"[ymdhsg]|e(?![+-])|bb|aaa", re.IGNORECASE)
_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|General', re.IGNORECASE)


def serial(day: date, *, from_1904: bool = False) -> Decimal | None:
    """The serial number of a day or time; None before the first day that the date system knows.

    The 1900 system counts a 29 February 1900 that never was, so that days before it are one lower.
    """
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    moment = moment.replace(tzinfo=None)
    passed = (moment - (_EPOCH_1904 if from_1904 else _EPOCH_1900)) // timedelta(microseconds=1)
    if not from_1904 and passed < 61 * _DAY:
        passed -= int(_DAY)
    if passed < (0 if from_1904 else _DAY):
        return None
    days, rest = divmod(Decimal(passed), _DAY)
    return days + round(rest / _DAY, 12) if rest else days


def moment_of(number: Decimal, *, from_1904: bool = False) -> date | None:
    """The day, or its time to the millisecond, of a serial number; None where it is none after February 1900."""
    if not (0 if from_1904 else 61) <= number < _LAST - (1462 if from_1904 else 0):
        return None
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    moment = epoch + timedelta(milliseconds=round(number * 86_400_000))
    return moment if number % 1 else moment.date()


def date_of(text: str) -> date | None:
    """The day, or the time of a day, that a text in ISO form names; None for any other text.

    Of a time with an offset the clock at its own place counts, as the text shows it.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day, minutes, seconds, fraction = found.groups()
    try:
        if minutes is None:
            return date.fromisoformat(day)
        return datetime.fromisoformat(f"{day}T{minutes}{seconds or ':00'}.{fraction or '':0<6.6}")
    except ValueError:
        return None


def format_of(day: date) -> str:
    """The number format for a date in a cell without one."""
    return TIME_FORMAT if isinstance(day, datetime) and day.time() != datetime.min.time() else DATE_FORMAT


def shows_dates(number: int, code: str) -> bool:
    """Whether a number format, by its number or its code, shows serial numbers as dates or times."""
    if number in _DATE_NUMBERS:
        return True
    return _DATED.search(_SILENT.sub("", code)) is not None
