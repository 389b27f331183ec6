"""Tidy tables: one figure a row, one period a column, or one metric a column.

metric,period,value,unit                 metric,unit,Q1 2024,Q2 2024           period,revenue (USD million),EPS
revenue,Q1 2024,"1,234.5",USD million    revenue,USD million,1234.5,1301.0     Q1 2024,1234.5,0.41

Columns are known by their usual names. A metric is a concept by its name or label, or an element of mapping.csv.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.period import parse_period
from reportgen.core.units import CURRENCIES, POWER_OF, POWERS
from reportgen.data.vocabulary import standard_named
from reportgen.importing.inline_xbrl import day_of
from reportgen.importing.reading import DataFile, Filing, Value, refuse

KIND = "table"
_COLUMNS = {
    "element": "metric concept element item line account name indicator",
    "period": "period quarter fiscal_period time date end",
    "year": "year fiscal_year",
    "start": "start start_date",
    "value": "value amount figure val",
    "unit": "unit units",
    "currency": "currency",
    "scale": "scale",
    "decimals": "decimals",
    "service_line": "service_line segment product line_of_business",
    "scope": "scope entity subsidiary",
    "scenario": "scenario version",
    "document": "document doc source filing",
    "published": "published published_on filed filing_date",
    "company": "company issuer company_name",
    "standard": "standard accounting_standard gaap",
}
_MEANING = {name: column for column, names in _COLUMNS.items() for name in names.split()}
_CURRENCIES = {mark: one.code for one in reversed(CURRENCIES) for mark in (*one.signs, one.code)}
# Short spellings of scales that only heads of tables use; words that say nothing there.
_SCALES = {**POWER_OF, "k": 3, "000": 3, "000s": 3, "m": 6, "mm": 6, "b": 9}
_FILLERS = ("", "/", "share", "shares", "per", "in", "of")
_PER_SHARE = re.compile(r"(?:/|\bper) *shares?\b", re.IGNORECASE)
_NO_VALUE = ("", "n/a", "na", "n.a.", "#n/a", "nan", "none", "null")
# A comma parts groups of three digits; before decimals it would make another number of the cell.
_NUMBER = re.compile(
    r"[+-]?(?:\d+|\d{1,3}(?:[,'\u2019 \u00a0\u202f]\d{3})+)?(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE
)
# A company tells of these; another one is a slip of the pen.
_YEARS = range(1900, 2101)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Months up to one: 12M Jun-24, 9 months ended December 2024.
_MONTHS_TO = re.compile(
    r"(?P<count>3|6|9|12) ?m(?:onths?)?(?: (?:to|ended|ending))? "
    rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?[- ]'?(?P<year>(?:\d\d)?\d\d)",
    re.IGNORECASE,
)
_LAYOUTS = (
    "it needs metric, period, value and unit; metric and unit, and a column for each period; or period, and a column "
    "for each metric"
)
_SPELLINGS = (
    "read are 1234.5, 1,234.5, (0.10), 61.5%, and periods such as Q1 2024, 1H24, FY24, 2024, 12M Jun-24"
)
Row = Sequence[object]


class _Time(Struct, frozen=True):
    """A time of a table: the name of a fiscal period, or days, of which a balance has the last one."""

    name: str
    start: date | None = None
    end: date | None = None


class _Unit(Struct, frozen=True):
    """A unit as a value has it, and the power of ten that the value is in; None where the table does not say."""

    name: str
    power: int | None


def read_table(rows: Iterable[Row], file: str, key: str, filed: date | None) -> DataFile:
    """The figures of a table whose first row heads its columns; `FindingsError` where no column says what they are."""
    numbered = [
        (line, list(row))
        for line, row in enumerate(rows, start=1)
        if any(cell not in (None, "") for cell in row)
    ]
    table = [row for _, row in numbered]
    if not table:
        raise refuse("empty-data-file", "the table is empty", file)
    head = [_word(cell) for cell in table[0]]
    names = [_MEANING.get(name.replace(" ", "_").casefold(), "") for name in head]
    wide = [number for number, name in enumerate(head) if not names[number] and _time(name) is not None]
    if "element" not in names and wide and 0 not in wide:
        names[0] = "element"
    down = _heads_of_metrics(table, names) if "element" not in names else []
    if not down and (
        "element" not in names or not (wide or ({"period", "year"} & set(names) and "value" in names))
    ):
        raise refuse(
            "no-such-columns",
            "the columns of the table do not say which figures it holds",
            file,
            found=", ".join(filter(None, head)),
            hint=_LAYOUTS,
        )
    issues = _left_out(table, [*wide, *down, *(n for n, name in enumerate(names) if name)], file)
    values: list[Value] = []
    documents: dict[str, tuple[date | None, str]] = {}
    companies: dict[str, None] = {}
    for line, row in numbered[1:]:
        cells = {
            name: _word(cell) for name, cell in zip(names, row, strict=False) if name and name != "value"
        }
        if cells.get("company"):
            companies.setdefault(cells["company"])
        standard = cells.get("standard", "")
        # A document tells of one accounting standard: rows of another one are another document.
        document = " ".join(filter(None, (cells.get("document", ""), standard)))
        documents.setdefault(document, (day_of(cells.get("published", "")) or filed, standard))
        if year := cells.get("year"):
            part = cells.get("period", "")
            cells["period"] = f"{'Q' if part.isdigit() else ''}{part} {year}".strip()
        if down:
            own = [({"element": head[number]}, number) for number in down]
        elif wide:
            own = [({"period": head[number]}, number) for number in wide]
        else:
            own = [({}, names.index("value"))]
        for said, number in own:
            cell, period = (
                row[number] if number < len(row) else None,
                said.get("period", cells.get("period", "")),
            )
            if _word(cell).casefold() in _NO_VALUE:
                continue
            at = (f"{key}#{document}" if document else key, f"row {line}")
            one = _value(_with_unit_apart({**cells, **said}), period, cell, at)
            if isinstance(one, Value):
                values.append(one)
            else:
                issues.append(
                    Issue(
                        "unread-value",
                        one,
                        Place(file, line),
                        Severity.WARNING,
                        found=f"{period}: {cell}",
                        hint=_SPELLINGS,
                    )
                )
    if len(companies) > 1:
        raise refuse(
            "several-companies",
            "the table is of several companies",
            file,
            found=", ".join(list(companies)[:5]),
            hint="import the rows of one",
        )
    filings = tuple(
        Filing(
            f"{key}#{name}" if name else key,
            name or "table",
            f"{name or file} ({file})" if name else file,
            day,
            standard_named(standard),
            kind="results",
            source=f"{file} {key}#{name}" if name else f"{file} {key}",
        )
        for name, (day, standard) in documents.items()
    )
    return DataFile(KIND, tuple(companies), filings, tuple(values), issues=tuple(issues))


def _heads_of_metrics(table: Sequence[Row], names: list[str]) -> list[int]:
    """The columns that are each a metric, where the table has a period a row."""
    first = [_word(row[0]) for row in table[1:]]
    if "period" not in names and not names[0] and all(_time(text) is not None for text in first):
        names[0] = "period"
    if not {"period", "year"} & set(names):
        return []
    return [number for number, name in enumerate(names) if not name and _word(table[0][number])]


def _with_unit_apart(cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells of a value, a unit that stands in brackets behind its metric as a unit: `Revenue (USD million)`."""
    metric = re.fullmatch(r"(.*\S)\s*[(\[](.+)[)\]]", cells.get("element", ""))
    if metric is None or cells.get("unit") or not _is_unit(metric[2]):
        return cells
    return {**cells, "element": metric[1], "unit": metric[2]}


