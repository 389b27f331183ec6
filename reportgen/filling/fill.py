"""Any template filled with any data, without a project.

    fill(template, {"title": "Q2", "items": [{"name": "Disk", "price": 12.5}]})     bytes of the finished file

A workbook or a deck goes in as bytes or as a path, plain data beside it; bytes come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.filling.csv_columns import AS_FOUND, CsvConvention, declared, typed
from reportgen.filling.data_files import read_data
from reportgen.filling.filled import NO_OPTIONS, Filled, FillOptions, Progress
from reportgen.filling.values import DataError, Record, Value, plain
from reportgen.gate.gate import template_at_fault
from reportgen.office.package import Package, open_package
from reportgen.office.package_kind import become, can_become, kind_of, right_ending
from reportgen.project.files import File, given_file
from reportgen.project.storage import is_remote, read_bytes, write_bytes
from reportgen.tables.address import is_address
from reportgen.tables.source import DataSource

T = TypeVar("T")


def fill(template: File, data: object = None, *, name: str = "", others: Sequence[File] = ()) -> Filled:
    """The finished file of a template and its data: bytes that also tell their findings (`findings`).

    `template` is the file's content or its path; `data` a mapping of names to values, records and lists, with
    pandas frames as lists; None gives the empty render. The slides of `others` stand behind those of a deck.
    `FindingsError` holds all faults together.
    """
    content, called = given_file(template, name)
    record = None if data is None else as_record(data)
    if others:
        package = joined(open_package(content, called), [given_file(other) for other in others])
        return fill_package(package, package.name, record)
    return fill_template(content, called, record)


def joined(package: Package, others: Sequence[tuple[bytes, str]]) -> Package:
    """A deck with the slides of others, given with their names, behind its own; findings know it by all names."""
    from reportgen.pptx.library import library_pages
    from reportgen.pptx.operations import import_pages

    for content, name in others:
        source = open_package(content, name)
        called = f"{package.name} + {name}"
        package = import_pages(package, source, range(1, len(library_pages(source)) + 1)).copy(called)
    return package


def as_record(data: object) -> Record:
    """Python data as the names that a template is filled from; a finding where it is no such thing."""
    try:
        value = plain(data)
    except DataError as error:
        raise FindingsError(Issue("bad-value", str(error), found=error.path)) from None
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list):
        return {"rows": value}
    raise FindingsError(
        Issue("no-names", "the data gives no names", expected="a mapping, a list of records or a frame")
    )


def fill_template(
    content: bytes, name: str, data: Record | None, options: FillOptions = NO_OPTIONS
) -> Filled:
    """Fill one template, called `name` in findings.

    Without data tags stay as they are and are listed as information.
    """
    return fill_package(open_package(content, name), name, data, options)


def fill_package(
    package: Package, name: str, data: Record | None, options: FillOptions = NO_OPTIONS
) -> Filled:
    """Fill a template that is open; what is parsed of it stays parsed for its copies."""
    kind = kind_of(package)
    with template_at_fault(package, name):
        # The engines are loaded for the file at hand, since each takes a while.
        if kind == "workbook":
            from reportgen.filling.workbook import fill_workbook

            return fill_workbook(package, name, data, options)
        from reportgen.filling.deck import fill_deck

        return fill_deck(package, name, _with_words(data, options.sets), options.folders)


class Sources(Struct, frozen=True):
    """What a file is filled from: data, single cells or words (`Sheet1!B2=5`), further decks with their slides.

    `reading` declares how the texts of CSV files are typed.
    """

    data: Sequence[DataSource] = ()
    sets: Sequence[str] = ()
    others: Sequence[Path] = ()
    reading: CsvConvention = AS_FOUND

    @property
    def settings(self) -> tuple[str, ...]:
        """The single cells and words, their numbers spelled with a point where `reading` says how they are."""
        decimal, parts = self.reading.decimal, (text.partition("=") for text in self.sets)
        return tuple(
            f"{name}{mark}{declared(value, decimal)}" if decimal else f"{name}{mark}{value}"
            for name, mark, value in parts
        )


def fill_file(
    template: Path | str,
    sources: Sources,
    out: Path | str,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> Filled:
    """Fill `template` and write it to `out`, whole or not at all; the slides of other decks stand behind its own.

    Both may stand at an address (`s3://bucket/x.xlsx`). A file there stays, with a finding, where it is one of those
    read or reportgen did not write it, unless `force`.
    """
    from reportgen.project.files import write_atomically
    from reportgen.project.overwriting import filled_from, in_the_way, in_the_way_there

    first, others = str(template), [str(path) for path in sources.others]
    issues: list[Issue] = []
    content = _attempt(lambda: read_bytes(first), issues)
    opened = content or b""
    package = _attempt(lambda: open_package(opened, first), issues) if content is not None else None
    more = _attempt(lambda: [(read_bytes(one), one) for one in others], issues)
    if more and package is not None:
        before = package
        package = _attempt(lambda: joined(before, more), issues)
    target = Path(out)
    if package is not None:
        issues += ending_issues(package, Path(first), target)
    doubts: list[Issue] = []
    # Without data there is nothing to read, unless a column is declared that no file has.
    data = _attempt(lambda: read_data(sources.data, sources.reading, doubts), issues)
    read = [first, *others, *(source.where for source in sources.data)]
    there = _attempt(lambda: is_remote(str(out)), issues)
    if not force and package is not None and content is not None:
        ours = filled_from(package, content)
        if there:
            issues += _attempt(lambda: in_the_way_there(str(out), read, ours), issues) or []
        else:
            issues += in_the_way(target, (Path(one) for one in read if not is_address(one)), ours)
    if issues or content is None or package is None:
        raise FindingsError(issues)
    if target.suffix.lower() != right_ending(package) and can_become(package, target.suffix.lower()):
        become(package, target.suffix.lower())
    given = data if sources.data else None
    folders = [*(source.path.parent for source in sources.data if source.path is not None), Path()]
    filled = fill_package(package, package.name, given, FillOptions(sources.settings, folders, progress))
    if there:
        write_bytes(str(out), filled)
    else:
        write_atomically(target, filled)
    if doubts:
        filled.findings = (*doubts, *filled.findings)
    return filled


def _attempt(read: Callable[[], T], issues: list[Issue]) -> T | None:
    try:
        return read()
    except FindingsError as error:
        issues += error.issues
        return None


def ending_issues(package: Package, template: Path, out: Path) -> list[Issue]:
    """A finding where a file of the name `out` cannot be what the template makes."""
    try:
        right = right_ending(package)
    except FindingsError as error:
        return list(error.issues)
    if out.is_dir():
        return [
            Issue(
                "cannot-write",
                "the output is a folder",
                Place(str(out)),
                hint=f"name a file, like {out / template.name}",
            )
        ]
    if right and not can_become(package, out.suffix.lower()) and out.suffix.lower() != right:
        message = f"a file made from {template.name} needs the ending {right}"
        return [Issue("wrong-ending", message, Place(str(out)), expected=right, found=out.suffix)]
    return []


def _with_words(data: Record | None, sets: Sequence[str]) -> Record | None:
    if not sets:
        return data
    words: dict[str, Value] = dict(data or {})
    issues = []
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            message = "this sets nothing"
            issues.append(
                Issue("bad-set", message, expected="a word and its text, like title=Results", found=text)
            )
            continue
        try:
            words[name.strip()] = typed(value)
        except DataError as error:
            issues.append(Issue("bad-value", str(error), found=text))
    if issues:
        raise FindingsError(issues)
    return words
