"""A sheet's part copied with everything that belongs to it alone: drawings, charts, tables, notes, controls.

/xl/worksheets/sheet2.xml  ->  /xl/worksheets/sheet5.xml
  drawing1.xml -> chart1.xml     drawing4.xml -> chart7.xml        copied, related to each other as before
  image1.png, pivotCache1.xml    the same                          shared by both
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import count

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.formula.text import formula_references
from reportgen.office.package import Package, PackageError
from reportgen.office.relationships import Relationship, relative_target, resolve_target
from reportgen.office.sheets import SheetPart, relationship_id, sheet_parts, workbook_part
from reportgen.office.xml import first_child, local_name, namespace_of, remove
from reportgen.plan.plan import SheetCopies
from reportgen.plan.template_map import WorkbookMap
from reportgen.xlsx.moving import drop_attributes
from reportgen.xlsx.renaming import Renaming, named_words, rename_in

_SHARED = {
    "image",
    "pivotCacheDefinition",
    "slicerCache",
    "timelineCache",
    "theme",
    "video",
    "audio",
    "media",
    "sheet",
    "worksheet",
    "officeDocument",
}
_NUMBERED = re.compile(r"^(.*?)(\d*)(\.[^./]+)$")


def copy_part(package: Package, part: str) -> dict[str, str]:
    """Copy a part and all parts that belong to it; gives the new names by the old ones."""
    copies: dict[str, str] = {}
    _copy(package, part, copies)
    return copies


def remove_part(package: Package, part: str) -> None:
    """Remove a part and all parts that only it leads to."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if one not in package:
            continue
        found = [resolve_target(one, link.target) for link in package.relationships(one) if not link.external]
        del package[one]
        led_to = {
            resolve_target(other, link.target)
            for other in ("/", *package)
            if not other.endswith(".rels")
            for link in package.relationships(other)
            if not link.external
        }
        waiting += [target for target in found if target not in led_to]


def _copy(package: Package, part: str, copies: dict[str, str]) -> str:
    if part in copies:
        return copies[part]
    new = copies[part] = free_name(package, part)
    package[new] = package[part]
    kind = package.content_type(part)
    if kind is not None:
        package.set_content_type(new, kind)
    links = package.relationships(part)
    if links:
        package.set_relationships(new, tuple(_link(package, part, new, link, copies) for link in links))
    return new


def _link(package: Package, part: str, new: str, link: Relationship, copies: dict[str, str]) -> Relationship:
    target = resolve_target(part, link.target) if not link.external else ""
    if link.external or link.kind in _SHARED or target not in package:
        return link
    copy = _copy(package, target, copies)
    text = copy if link.target.startswith("/") else relative_target(new, copy)
    return Relationship(link.rid, link.type, text)


def free_name(package: Package, part: str) -> str:
    """A part name like `part` with the next free number."""
    match = _NUMBERED.match(part)
    assert match is not None
    number = 1
    while f"{match.group(1)}{number}{match.group(3)}" in package:
        number += 1
    return f"{match.group(1)}{number}{match.group(3)}"


_FORBIDDEN = "[]:*?/\\"
_LONGEST_NAME = 31


def sheet_issues(template: WorkbookMap, copies: Sequence[SheetCopies], file: str) -> Iterator[Issue]:
    """What is wrong with the sheets that a plan asks for."""
    given: set[str] = set()
    for one in copies:
        place = Place(file=file, sheet=one.sheet)
        if one.sheet not in template.sheets:
            yield Issue(
                "unknown-sheet",
                f'the template has no sheet named "{one.sheet}"',
                place,
                expected=", ".join(template.sheets),
                hint=did_you_mean(one.sheet, template.sheets),
            )
        elif one.sheet in given:
            yield Issue("duplicate-sheet", f'the sheet "{one.sheet}" is given copies twice', place)
        given.add(one.sheet)
    for marker in template.sheet_markers:
        if marker.sheet not in given:
            yield Issue(
                "missing-sheets",
                f'nothing says what becomes of the sheet of "{marker.name}"',
                Place(file=file, sheet=marker.sheet, cell="A1"),
                expected="the names of its copies",
            )
    finished: set[str] = set()
    for name in template.with_sheets(copies).sheets:
        place = Place(file=file, sheet=name)
        renamed = name not in template.sheets
        if renamed and (
            not name.strip()
            or len(name) > _LONGEST_NAME
            or set(name) & set(_FORBIDDEN)
            or name.strip("'") != name
        ):
            yield Issue(
                "bad-sheet-name",
                "a sheet cannot have this name",
                place,
                expected=f"1 to {_LONGEST_NAME} characters, none of {' '.join(_FORBIDDEN)}, no ' at either end",
                found=name,
            )
        if name.casefold() in finished:
            yield Issue("duplicate-sheet-name", "two sheets would have the same name", place, found=name)
        finished.add(name.casefold())
    if not finished:
        yield Issue("no-sheet-left", "the workbook would have no sheet", Place(file=file))


