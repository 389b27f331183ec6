"""Conditional formats that give cells a number format: it would hide what the cell's own says of its figure.

I8   rule =$E8="JPY" with #,##0.00   and   rule =I8=INT(I8) with #,##0
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree

from reportgen.core.structs import replace
from reportgen.formula.text import offset_formula
from reportgen.office.addresses import split_address
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.xml import child_elements, local_name, remove
from reportgen.plan.template_map import NumberRule

_Area = tuple[int, int, int, int]


def number_rules(package: Package, sheet: SheetPart) -> tuple[tuple[tuple[_Area, ...], NumberRule], ...]:
    """The rules of a worksheet by what comes first, with their areas; one that no build can follow has no formula."""
    codes = _codes(package)
    found = []
    for node, rule in _rules(package.peek(sheet.part)):
        code, alone = codes.get(rule.get("dxfId", ""), ("", False))
        if code and not _is_of_a_text(rule) and rule.get("priority", "").isdecimal():
            areas = tuple(_area(one) for one in node.get("sqref", "").split())
            followed = alone and rule.get("type") == "expression"
            formula = rule.findtext("{*}formula", "") if followed else ""
            found.append((areas, NumberRule(int(rule.get("priority", "")), formula, code)))
    return tuple(sorted(found, key=lambda one: one[1].priority))


def rules_at(
    rules: Sequence[tuple[tuple[_Area, ...], NumberRule]], row: int, column: int
) -> tuple[NumberRule, ...]:
    """The rules that are for a cell, with their formulas as they read there."""
    return tuple(
        replace(rule, formula=offset_formula(rule.formula, row - areas[0][0], column - areas[0][1]))
        for areas, rule in rules
        if any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)
    )


def drop_number_rules(
    package: Package, sheets: Sequence[SheetPart], settled: Collection[tuple[str, int]]
) -> None:
    """Take rules, by sheet and priority, out of the worksheets."""
    for sheet in sheets:
        dropped = {str(priority) for name, priority in settled if name == sheet.name}
        for node, rule in list(_rules(package.xml(sheet.part))) if dropped else ():
            if rule.get("priority") in dropped:
                remove(rule)
                if not len(node):
                    remove(node)


def _rules(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    for node in root.iterfind("{*}conditionalFormatting"):
        for rule in child_elements(node):
            if local_name(rule) == "cfRule":
                yield node, rule


def _is_of_a_text(rule: etree._Element) -> bool:
    """Whether it is for cells that show one text, which no figure does."""
    is_equal = rule.get("type") == "cellIs" and rule.get("operator") == "equal"
    return is_equal and rule.findtext("{*}formula", "").startswith('"')


def _codes(package: Package) -> Mapping[str, tuple[str, bool]]:
    """The number formats of looks, by the look's number, and whether the look is nothing but that."""
    found = {}
    for part in package.related(workbook_part(package), "styles"):
        looks = package.peek(part).iterfind("{*}dxfs/{*}dxf") if part in package else ()
        for number, look in enumerate(looks):
            children = list(child_elements(look))
            code = next((one.get("formatCode", "") for one in children if local_name(one) == "numFmt"), "")
            found[str(number)] = code, len(children) == 1
    return found


def _area(text: str) -> _Area:
    first, _, last = text.partition(":")
    return (*split_address(first), *split_address(last or first))
