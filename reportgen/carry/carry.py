"""A file that a person has worked in, carried over into its rebuilt form; how a deck is merged says `deck.py`.

OLD.xlsx ──read──▶ record of its build + contents now ─┐
                                                       ├─plan──▶ CarryPlan ──▶ Changes, and the cells themselves
filled workbook ──▶ record and contents as built now ──┘
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from reportgen.carry.apply import Carry
from reportgen.carry.carry_plan import Earlier
from reportgen.carry.carrying import Carrying
from reportgen.carry.changes import changes_since
from reportgen.carry.deck import CarriedDeck, DeckCarrying
from reportgen.carry.deck_guests import EarlierDeck
from reportgen.core.findings import FindingsError, Issue, Place, ReportgenError
from reportgen.model.list_context import Record
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import kind_of
from reportgen.plan.build_record import BookCells, BuiltRecord, content_form, digest, sheet_digests
from reportgen.pptx.as_built import deck_mark
from reportgen.project.overwriting import is_same_file
from reportgen.xlsx.book_cells import read_book
from reportgen.xlsx.manifest import read_record
from reportgen.xlsx.render import Draft

# A model is a few megabytes; what is larger by far is no model of ours.
MAX_OLD_BYTES = 200_000_000


class Carried(Struct, frozen=True):
    """What a rebuild carries over: the plan with all conflicts, the carry to render with, the rows of Changes."""

    carry: Carry
    changes: tuple[Record, ...]


def read_earlier(path: Path) -> Earlier | EarlierDeck:
    """Read a file given with `--from`; `FindingsError` where it is no workbook or deck that a build of ours made."""
    place = Place(file=str(path))
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_OLD_BYTES else b""
    except OSError as error:
        found = error.strerror or str(error)
        raise FindingsError(
            Issue("missing-file", f"{path.name} cannot be read", place, found=found)
        ) from None
    if not data:
        message = "this file is too large to be one of an earlier build"
        expected = f"at most {MAX_OLD_BYTES:,} bytes"
        raise FindingsError(Issue("too-large", message, place, expected=expected, found=f"{size:,} bytes"))
    package = open_package(data, str(path))
    earlier = _earlier(package)
    if earlier is None:
        raise FindingsError(
            Issue(
                "no-build-record",
                "this file does not say what was built into it, so that nothing can be told apart",
                place,
                expected="a file that `reportgen build` made, saved by Excel, PowerPoint or LibreOffice",
                hint="build without --from, and carry over by hand what was typed",
            )
        )
    return earlier


def _earlier(package: Package) -> Earlier | EarlierDeck | None:
    with _sound(package.name):
        if kind_of(package) == "deck":
            return EarlierDeck.of(package, deck_mark(package))
        record = read_record(package)
        return Earlier(package, record, read_book(package)) if record is not None else None


@contextmanager
def _sound(file: str) -> Iterator[None]:
    """Turns what goes wrong in a file from outside into a finding: it was not written by a program we know."""
    try:
        yield
    except (ValueError, LookupError, ArithmeticError, RecursionError, ReportgenError) as error:
        if isinstance(error, FindingsError):
            raise
        hint = "open it in its Office program and save it again"
        issue = Issue(
            "damaged-workbook" if file.endswith((".xlsx", ".xlsm")) else "damaged-deck",
            "this file is damaged",
            Place(file=file),
            found=str(error),
            hint=hint,
        )
        raise FindingsError(issue) from None


def carried(earlier: Earlier, draft: Draft, name: str) -> Carried:
    """What goes from an earlier workbook into the new one; `draft` is the new one without anything of a person's."""
    with _sound(earlier.package.name):
        plan = Carrying(earlier.record, earlier.book, draft.record, draft.book).plan()
        plan = plan.with_conflicts(Carry(plan, earlier.package).apply(draft.package.copy(name)))
    rows = changes_since(plan, earlier, draft)
    return Carried(Carry(plan, earlier.package), rows)


def carried_slides(earlier: EarlierDeck, built: Package) -> CarriedDeck:
    """The deck `built` with what a person did in an earlier one."""
    with _sound(earlier.package.name):
        return DeckCarrying(earlier, built).carried()


def would_lose(path: Path, built: bytes, old: Path | None) -> Iterator[Issue]:
    """A finding where the file at `path` holds work of a person that its replacement `built` does not carry."""
    if old is not None and is_same_file(path, old):
        return
    if path.stat().st_size > MAX_OLD_BYTES:
        return
    data = path.read_bytes()
    if data == built:
        return
    try:
        earlier = _earlier(open_package(data, str(path)))
        found = tuple(_edits(earlier)) if earlier is not None else ()
    except FindingsError:
        return  # no file of ours: it is replaced as any other of this name
    if found:
        yield Issue(
            "edited-by-hand",
            "somebody has worked in this file, and the build would replace it",
            Place(file=str(path)),
            found=", ".join(found),
            hint=f"carry the work over with reportgen refresh {path}, or build elsewhere with --out",
        )


def _edits(earlier: Earlier | EarlierDeck) -> Iterator[str]:
    if isinstance(earlier, Earlier):
        yield from user_edits(earlier.record, earlier.book)
        return
    for one in carried_slides(earlier, earlier.built).plan.edits:
        yield f"{one.place}: {one.what}"


def user_edits(record: BuiltRecord, book: BookCells) -> Iterator[str]:
    """What differs from the workbook as built, in words; nothing where it was only opened and saved."""
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
        changed = sum(now != before for now, before in zip_longest(rows, there.rows, fillvalue=""))
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
