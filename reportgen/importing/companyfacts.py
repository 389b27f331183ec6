"""SEC companyfacts: every value that a filer has reported in XBRL, with all its vintages.

{"cik": 1640147, "entityName": "SNOWFLAKE INC.", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [
    {"start": "2025-02-01", "end": "2025-04-30", "val": 1042074000, "accn": "0001640147-25-000110", ...}]}}}}}

`fy` and `fp` say which report a value was filed in, and are now and then wrong: only days count here. `decimals`
are not given, so that each filing's scale is seen from its values (`facts.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reportgen.importing.reading import STANDARD_OF, DataFile, Filing, Value, refuse

KIND = "SEC companyfacts"
_YEAR = range(350, 380)


def is_companyfacts(data: object) -> bool:
    """Whether JSON is of this kind."""
    return isinstance(data, dict) and "facts" in data and "entityName" in data


def read_companyfacts(data: Mapping[str, Any], file: str) -> DataFile:
    """All filings and values; `FindingsError` where the file is none of its kind."""
    labels: dict[str, str] = {}
    values: list[Value] = []
    filings: dict[str, Mapping[str, Any]] = {}
    taxonomies: dict[str, Counter[str]] = {}
    try:
        for element, unit, row in _rows(data["facts"], labels):
            accession = row["accn"]
            filings.setdefault(accession, row)
            taxonomies.setdefault(accession, Counter())[element.partition(":")[0]] += 1
            start = date.fromisoformat(row["start"]) if row.get("start") else None
            end, value = date.fromisoformat(row["end"]), Decimal(row["val"])
            values.append(Value(element, accession, value, unit, start, end))
    except (KeyError, AttributeError, TypeError, ValueError, ArithmeticError) as error:
        raise refuse(
            "broken-data-file",
            "the file is no complete companyfacts file",
            file,
            found=f"{type(error).__name__}: {error}",
            hint="get it anew from data.sec.gov/api/xbrl/companyfacts",
        ) from None
    cik = str(data.get("cik", "")).lstrip("0")
    found = [_filing(accession, row, cik, taxonomies[accession]) for accession, row in filings.items()]
    found.sort(key=lambda one: (one.published or date.min, one.key))
    unique = tuple(dict.fromkeys(values))
    return DataFile(KIND, (str(data["entityName"]),), tuple(found), unique, _year_end(unique), labels=labels)


def _rows(facts: Any, labels: dict[str, str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for taxonomy, concepts in facts.items():
        for name, concept in concepts.items():
            element = f"{taxonomy}:{name}"
            labels[element] = concept.get("label") or name
            for unit, rows in concept["units"].items():
                for row in rows:
                    yield element, unit, row


def _filing(accession: str, row: Mapping[str, Any], cik: str, taxonomies: Counter[str]) -> Filing:
    form = str(row.get("form", ""))
    standards = [STANDARD_OF[name] for name, _ in taxonomies.most_common() if name in STANDARD_OF]
    folder = accession.replace("-", "")
    url = f"https://www.sec.gov/Archives/edgar/data/{cik}/{folder}/{accession}-index.htm" if cik else ""
    return Filing(
        accession,
        form,
        f"Form {form}" if form else accession,
        date.fromisoformat(row["filed"]),
        next(iter(standards), ""),
        url=url,
        source=accession,
    )


def _year_end(values: tuple[Value, ...]) -> tuple[int, int] | None:
    """The day that most of the stretches of a year end on."""
    ends = Counter(
        (one.end.month, one.end.day)
        for one in values
        if one.start is not None and one.end is not None and (one.end - one.start).days in _YEAR
    )
    return ends.most_common(1)[0][0] if ends else None
