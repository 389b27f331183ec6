"""A workbook template without data: its faults, found also by a trial with stand-ins, and what it needs.

The trial repeats every block twice and puts the number 1 into every tag, so that whatever would stop a
filling (a table cut in two, a formula that cannot be moved or calculated) is known before there is data.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.filling.expressions import names_of
from reportgen.filling.values import item_names, read_path
from reportgen.formula.judge import unproven_functions
from reportgen.formula.text import own_formulas
from reportgen.model.model_lists import declared
from reportgen.model.plan import ROW_WORDS
from reportgen.office.addresses import cell_address
from reportgen.office.package import Package
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import formula_nodes
from reportgen.plan.plan import BlockSize, PlannedRow, SheetCopies, WorkbookPlan, planned_rows
from reportgen.plan.template_map import Block, CellTag, Direction, PictureTag, WorkbookMap, workbook_layout
from reportgen.xlsx.render import render_workbook

# What a project calls the items of its lists across; those down are declared.
_PERIOD = "period"
_DIRECTIONS: tuple[Direction, ...] = ("across", "down")


def workbook_issues(package: Package, template: WorkbookMap, name: str, *, plain: bool) -> tuple[Issue, ...]:
    """All faults of a template; `plain` says that no project stands behind it, so that metrics are faults."""
    issues = [*template.issues]
    if plain:
        issues += _blocks_without_tags(template, name)
    else:
        issues += (*_unknown_fields(template, name), *_unproven_functions(package, name))
    if not any(issue.severity is Severity.ERROR for issue in template.issues):
        issues += _trial(package, template, name)
    return tuple(issues)


def workbook_schema(template: WorkbookMap, name: str) -> dict[str, object]:
    """What a template needs, as data: words, lists with their fields, conditions, metrics and periods."""
    words: dict[str, None] = {}
    conditions = dict.fromkeys(block.name for block in template.blocks if block.kind == "if")
    lists: dict[str, dict[str, object]] = {}
    fields: dict[str, dict[str, None]] = {}
    metrics: dict[str, None] = {}
    periods: dict[str, None] = {}
    for block in template.blocks:
        if block.kind == "repeat":
            lists.setdefault(block.name, _list_schema(block, template))
            fields.setdefault(block.name, {})
    for marker in template.sheet_markers:
        if marker.kind == "if":
            conditions[marker.name] = None
        else:
            lists.setdefault(marker.name, {"repeats": "sheets"})
            fields.setdefault(marker.name, {})
    for tag in template.tags:
        for text in tag.names:
            if text.startswith("="):
                metric, _, alias = text.removeprefix("=").partition("|")
                metrics[metric.strip()] = None
                if alias:
                    periods[alias.strip()] = None
            else:
                for word in names_of(text):
                    _sort(word, tag, template, words, fields)
    for picture in template.pictures:
        if picture.is_tag:
            _sort(picture.name, picture, template, words, fields)
    for found, own in fields.items():
        lists[found]["fields"] = list(own)
    schema: dict[str, object] = {"template": name, "kind": "workbook", "words": list(words), "lists": lists}
    if conditions:
        schema["conditions"] = list(conditions)
    if metrics:
        schema["metrics"], schema["periods"] = list(metrics), list(periods)
    return schema


def _list_schema(block: Block, template: WorkbookMap) -> dict[str, object]:
    schema: dict[str, object] = {"repeats": "rows" if block.direction == "down" else "columns"}
    kind = declared(block.name) if template.is_model else None
    if kind is not None:
        schema |= {"one_for": kind.about, "item": kind.item}
    if block.parent:
        schema["within"] = block.parent
    if block.group_by:
        schema["group_by"] = block.group_by
    return schema


def _sort(
    text: str,
    tag: CellTag | PictureTag,
    template: WorkbookMap,
    words: dict[str, None],
    fields: dict[str, dict[str, None]],
) -> None:
    """Put a name where it belongs: to the list whose item it names, to the innermost one, or to the words."""
    around = _around(tag, template)
    steps = read_path(text)
    across = template.block_at(tag.sheet, tag.row, tag.column, "across")
    for name in reversed(around):
        if steps[0] in _items(name, template, is_across=across is not None and across.name == name):
            rest = ".".join(step if isinstance(step, str) else f"[{step[0]}]" for step in steps[1:])
            fields[name].setdefault(rest or "(the item itself)")
            return
    if template.is_model:
        # What a row says of its own figure needs nobody to name it.
        if text not in ROW_WORDS:
            words.setdefault(text)
    elif around and len(steps) == 1:
        fields[around[-1]].setdefault(text)
    else:
        words.setdefault(text)


def _items(name: str, template: WorkbookMap, *, is_across: bool) -> tuple[str, ...]:
    """What the items of a list are called: by the list's own name, and in a model as it is declared."""
    if not template.is_model:
        return item_names(name)
    kind = declared(name)
    return (_PERIOD,) if is_across else (kind.item,) if kind is not None else item_names(name)


def _around(tag: CellTag | PictureTag, template: WorkbookMap) -> list[str]:
    blocks: list[Block] = []
    for direction in _DIRECTIONS:
        blocks += template.blocks_at(tag.sheet, tag.row, tag.column, direction)
    sheets = [one.name for one in template.sheet_markers if one.sheet == tag.sheet and one.kind == "repeat"]
    return sheets + [block.name for block in blocks if block.kind == "repeat"]


