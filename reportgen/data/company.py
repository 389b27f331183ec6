"""Reading `company.yaml`: whose figures these are.

entity: "TSE:3774"
name_en: Internet ...          ->   Company(entity="TSE:3774", ..., fiscal_year_end_month=3)
fiscal_year_end: "03-31"
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

import yaml

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.yaml_reader import LimitedLoader, construct, sound_node
from reportgen.data.cells import Reporter
from reportgen.data.records import Company

_TEXTS = ("entity", "name_en", "name_ja", "short_name", "slogan", "currency")
_ENTRIES = (*_TEXTS, "listings", "languages", "fiscal_year_end", "investor_relations")
_NEEDED_OF_COMPANY = ("entity", "name_en", "currency", "fiscal_year_end")
_CONTACT = ("heading", "address", "tel", "web", "email")


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
    year_end = content.get("fiscal_year_end")
    if year_end and _month(str(year_end)) is None:
        at("fiscal_year_end").report(
            "not-a-month-end",
            '"fiscal_year_end" is not the last day of a month',
            expected='"03-31" for a year that ends in March',
            found=str(year_end),
        )


def _company(content: Mapping[str, Any]) -> Company | None:
    month = _month(str(content["fiscal_year_end"]))
    if month is None:
        return None
    return Company(
        entity=content["entity"],
        name_en=content["name_en"],
        name_ja=content.get("name_ja") or "",
        short_name=content.get("short_name") or content["name_en"],
        slogan=content.get("slogan") or "",
        listings=_strings(content.get("listings")),
        fiscal_year_end_month=month,
        currency=content["currency"],
        languages=_strings(content.get("languages")) or ("en",),
        contact=_contact(content.get("investor_relations")),
    )


def _month(text: str) -> int | None:
    match = re.fullmatch(r"(\d\d)-(\d\d)", text)
    if not match or not 1 <= int(match[1]) <= 12:
        return None
    month, day = int(match[1]), int(match[2])
    return month if day in (monthrange(2001, month)[1], monthrange(2000, month)[1]) else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _contact(value: object) -> tuple[str, ...]:
    """The lines of the contact page, in the order of a letterhead."""
    if isinstance(value, dict):
        return tuple(str(value[name]) for name in _CONTACT if value.get(name))
    return _strings(value)
