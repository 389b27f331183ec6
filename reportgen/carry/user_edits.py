"""Whether a person has worked in a built workbook since, told without building it anew."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.office.addresses import cell_address, split_address
from reportgen.plan.build_record import BookCells, BuiltRecord, content_form, digest, sheet_digests


def handwork(record: BuiltRecord, book: BookCells) -> tuple[str, ...]:
    """What differs from the workbook as built, in words; empty where it was only opened and saved."""
    return tuple(_handwork(record, book))


def _handwork(record: BuiltRecord, book: BookCells) -> Iterator[str]:
    built = {sheet.name.casefold(): sheet for sheet in record.sheets}
    inputs = {(one.id.sheet.casefold(), one.cell): one for one in record.inputs}
    typed = 0
    for sheet in book.sheets:
        there = built.get(sheet.name.casefold())
        if there is None:
            yield f'sheet "{sheet.name}"'
            continue
        own = {at: one for (name, at), one in inputs.items() if name == sheet.name.casefold()}
        for at, one in own.items():
            spot = split_address(at)
            typed += content_form(sheet.cells.get(spot, "")) != content_form(one.content)
        rows, _ = sheet_digests(sheet, map(split_address, own))
        length = max(len(rows), len(there.rows))
        pairs = zip(_padded(rows, length), _padded(there.rows, length), strict=True)
        changed = sum(now != before for now, before in pairs)
        if changed:
            yield f'{changed} row{"" if changed == 1 else "s"} of sheet "{sheet.name}"'
        notes = {cell_address(*spot): digest([text]) for spot, text in sheet.notes.items()}
        if notes != dict(there.notes):
            yield f'notes on sheet "{sheet.name}"'
        if sheet.drawings > there.drawings:
            yield f'drawings on sheet "{sheet.name}"'
    if typed:
        yield f"{typed} input{'' if typed == 1 else 's'}"
    names = {name.casefold() for name in book.names} - {name.casefold() for name in record.names}
    if names:
        yield f"names {', '.join(sorted(names))}"


def _padded(digests: tuple[str, ...], length: int) -> tuple[str, ...]:
    return digests + ("",) * (length - len(digests))