def _is_unit(text: str) -> bool:
    """Whether every word of a text is one of a unit: a currency, a scale, %."""
    words = text.replace("/", " / ").split()
    known = (_CURRENCIES, ("%", "pct", "percent"), _FILLERS)
    return all(
        any(word in names or word.casefold() in names for names in known)
        or _unit(word).name in (*_CURRENCIES.values(), "")
        for word in words
    ) and any(word.casefold() not in _FILLERS for word in words)


def _left_out(table: Sequence[Row], known: Iterable[int], file: str) -> list[Issue]:
    """What is told of columns whose head says nothing that is known: they are left out."""
    return [
        Issue(
            "unread-value",
            "the head of a column is no period and none of the columns that are read: the column is left out",
            Place(file, 1),
            Severity.INFO,
            found=_word(table[0][number]),
            hint="periods are read as Q1 2024, 1H24, FY24",
        )
        for number in sorted(set(range(len(table[0]))) - set(known))
        if any(_word(cell) for row in table for cell in row[number : number + 1])
    ]


def _value(cells: Mapping[str, str], period: str, cell: object, at: tuple[str, str]) -> Value | str:
    """A value of the table, or why it is none."""
    number, percent = _number(cell)
    if number is None:
        return "a cell of the table is no number"
    unit = _unit(" ".join(cells.get(column, "") for column in ("currency", "unit", "scale")))
    if not (cells.get("unit") or cells.get("scale")):
        # A currency alone does not say whether its amounts are in thousands.
        unit = _Unit(unit.name, None)
    name = "pure" if percent else unit.name
    power = 0 if percent else unit.power or 0
    shift = -2 if percent or name == "pct" else power
    time = _time(period)
    if time is None:
        return "no period can be read"
    start = time.start or day_of(cells.get("start", ""))
    exponent = number.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    dimensions = tuple(f"{axis}={cells[axis]}" for axis in ("service_line", "scope") if cells.get(axis))
    return Value(
        cells.get("element", ""),
        at[0],
        number.scaleb(shift),
        "pure" if name == "pct" else name,
        start,
        time.end,
        time.name,
        dimensions,
        cells.get("scenario", ""),
        decimals=int(float(cells["decimals"]))
        if re.fullmatch(r"-?\d+(?:\.0)?", cells.get("decimals", ""))
        else digits - shift,
        scale=power if unit.power is not None or percent else None,
        spot=at[1],
        plain=unit.power is None and not percent,
    )


