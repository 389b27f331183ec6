"""Numbers of pages, counted over what is left: sections in Roman numerals, items within them, parts of an item.

summary                      I.
results   item revenue       III - 1.
          item network       III - 2.  (1)
          item network       III - 2.  (2)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.views.specs import PageSpec, SectionSpec

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of a page as its title shows it, and its part of an item that has several pages."""

    number: str = ""
    part: str = ""


def roman(count: int) -> str:
    """A number from 1 in Roman numerals."""
    found = ""
    for value, sign in _ROMAN:
        while count >= value:
            found += sign
            count -= value
    return found


def section_numerals(sections: Mapping[str, SectionSpec], pages: Sequence[PageSpec]) -> dict[str, str]:
    """The numerals of the sections that any page belongs to, in the order of the definition."""
    held = {page.section for page in pages}
    kept = [name for name in sections if name in held]
    return {name: roman(count) for count, name in enumerate(kept, start=1)}


def page_numbers(sections: Mapping[str, SectionSpec], pages: Sequence[PageSpec]) -> tuple[PageNumber, ...]:
    """The numbers of `pages` in their order; a page without a section has none."""
    numerals = section_numerals(sections, pages)
    items: dict[str, list[str]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for page in pages:
        sizes[page.section, page.item] = sizes.get((page.section, page.item), 0) + 1
    seen: dict[tuple[str, str], int] = {}
    numbers: list[PageNumber] = []
    for page in pages:
        if page.section not in numerals:
            numbers.append(PageNumber())
            continue
        numeral = numerals[page.section]
        if not sections[page.section].numbered:
            numbers.append(PageNumber(f"{numeral}."))
            continue
        names = items.setdefault(page.section, [])
        if not page.item or page.item not in names:
            names.append(page.item)
        place = len(names) if not page.item else names.index(page.item) + 1
        key = (page.section, page.item)
        seen[key] = seen.get(key, 0) + 1
        several = bool(page.item) and sizes[key] > 1
        numbers.append(PageNumber(f"{numeral} - {place}.", f" ({seen[key]})" if several else ""))
    return tuple(numbers)
