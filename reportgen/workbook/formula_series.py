"""One formula of a block for all its items: moved three times, then only counted on.

    template row 5   SUM($C$5:C5)*D$2      item 0  SUM($C$5:C5)*D$2
    block of 100,000 rows                  item 1  SUM($C$5:C6)*D$2
                                           item k  SUM($C$5:C%d)*D$2 with 5 + 1 * k

The rows of a reference written in an item either stand still or go down with the item, by equal steps. What
does not follow that rule is moved for each item on its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reportgen.parts.layout import AxisLayout, Item, WorkbookLayout
from reportgen.parts.references import Reference, Where, move_reference, scattered_references
from reportgen.workbook.formulas import LISTS, REMOVED, read_formula

Number = tuple[int, int]


@dataclass(frozen=True)
class FormulaSeries:
    """A formula of one block as a pattern with places for row numbers, each a beginning and a step."""

    pattern: str
    numbers: tuple[Number, ...]

    def text(self, item: int) -> str:
        """The formula in item number `item`."""
        return self.pattern % tuple([begin + step * item for begin, step in self.numbers])


def innermost(item: Item, axis: AxisLayout) -> tuple[tuple[int, ...], int, int]:
    """What the items of one block have in common, the item's number, and how many there are."""
    band = axis.bands[item.band]
    if item.inner is None:
        return (item.band,), item.number, band.count
    common, number, count = innermost(item.inner, band.axis(item.number))
    return (item.band, item.number, *common), number, count


def renumbered(item: Item, number: int) -> Item:
    """The item with another number in its innermost block."""
    return (
        Item(item.band, number)
        if item.inner is None
        else Item(item.band, item.number, renumbered(item.inner, number))
    )


def formula_series(
    formula: str, where: Where, item: Item, count: int, layout: WorkbookLayout, spell: Callable[[str], str]
) -> FormulaSeries | None:
    """The pattern of a formula for the `count` items of the block that `item` is one of; None where it has none.

    `spell` makes text of the formula into text of the sheet.
    """
    places = [
        replace(where, row_item=renumbered(item, number)) for number in (0, min(1, count - 1), count - 1)
    ]
    pattern: list[str] = []
    numbers: list[Number] = []
    text = read_formula(formula)
    for at, piece in enumerate(text.pieces):
        if isinstance(piece, str):
            pattern.append(spell(piece).replace("%", "%%"))
            continue
        if text.arguments.get(at) in LISTS and (
            scattered_references(piece, where, layout) or move_reference(piece, where, layout) is None
        ):
            return None
        found = [move_reference(piece, place, layout) for place in places]
        if not _reference(found, count, pattern, numbers, spell):
            return None
    return FormulaSeries("".join(pattern), tuple(numbers))


def _reference(
    found: list[Reference | None],
    count: int,
    pattern: list[str],
    numbers: list[Number],
    spell: Callable[[str], str],
) -> bool:
    first, second, last = found
    if first is None or second is None or last is None:
        pattern.append(REMOVED)
        return first is second is last
    if first == last:
        pattern.append(spell(str(first)).replace("%", "%%"))
        return first == second
    if first.rows is None or second.rows is None or last.rows is None:
        return False
    paired = {":" in str(one).removeprefix(one.prefix) for one in found if one is not None}
    if len(paired) > 1 or not first.columns == second.columns == last.columns:
        return False
    ends = list(zip(first.rows, second.rows, last.rows, strict=True))
    for begin, following, end in ends:
        if end.at - begin.at != (following.at - begin.at) * (count - 1):
            return False
    # row numbers stand behind column letters, so that marks in their place can be told from everything else
    marked = replace(
        first, prefix="", rows=(replace(first.rows[0], at=_MARK), replace(first.rows[1], at=_MARK + 1))
    )
    text = str(marked) if True in paired else str(marked).partition(":")[0]
    pattern.append(spell(first.prefix).replace("%", "%%"))
    for (begin, following, _), mark in zip(ends, (_MARK, _MARK + 1), strict=True):
        if str(mark) in text:
            text = text.replace(str(mark), "%d")
            numbers.append((begin.at, following.at - begin.at))
    pattern.append(text)
    return True


_MARK = 70_000_000
