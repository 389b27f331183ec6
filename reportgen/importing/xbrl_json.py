"""xBRL-JSON, the form of the Open Information Model: facts with their dimensions, no pages.

{"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-json"}, "facts": {"f1": {"value": "100",
 "decimals": -6, "dimensions": {"concept": "ifrs-full:Revenue", "unit": "iso4217:EUR",
                                "period": "2024-01-01T00:00:00/2025-01-01T00:00:00"}}}}

A day ends at the midnight that the file writes: 2025-01-01T00:00:00 closes 2024-12-31.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from reportgen.core.findings import Issue, Place, Severity
from reportgen.importing.inline_xbrl import filing_of
from reportgen.importing.reading import DataFile, Filing, Value, refuse

_OWN = ("concept", "entity", "period", "unit", "language", "noteId")


def is_xbrl_json(data: object) -> bool:
    """Whether JSON is of this kind."""
    info = data.get("documentInfo") if isinstance(data, dict) else None
    return isinstance(info, dict) and "xbrl-json" in str(info.get("documentType", ""))


def read_xbrl_json(data: Mapping[str, Any], file: str, filing: Filing) -> DataFile:
    """All numbers of a report; `FindingsError` where it is broken or of several companies."""
    values: list[Value] = []
    texts: dict[str, str] = {}
    issues: list[Issue] = []
    entities: dict[str, None] = {}
    try:
        for name, fact in data["facts"].items():
            dimensions = fact["dimensions"]
            entities.setdefault(dimensions.get("entity", ""))
            value, concept = fact.get("value"), dimensions["concept"]
            if "unit" not in dimensions and "decimals" not in fact:
                texts.setdefault(concept, str(value or ""))
                continue
            if value is None:
                continue
            try:
                values.append(_value(fact, filing.key, name))
            except (ValueError, InvalidOperation):
                message = f"a value of {concept} cannot be read"
                issues.append(
                    Issue("unread-value", message, Place(file), Severity.INFO, found=f"{name}: {value}")
                )
    except (KeyError, AttributeError, TypeError) as error:
        raise refuse(
            "broken-data-file",
            "the file is no complete xBRL-JSON report",
            file,
            found=f"{type(error).__name__}: {error}",
        ) from None
    if len(entities) > 1:
        raise refuse(
            "several-companies", "the report is of several companies", file, found=", ".join(entities)
        )
    return filing_of("xBRL-JSON", texts, values, filing, issues)


def _value(fact: Mapping[str, Any], key: str, name: str) -> Value:
    dimensions = fact["dimensions"]
    start, _, end = str(dimensions.get("period", "")).rpartition("/")
    members = (f"{axis}={member}" for axis, member in dimensions.items() if axis not in _OWN)
    decimals = fact.get("decimals")
    return Value(
        dimensions["concept"],
        key,
        Decimal(str(fact["value"])),
        _unit(str(dimensions.get("unit", "xbrli:pure"))),
        _day(start) if start else None,
        _closing(end),
        dimensions=tuple(sorted(members)),
        decimals=decimals if isinstance(decimals, int) else None,
        spot=name,
    )


def _day(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _closing(moment: str) -> date:
    """The last day before a moment; the day itself where the file writes days alone."""
    day = _day(moment)
    return day - timedelta(days=1) if re.search(r"T00:00(:00)?Z?$", moment) else day


def _unit(text: str) -> str:
    """`iso4217:USD/xbrli:shares` in plain words: USD/shares."""
    return "/".join(part.strip("()").rpartition(":")[2] for part in text.split("/"))