def _number(cell: object) -> tuple[Decimal | None, bool]:
    """A cell as a number, and whether it is a percentage; floats by their shortest spelling."""
    text = _word(cell)
    percent = text.endswith("%")
    plain = re.sub(r"^\((.*)\)$", r"-\1", text.removesuffix("%").strip())
    plain = re.sub("^[\u2212\u25b3\u25b2]\\s*", "-", plain)
    if not _NUMBER.fullmatch(plain):
        return None, False
    try:
        return Decimal(re.sub(r"[^\d.eE+-]", "", plain)), percent
    except InvalidOperation:
        return None, False


def _unit(text: str) -> _Unit:
    """`USD million`, `JPY/share`, `%`, `persons`, `6` (a power of ten)."""
    words = text.replace("/", " / ").split()
    if not words:
        return _Unit("", None)
    powers: dict[int, None] = {}
    # Words that are not known may be a scale: with them, and with two currencies, the unit is none, which is told.
    names: dict[str, None] = {}
    for word in words:
        # A currency may lead its scale without a blank: GBPm.
        sign = next((mark for mark in _CURRENCIES if word.startswith(mark) and _scale(word[len(mark) :])), "")
        told = _scale(word[len(sign) :])
        if sign or word in _CURRENCIES:
            names.setdefault(_CURRENCIES[sign or word])
        if told is not None:
            powers.setdefault(told)
        elif word in ("%", "pct", "percent"):
            return _Unit("pct", 0)
        elif word not in _CURRENCIES and word.casefold() not in _FILLERS:
            names.setdefault(word)
    if len(powers) > 1:
        # `USD thousand million`, or a scale beside a unit in another one.
        return _Unit(" ".join(words), 0)
    name = " ".join(names)
    if _PER_SHARE.search(text):
        name += "/shares"
    elif not names and "share" in text.casefold():
        name = "shares"
    return _Unit(name, next(iter(powers), 0))


def _scale(word: str) -> int | None:
    """A word, or a digit, as a power of ten; None where it is none."""
    found = _SCALES.get(word.casefold().strip("'\u2019")) if word else None
    return int(word) if found is None and word.isdigit() and int(word) in POWERS else found


def _time(text: str) -> _Time | None:
    """The time that a text names; None where it names none."""
    if months := _MONTHS_TO.fullmatch(text):
        year = int(months["year"]) if len(months["year"]) == 4 else 2000 + int(months["year"])
        last = year * 12 + _MONTHS.index(months["month"][:3].title())
        first = last - int(months["count"]) + 1
        end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
        return _Time(text, date(first // 12, first % 12 + 1, 1), end)
    if re.match(r"\d{4}-\d\d-\d\d", text):
        day = day_of(text)
        return _Time("", None, day) if day is not None else None
    # A year alone, also as a spreadsheet has it.
    name = re.sub(r"^(\d{4})(?:\.0)?$", r"FY\1", text)
    try:
        period = parse_period(name)
    except ValueError:
        return None
    return _Time(name) if not period.is_dated or period.year in _YEARS else None


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell).strip()