class CopiedNames(Struct):
    """What has another name on each copy of a sheet, by the name that formulas still have for it, case-folded.

    `tables` are the tables of repeated and removed sheets: the sheet and their names on its copies. `names` are the
    texts of the workbook's own names that have become one name of each copy, as they read on the first one.
    """

    tables: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def copy_sheets(package: Package, copies: Sequence[SheetCopies]) -> CopiedNames:
    """Give the package the sheets that `copies` ask for; they must be free of issues.

    Formulas that named a repeated sheet name its first copy then; those that named a removed one still do.
    """
    found = CopiedNames()
    wanted = {one.sheet: one.names for one in copies if one.names != (one.sheet,)}
    if not wanted:
        return found
    book = workbook_part(package)
    root = package.xml(book)
    sheets = {sheet.name: sheet for sheet in sheet_parts(package)}
    before = [node.get("name", "") for node in root.iterfind("{*}sheets/{*}sheet")]
    rows: list[tuple[str, etree._Element, str]] = []  # template name, sheet element, finished name
    new_parts: list[tuple[SheetPart, str, dict[str, str]]] = []
    home = root.find(f"{namespace_of(root)}sheets")
    assert home is not None
    taken_ids = [int(node.get("sheetId", "0")) for node in home]
    for node in list(home):
        name = node.get("name", "")
        finished_names = wanted.get(name, (name,))
        if len(finished_names) != 1:
            found.tables.update(_tables(package, sheets[name], finished_names))
        for number, finished in enumerate(finished_names):
            if number == 0:
                rows.append((name, node, finished))
                continue
            copied = copy_part(package, sheets[name].part)
            twin = deepcopy(node)
            taken_ids.append(max(taken_ids) + 1)
            twin.set("sheetId", str(taken_ids[-1]))
            _set_rid(twin, relate(package, book, sheets[name].kind, copied[sheets[name].part]))
            rows.append((name, twin, finished))
            new_parts.append((sheets[name], finished, copied))
        if not wanted.get(name, (name,)):
            rid = relationship_id(node)
            package.set_relationships(
                book, tuple(link for link in package.relationships(book) if link.rid != rid)
            )
            remove_part(package, sheets[name].part)
    for node in list(home):
        home.remove(node)
    for _, node, finished in rows:
        node.set("name", finished)
        home.append(node)
    renumber(root, before, [name for name, _, _ in rows])
    firsts = {name.casefold(): names[0] for name, names in wanted.items() if names}
    renaming = Renaming({old: new for old, new in firsts.items() if new.casefold() != old})
    clones = {part for _, _, copied in new_parts for part in copied.values()}
    for part in list(package):
        if part not in clones:
            _rename(package, part, renaming)
    for sheet, finished, copied in new_parts:
        names = {**firsts, sheet.name.casefold(): finished}
        own = _rename_copy(package, copied, names, wanted[sheet.name][0], found)
        make_own(package.xml(copied[sheet.part]))
        _local_names(root, rows, sheet.name, finished, own)
    _forget_tabs(package)
    tabs = [name for _, _, name in rows]
    for finished_names in wanted.values():
        found.names |= _own_names(root, tabs, finished_names)
    return found


def _forget_tabs(package: Package) -> None:
    """Take the list of the template's tabs out of the properties; programs write it when they save."""
    for part in package.related("/", "extended-properties"):
        for node in list(package.xml(part)) if part in package else ():
            if local_name(node) in ("HeadingPairs", "TitlesOfParts"):
                remove(node)


def _rename_copy(
    package: Package, copied: Mapping[str, str], names: Mapping[str, str], first: str, found: CopiedNames
) -> Renaming:
    """Bring the names of a copy into its parts; `copied` are their names by the old ones, `first` is the first copy."""
    own_parts = copied.values()
    renamed = rename_tables(package, own_parts)
    for table, (sheet, tables) in found.tables.items():
        if sheet == first:
            found.tables[table] = sheet, (*tables, renamed.get(table, table))
    own = Renaming(names, renamed)
    for part in own_parts:
        _rename(package, part, own)
        if "/tables/" in part:
            drop_attributes(package.xml(part), "uid")
    return own


def _tables(
    package: Package, sheet: SheetPart, copies: Sequence[str]
) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """The tables of a sheet that is repeated or removed, as its first copy has them."""
    for part in package.related(sheet.part, "table"):
        if part in package:
            name = package.peek(part).get("displayName", "")
            yield name.casefold(), ((copies[0], (name,)) if copies else (sheet.name, ()))