def _blocks_without_tags(template: WorkbookMap, name: str) -> Iterator[Issue]:
    """Blocks whose rows would all be alike: often the items' names are written wrong."""
    for block in template.blocks:
        if block.kind != "repeat":
            continue
        inside = [
            tag
            for tag in template.tags
            if tag.sheet == block.sheet
            and block.name
            in (one.name for one in template.blocks_at(tag.sheet, tag.row, tag.column, block.direction))
        ]
        if not inside:
            row, column = (
                (block.first, block.start) if block.direction == "down" else (block.start, block.first)
            )
            message = f'the block "{block.name}" holds no tag, so that all its items look alike'
            place = Place(name, sheet=block.sheet, cell=cell_address(row, column))
            yield Issue("block-without-tags", message, place, Severity.WARNING)
        known = item_names(block.name)
        for tag in inside:
            for text in tag.names:
                head = read_path(text)[0]
                assert isinstance(head, str)
                hint = did_you_mean(head, known)
                if len(read_path(text)) > 1 and hint and head not in _all_names(tag, template):
                    place = Place(name, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
                    message = f'no list around this cell has items called "{head}"'
                    yield Issue("unknown-item", message, place, Severity.WARNING, found=text, hint=hint)


def _unknown_fields(template: WorkbookMap, name: str) -> Iterator[Issue]:
    """Tags that ask a declared list for a field that it does not have, whether it has records or not."""
    for tag in template.tags:
        kinds = [kind for block in reversed(_around(tag, template)) if (kind := declared(block)) is not None]
        for text in tag.names:
            head, _, rest = text.partition(".")
            kind = next((one for one in kinds if one.item == head), None)
            if kind is not None and rest not in kind.field_names:
                place = Place(name, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
                message, hint = f'no {head} has "{rest}"', did_you_mean(rest, kind.field_names)
                yield Issue("unknown-tag", message, place, found=rest, hint=hint)


def _unproven_functions(package: Package, name: str) -> Iterator[Issue]:
    """The functions of a report's formulas that are not proven: their values need a second calculator's word."""
    for sheet in sheet_parts(package):
        if not (sheet.is_worksheet and may_hold_formulas(package[sheet.part])):
            continue
        root = package.peek(sheet.part)
        own = own_formulas(root)
        for row, column, _, node in formula_nodes(root):
            found = sorted(unproven_functions(own(row, column, node)))
            if found:
                place = Place(file=name, sheet=sheet.name, cell=cell_address(row, column))
                message = "a report uses a function that is not proven to be calculated as Excel does"
                hint = "docs/functions.md lists those that are"
                yield Issue(
                    "unproven-function", message, place, Severity.WARNING, found=", ".join(found), hint=hint
                )


def _all_names(tag: CellTag, template: WorkbookMap) -> set[str]:
    return {word for name in _around(tag, template) for word in item_names(name)}


def _trial(package: Package, template: WorkbookMap, name: str) -> Iterator[Issue]:
    if not template.blocks and not template.tags:
        return
    lists: dict[str, int] = {}
    copies = tuple(
        SheetCopies(
            one.sheet,
            (one.sheet, _second(one.sheet, template)) if one.kind == "repeat" else (one.sheet,),
            lists.setdefault(one.name, len(lists) + 1),
        )
        for one in template.sheet_markers
    )
    finished = template.with_sheets(copies)
    sizes = tuple(
        dict.fromkeys(
            BlockSize(
                block.sheet,
                block.key,
                _trial_count(block, template),
                list_id=lists.setdefault(_list_of(block), len(lists) + 1) if block.kind == "repeat" else 0,
            )
            for block in finished.blocks
        )
    )
    plan = WorkbookPlan(sizes, _stand_ins(finished, sizes), {}, copies)
    try:
        done = render_workbook(package, plan, name, unfilled=Severity.INFO, template=template)
    except FindingsError as error:
        made = {new: one.sheet for one in copies for new in one.names}
        yield from dict.fromkeys(
            replace(issue, place=replace(issue.place, sheet=made.get(issue.place.sheet, issue.place.sheet)))
            for issue in error.issues
        )
        return
    for issue in (*done.uncached, *done.warnings):
        if issue.id in ("item-before", "control-once"):
            yield issue
        if issue.id == "uncached-formula" and "depends on" not in issue.message:
            hint = "the cell's place is that of a trial with two items in each block"
            yield Issue(issue.id, issue.message, issue.place, Severity.WARNING, found=issue.found, hint=hint)


def _trial_count(block: Block, template: WorkbookMap) -> int:
    if block.kind == "if":
        return int(not block.negated)
    kind = declared(block.name) if template.is_model else None
    return 1 if kind is not None and kind.is_single else 2


def _second(sheet: str, template: WorkbookMap) -> str:
    """A name for the second copy of a sheet that no other sheet has."""
    taken = {name.casefold() for name in template.sheets}
    names = (f"{sheet[:27]} {number}" for number in count(2))
    return next(name for name in names if name.casefold() not in taken)


def _list_of(block: Block) -> str:
    """What blocks over the same list have in common, as far as a template tells: their name, and that around them."""
    return ">".join(part for part in (block.parent, block.name, block.group_by) if part)


def _stand_ins(template: WorkbookMap, sizes: tuple[BlockSize, ...]) -> Iterator[PlannedRow]:
    layout = workbook_layout(template.blocks, sizes)
    for sheet in template.sheets:
        axes = layout.sheet(sheet)
        places = {
            (place.row, place.column)
            for tag in template.tags
            if tag.sheet == sheet
            for place in axes.places(tag.row, tag.column)
        }
        yield from planned_rows(sheet, ((*at, Decimal(1), "") for at in sorted(places)))
