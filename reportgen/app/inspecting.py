"""What a file asks for, as text: the map that fill, lint and the builders work from.

sheet Offer
  A1    {{title}}
  block items   rows 4..4   A4   {{name}}
"""

from __future__ import annotations

from pathlib import Path, PurePath

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.model.model_lists import declared
from reportgen.office.addresses import cell_address, column_letters
from reportgen.office.package import kind_of, open_package
from reportgen.plan.template_map import WorkbookMap
from reportgen.project.damage import template_at_fault
from reportgen.project.files import read_file, write_atomically


def map_of(file: Path) -> tuple[str, tuple[Issue, ...]]:
    """The map of a workbook or a deck as text, and the faults found on the way."""
    package = open_package(read_file(file), str(file))
    kind = kind_of(package)
    with template_at_fault(package, str(file)):
        if kind == "workbook":
            from reportgen.xlsx.inspection import inspect_workbook

            book = inspect_workbook(package)
            return workbook_text(book), book.issues
        from reportgen.pptx.inspect import inspect_deck

        deck = inspect_deck(package)
        return str(deck), deck.issues


def write_definition(file: Path, out: Path) -> None:
    """Write a first report definition for the deck `file` to `out`; an existing file is never replaced."""
    from reportgen.pptx.inspect import inspect_deck
    from reportgen.reports.starter import starter_definition

    package = open_package(read_file(file), str(file))
    if kind_of(package) != "deck":
        message = "a definition is made for decks; a workbook's template says all itself"
        raise FindingsError([Issue("no-deck", message, Place(str(file)), expected="a .pptx file")])
    if out.exists():
        message = f"{out.name} is there already"
        raise FindingsError([Issue("file-exists", message, Place(str(out)), hint="name another file")])
    with template_at_fault(package, str(file)):
        text = starter_definition(inspect_deck(package), out.stem, PurePath(file).name)
    write_atomically(out, text.encode("utf-8"))


def workbook_text(book: WorkbookMap) -> str:
    """The map of a workbook, sheet by sheet: repeated sheets, blocks, tags."""
    markers = {marker.sheet: marker for marker in book.sheet_markers}
    lines: list[str] = []
    for sheet in book.sheets:
        marker = markers.get(sheet)
        head = f"sheet {sheet}"
        if marker is not None:
            word = "for each of" if marker.kind == "repeat" else "unless" if marker.negated else "if"
            head += f"   {word} {marker.name}"
        lines.append(head)
        for block in book.blocks_of(sheet):
            down = block.direction == "down"
            first, last = (
                (block.first, block.last) if down else map(column_letters, (block.first, block.last))
            )
            what = "block" if block.kind == "repeat" else "if not" if block.negated else "if"
            line = f"  {what:<6} {block.name}   {'rows' if down else 'columns'} {first}..{last}"
            if block.group_by:
                line += f"   one for each {block.group_by}"
            kind = declared(block.name) if down and book.is_model else None
            if kind is not None:
                line += f"   {kind.item}: {kind.about}"
            if block.parent:
                line += f"   inside {block.parent}"
            lines.append(line)
        lines += [
            f"  {cell_address(tag.row, tag.column):<6} {tag.text.strip()}"
            for tag in book.tags
            if tag.sheet == sheet
        ]
    return "\n".join(lines)