def _own_names(root: etree._Element, tabs: list[str], copies: Sequence[str]) -> dict[str, str]:
    """Make names of the workbook that stand for something of a repeated sheet names of each copy, as Excel does.

    So are those that are made of such names. Gives their texts on the first copy, by their names case-folded.
    """
    if len(copies) < 2:
        return {}
    first = copies[0].casefold()
    names = [
        node
        for node in root.iter("{*}definedName")
        if node.get("localSheetId") is None and not node.get("name", "").startswith("_xlnm.")
    ]
    torn: dict[str, str] = {}
    grows = True
    while grows:
        grows = False
        for node in names:
            name, text = node.get("name", "").casefold(), node.text or ""
            words = {word.casefold() for word in named_words(text)}
            sheets = {sheet.casefold() for one in formula_references(text) for sheet in one.sheets}
            if name not in torn and (first in sheets or words & torn.keys()):
                torn[name] = text
                grows = True
    taken = {
        (node.get("localSheetId"), node.get("name", "").casefold()) for node in root.iter("{*}definedName")
    }
    for node in names:
        if node.get("name", "").casefold() not in torn:
            continue
        for copy in reversed(copies):
            place = str(tabs.index(copy))
            if (place, node.get("name", "").casefold()) not in taken:
                twin = deepcopy(node)
                twin.set("localSheetId", place)
                twin.text = Renaming({first: copy}).formula(node.text or "")
                node.addnext(twin)
        remove(node)
    return torn


def _rename(package: Package, part: str, renaming: Renaming) -> None:
    if not part.endswith((".xml", ".vml")) or part.startswith("/docProps") or part.endswith(".rels"):
        return
    try:
        package.edit(part, lambda root: rename_in(root, renaming))
    except PackageError:  # old drawings are often not well-formed; Office reads them nevertheless
        return


def relate(package: Package, book: str, kind: str, part: str) -> str:
    """Relate the workbook to a new part as it is related to its other sheets of `kind`; gives the id."""
    type_ = next(link.type for link in package.relationships(book) if link.kind == kind)
    return package.relate(book, type_, part)


def _set_rid(node: etree._Element, rid: str) -> None:
    for key in list(node.attrib):
        if str(key).endswith("}id"):
            node.set(key, rid)


def make_own(sheet: etree._Element) -> None:
    """Take out of a copied sheet what may stand only once in a workbook."""
    for node in sheet.iter("{*}sheetView"):
        node.attrib.pop("tabSelected", "")
    for node in sheet.iter("{*}sheetPr"):
        node.attrib.pop("codeName", "")
    for node in sheet.iter("*"):
        drop_attributes(node, "uid")


def renumber(root: etree._Element, before: list[str], after: list[str]) -> None:
    """Names of single sheets and the sheet on view are told by position."""
    for name in list(root.iter("{*}definedName")):
        index = name.get("localSheetId")
        if index is None or int(index) >= len(before):
            continue
        if before[int(index)] in after:
            name.set("localSheetId", str(after.index(before[int(index)])))
        else:
            remove(name)
    for view in root.iter("{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            at = int(view.get(key, "0"))
            if key in view.attrib:
                kept = at < len(before) and before[at] in after
                view.set(key, str(after.index(before[at]) if kept else 0))
    names = first_child(root, "definedNames")
    if names is not None and len(names) == 0:
        remove(names)


def _local_names(
    root: etree._Element,
    rows: list[tuple[str, etree._Element, str]],
    template: str,
    finished: str,
    renaming: Renaming,
) -> None:
    """Give a copy its own print area, titles, filter and names."""
    first = next(index for index, (name, _, _) in enumerate(rows) if name == template)
    own = next(index for index, (_, _, name) in enumerate(rows) if name == finished)
    back = Renaming({rows[first][2].casefold(): finished}, renaming.tables)
    for name in list(root.iter("{*}definedName")):
        if name.get("localSheetId") == str(first):
            twin = deepcopy(name)
            twin.set("localSheetId", str(own))
            twin.text = back.formula(name.text or "")
            name.addnext(twin)


def rename_tables(package: Package, parts: Collection[str]) -> dict[str, str]:
    """Give the tables among `parts` numbers of their own, and other names where theirs are taken.

    Gives the new names by the old ones case-folded.
    """
    tables = [part for part in package if "/tables/" in part and part.endswith(".xml")]
    others = [package.peek(part) for part in tables if part not in parts]
    taken = {root.get(key, "").casefold() for root in others for key in ("displayName", "name")}
    last = max((int(root.get("id", "0")) for root in others), default=0)
    renamed: dict[str, str] = {}
    for number, part in enumerate((part for part in tables if part in parts), last + 1):
        root = package.xml(part)
        root.set("id", str(number))
        name = fresh = root.get("displayName", "")
        suffix = count(2)
        while fresh.casefold() in taken:
            fresh = f"{name}_{next(suffix)}"
        taken.add(fresh.casefold())
        if fresh != name:
            renamed[name.casefold()] = fresh
            root.set("name", fresh)
            root.set("displayName", fresh)
    return renamed
