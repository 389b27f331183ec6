"""The findings of one filling: the same fault in thousands of rows is one finding.

error  unknown-tag   offer.xlsx, sheet "Offer", cell A4
       the data has no "nmae"
       hint: did you mean "name"?
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.filling.expressions import SumError, TagValue, ask, names_of
from reportgen.filling.rich import LookedText, is_safe, names_picture, stretches
from reportgen.filling.table import RecordTable
from reportgen.filling.values import (
    NOTHING,
    Record,
    Scope,
    Scopes,
    UnknownNameError,
    Value,
    find,
    is_list,
    is_single,
    item_names,
    kind_of,
    shown,
)
from reportgen.office.addresses import cell_address
from reportgen.office.tags import replace_tags, split_tag, tag_names
from reportgen.plan.plan import BlockSize, SheetCopies
from reportgen.plan.template_map import Block, BlockNode, SheetMarker, WorkbookMap, block_tree

# From the outermost list to the innermost: the items that lead to a record.
Path: TypeAlias = tuple[Scope, ...]
_MOST_TOLD = 5
SINGLE = "a text, a number, a date, true or false, or a group of text, link, bold and italic"


class FillFindings(Struct):
    """Gathers findings while a plan is made, each once for its place, kind and message."""

    _found: dict[tuple[str, Place, str], Issue] = field(default_factory=dict)
    _records: dict[tuple[str, Place, str], dict[tuple[int, ...], Path]] = field(default_factory=dict)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings so far, in the order in which they were found."""
        return tuple(
            replace(issue, message=issue.message + _in_records(list(self._records.get(key, {}).values())))
            for key, issue in self._found.items()
        )

    def add(  # noqa: PLR0913  the words of a finding
        self,
        issue_id: str,
        message: str,
        place: Place,
        *,
        severity: Severity = Severity.ERROR,
        expected: str = "",
        found: str = "",
        hint: str = "",
    ) -> None:
        """Keep a finding, unless the same one was found before."""
        self.keep(Issue(issue_id, message, place, severity, expected, found, hint))

    def keep(self, issue: Issue) -> None:
        """Keep a finding, unless one of the same kind, place and message was found before."""
        self._found.setdefault((issue.id, issue.place, issue.message), issue)

    def unknown(self, issue_id: str, message: str, place: Place, word: str, known: Iterable[str]) -> None:
        """A finding about a name that the data does not have, with the nearest one that it has."""
        names = list(known)
        hint = did_you_mean(word, names)
        expected = "" if hint or not names else ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        self.add(issue_id, message, place, expected=expected, found=word, hint=hint)

    def lacking(
        self, issue_id: str, message: str, place: Place, error: UnknownNameError, scopes: Scopes
    ) -> None:
        """A finding about a name that means nothing where `scopes` hold; it tells of which records, if not of all."""
        self.unknown(issue_id, message, place, error.word, error.known)
        path = tuple(scope for scope in reversed(scopes) if scope.number)
        if path:
            at = tuple(scope.number for scope in path)
            self._records.setdefault((issue_id, place, message), {}).setdefault(at, path)

    def list_of(self, name: str, scopes: Scopes, place: Place) -> Sequence[Value]:
        """The list that a block repeats over; an empty one with a finding where there is none."""
        try:
            value = find(name, scopes)
        except UnknownNameError as error:
            lists = [key for scope in scopes for key in _lists(scope.value)]
            message = f'the data has no list named "{name}"'
            self.lacking("unknown-list", message, place, UnknownNameError(error.word, lists), scopes)
            return ()
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.add(
                "no-list",
                f'the block "{name}" needs a list',
                place,
                expected="a list, one entry for each repetition",
                found=kind_of(value),
            )
            return ()
        return value

    def truth(self, name: str, scopes: Scopes, place: Place) -> bool:
        """Whether a condition holds, of a text with looks its text; not where the data does not know it, a finding."""
        try:
            value = find(name, scopes)
            looked = stretches(value)
            return bool(value) if looked is None else any(one.value for one in looked)
        except UnknownNameError as error:
            message = f'the data does not say whether "{name}" is true'
            self.lacking("unknown-condition", message, place, error, scopes)
            return False

    def asked(self, text: str, scopes: Scopes, place: Place) -> TagValue:
        """What a tag asks for; a blank with a finding where it cannot be worked out. `UnknownNameError` as it comes."""
        try:
            return ask(text, scopes)
        except SumError as error:
            return self.no_value(text, str(error), place)

    def worded(self, text: str, asked: TagValue, place: Place) -> str:
        """What a tag asks for as words, in its format; nothing with a finding where the format is unknown."""
        try:
            return asked.text
        except SumError as error:
            return self.no_value(text, str(error), place).text

    def stretches(self, value: Value, place: Place) -> tuple[LookedText, ...] | None:
        """The stretches of a group with a text, with a finding for each link that must not be; None for any other."""
        found = stretches(value)
        for link in dict.fromkeys(one.link for one in found or () if one.link and not is_safe(one.link)):
            expected = "https://..., mailto:... or tel:..., without blanks"
            message = "a link that comes with the data leads to a page, a person or a telephone"
            self.add("unsafe-link", message, place, expected=expected, found=link)
        return found

    def no_value(self, text: str, fault: str, place: Place) -> TagValue:
        """A blank with a finding that a tag cannot be worked out."""
        expected = "names, numbers, + - * / & and brackets; behind a colon a number format such as #,##0.0"
        self.add("bad-expression", fault, place, expected=expected, found=f"{{{{{text}}}}}")
        return TagValue(None)

    def gather(
        self, records: Sequence[Value], names: tuple[str, str], scopes: Scopes, place: Place
    ) -> list[Value]:
        """Records of a list in groups by a field, in order of appearance; `names` are those of list and field."""
        name, key = names
        groups: dict[str, tuple[Value, list[Value]]] = {}
        for number, record in enumerate(records, start=1):
            if not isinstance(record, Mapping) or key not in record:
                message = f'there is no "{key}" to be grouped by'
                error = UnknownNameError(key, record if isinstance(record, Mapping) else ())
                here = Scope(record, item_names(name), number, len(records))
                self.lacking("unknown-tag", message, place, error, (here, *scopes))
                continue
            value = record[key]
            if not is_single(value) and stretches(value) is None:
                message = f'"{key}" is {kind_of(value)}, which nothing is grouped by'
                self.add("no-single-value", message, place, expected=SINGLE)
                continue
            groups.setdefault(shown_or_kind(value), (value, []))[1].append(record)
        return [{key: value, name: rows} for value, rows in groups.values()]

    def unused(self, asked: Iterable[str], data: Record, file: str) -> None:
        """Information about each name of the data that is none of those that a template asks for."""
        paths = {name for text in asked for name in (text, *names_of(text))}
        known = {re.split(r"[.\[]", path)[0].strip() for path in paths} | paths
        known |= {name.strip() for path in paths for name in re.findall(r"\[([^\[\]]+)\]", path)}
        used = [data[name] for name in known if name in data and is_list(data[name])]
        for name, value in data.items():
            # A file's only list has two names, its own and "rows".
            if name not in known and not any(value is one for one in used):
                message = f'nothing in the template asks for "{name}"'
                hint = did_you_mean(name, known - set(data))
                self.add("unused-name", message, Place(file), severity=Severity.INFO, found=name, hint=hint)


def _in_records(paths: Sequence[Path]) -> str:
    """Which records of which lists `paths` lead to, in words; nothing where these are all that there are."""
    # In a deck the same fault may stand in a block of a shape and outside of it.
    if len({tuple(one.list_name for one in path) for path in paths}) > 1 or _are_all(paths):
        return ""
    around = [one.number for one in paths[0][:-1]]
    told = [path[-1].number for path in paths if [one.number for one in path[:-1]] == around][:_MOST_TOLD]
    more = len(paths) - len(told)
    words = f'record{"s" if len(told) > 1 else ""} {", ".join(map(str, told))} of "{paths[0][-1].list_name}"'
    words += "".join(f' in record {one.number} of "{one.list_name}"' for one in reversed(paths[0][:-1]))
    return f" in {words}" + (f" and in {more:,} more" if more else "")


def _are_all(paths: Sequence[Path]) -> bool:
    """Whether `paths` lead to every item of their lists."""
    if not paths or not paths[0]:
        return True
    inner: dict[int, list[Path]] = {}
    for path in paths:
        inner.setdefault(path[0].number, []).append(path[1:])
    return len(inner) == paths[0][0].count and all(map(_are_all, inner.values()))


Chain: TypeAlias = tuple[tuple[str, int], ...]
# What a tab's name must not hold, and how long it may be (ECMA-376 part 1, 18.2.19; Excel's own limits).
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


class FinishedSheet(Struct, frozen=True):
    """One sheet of the finished file: its name, its template sheet, and the names that hold on it."""

    name: str
    template: str
    scopes: Scopes


class BlockItems(Struct):
    """Finds the items of all blocks of one template; lives for one plan."""

    template: WorkbookMap
    data: Record
    file: str
    findings: FillFindings
    sheets: list[FinishedSheet] = field(default_factory=list)
    copies: list[SheetCopies] = field(default_factory=list)
    sizes: dict[tuple[str, str, tuple[int, ...]], BlockSize] = field(default_factory=dict)
    _scopes: dict[tuple[str, str, Chain], Scopes] = field(default_factory=dict)
    _tables: dict[tuple[str, str, str], RecordTable] = field(default_factory=dict)
    _grouped: dict[tuple[int, str], list[Value]] = field(default_factory=dict)
    _lists: dict[tuple[int, str], int] = field(default_factory=dict)
    _homes: dict[tuple[int, int], int] = field(default_factory=dict)

    def read(self) -> None:
        """Read the sheets and the sizes of all blocks on them."""
        root: Scopes = (Scope(self.data),)
        markers = {marker.sheet: marker for marker in self.template.sheet_markers}
        for sheet in self.template.sheets:
            marker = markers.get(sheet)
            if marker is None:
                self.sheets.append(FinishedSheet(sheet, sheet, root))
            else:
                self._repeat_sheet(marker, root)
        self._no_name_twice()
        for finished in self.sheets:
            blocks = self.template.blocks_of(finished.template)
            for direction in ("down", "across"):
                own = [block for block in blocks if block.direction == direction]
                for node in block_tree(own):
                    self._size(finished, node, finished.scopes, (), ())

    def scopes_at(self, finished: FinishedSheet, direction: str, chain: Chain) -> Scopes:
        """The items, innermost first, that the blocks of `chain` (outermost first) stand for."""
        table = self._tables.get((finished.name, direction, chain[0][0])) if len(chain) == 1 else None
        if table is not None:
            key, number = chain[0]
            return (Scope(table[number], item_names(key.partition("{")[0]), number + 1, len(table)),)
        return self._scopes.get((finished.name, direction, chain), ())

    def table_at(self, finished: FinishedSheet, block: Block) -> RecordTable | None:
        """The table that a block outside all others stands for; None for any other list."""
        return self._tables.get((finished.name, block.direction, block.key))

    def _repeat_sheet(self, marker: SheetMarker, root: Scopes) -> None:
        place = Place(self.file, sheet=marker.sheet, cell="A1")
        if marker.kind == "if":
            shown_now = self.findings.truth(marker.name, root, place) is not marker.negated
            self.copies.append(SheetCopies(marker.sheet, (marker.sheet,) if shown_now else ()))
            if shown_now:
                self.sheets.append(FinishedSheet(marker.sheet, marker.sheet, root))
            return
        names: list[str] = []
        items = self.findings.list_of(marker.name, root, place)
        list_id = self._number(marker.name, root)
        for number, item in enumerate(items, start=1):
            scopes = (self._item(item, marker.name, list_id, (number, len(items))), *root)
            names.append(self._sheet_name(marker.sheet, number, scopes, place))
            self.sheets.append(FinishedSheet(names[-1], marker.sheet, scopes))
        self.copies.append(SheetCopies(marker.sheet, tuple(names), list_id))

    def _sheet_name(self, sheet: str, number: int, scopes: Scopes, place: Place) -> str:
        if not tag_names(sheet):
            return f"{sheet[: _LONGEST_NAME - 4]} {number}"
        name = replace_tags(sheet, lambda word: self.worded(word, scopes, place))
        return _FORBIDDEN.sub("-", name).strip("' ")[:_LONGEST_NAME] or f"Sheet {number}"

    def _no_name_twice(self) -> None:
        seen: dict[str, str] = {}
        for sheet in self.sheets:
            folded = sheet.name.casefold()
            if folded in seen:
                message = f'two sheets of the finished file would be called "{sheet.name}"'
                self.findings.add("duplicate-sheet-name", message, Place(self.file, sheet=sheet.template))
            seen[folded] = sheet.template

    def _size(
        self, finished: FinishedSheet, node: BlockNode, scopes: Scopes, path: tuple[int, ...], chain: Chain
    ) -> None:
        block = node.block
        place = place_of(block, self.file)
        own: list[Scopes] = [()]
        list_id = 0
        if block.kind == "if":
            count = int(self.findings.truth(block.name, scopes, place))
        else:
            records = _records_of(node) if block.group_by else None
            list_id = self._number(records.name if records else block.name, scopes, block.group_by)
            items = (
                self._groups(node, scopes, place)
                if block.group_by
                else self.findings.list_of(block.name, scopes, place)
            )
            if not items and block.fills_table:
                items, list_id = [NOTHING], 0
            count = len(items)
            if isinstance(items, RecordTable) and not (chain or node.inner):
                self._tables[finished.name, block.direction, block.key] = items
                own = []
            elif node.inner:
                own = [
                    (self._item(item, block.name, list_id, (at, count)),)
                    for at, item in enumerate(items, start=1)
                ]
            else:
                names = item_names(block.name)
                own = [(Scope(item, names, at, count),) for at, item in enumerate(items, start=1)]
        size = BlockSize(finished.name, block.key, count, path, list_id)
        self.sizes.setdefault((finished.name, block.key, path), size)
        above = scopes[: len(scopes) - len(finished.scopes)]
        for number, item_scopes in enumerate(own):
            here: Chain = (*chain, (block.key, number))
            self._scopes[finished.name, block.direction, here] = (*item_scopes, *above)
            for inner in node.inner:
                self._size(finished, inner, (*item_scopes, *scopes), (*path, number), here)

    def _number(self, name: str, scopes: Scopes, group_by: str = "") -> int:
        """The number of a list of the data, the same wherever it is met: by where it is held and what it is called."""
        for scope in scopes:
            held = scope.value if isinstance(scope.value, Mapping) else {}
            first, _, rest = name.partition(".")
            if rest and first in scope.names and first not in held:
                return self._number(rest, (scope,), group_by)
            if name in held or first in held:
                key = scope.home, f"{name} by {group_by}" if group_by else name
                return self._lists.setdefault(key, len(self._lists) + 1)
        return 0

    def _item(self, value: Value, name: str, list_id: int, place: tuple[int, int]) -> Scope:
        """An item of a list, its place and how many there are: what lists it holds are those of no other item."""
        home = self._homes.setdefault((list_id, place[0]), len(self._homes) + 1)
        return Scope(value, item_names(name), *place, home)

    def _groups(self, node: BlockNode, scopes: Scopes, place: Place) -> Sequence[Value]:
        """The records of the list inside a block, gathered by a field, in order of appearance."""
        key = node.block.group_by
        inner = _records_of(node)
        if inner is None:
            message = f'the group "{node.block.name}" holds no block of records'
            self.findings.add("group-without-list", message, place, expected="a block inside it, with a list")
            return []
        records = self.findings.list_of(inner.name, scopes, place_of(inner, self.file))
        list_id = self._number(inner.name, scopes)
        if (list_id, key) in self._grouped:
            return self._grouped[list_id, key]
        found = self.findings.gather(records, (inner.name, key), scopes, place)
        if list_id:
            self._grouped[list_id, key] = found
        return found

    def worded(self, name: str, scopes: Scopes, place: Place) -> str:
        """The single value that a tag asks for, as words."""
        return "".join(word for word, _ in self.words(name, scopes, place))

    def words(self, name: str, scopes: Scopes, place: Place) -> list[tuple[str, LookedText]]:
        """What a tag asks for as words, with the stretches that they are of."""
        asked = self.single(name, scopes, place)
        found = self.findings.stretches(asked.value, place)
        return [
            (self.findings.worded(name, TagValue(one.value, asked.code), place), one)
            for one in ((LookedText(asked.value),) if found is None else found)
        ]

    def single(self, name: str, scopes: Scopes, place: Place, *, pictures: bool = False) -> TagValue:
        """The single value that a tag asks for, a group with a text, or, with `pictures`, a picture.

        A blank with a finding where it means nothing, or many things.
        """
        try:
            asked = self.findings.asked(name, scopes, place)
        except UnknownNameError as error:
            if name.startswith("="):
                message = f'"{name}" asks for a metric, which only the templates of a project do'
                self.findings.add("metric-without-project", message, place, found=f"{{{{{name}}}}}")
            else:
                self.findings.lacking("unknown-tag", str(error), place, error, scopes)
            return TagValue(None)
        known = is_single(asked.value) or (pictures and names_picture(asked.value))
        if not known and stretches(asked.value) is None:
            self.findings.add(
                "no-single-value",
                f'the tag "{name}" needs a single value',
                place,
                expected=SINGLE,
                found=kind_of(asked.value),
                hint=_hint(name, asked.value),
            )
            return TagValue(None)
        return asked


def place_of(block: Block, file: str) -> Place:
    """Where a block begins in its template: the cell of its opener."""
    row, column = (block.first, block.start) if block.direction == "down" else (block.start, block.first)
    return Place(file, sheet=block.sheet, cell=cell_address(row, column))


def _records_of(node: BlockNode) -> Block | None:
    """The list inside a group, through the groups inside it."""
    inner = next((one for one in node.inner if one.block.kind == "repeat"), None)
    if inner is None or not inner.block.group_by:
        return inner.block if inner is not None else None
    return _records_of(inner)


def shown_or_kind(value: Value) -> str:
    """A value as the key of a group, a text with looks by its words."""
    found = stretches(value)
    if found is not None:
        return "".join(shown(one.value) for one in found)
    return shown(value) if is_single(value) else kind_of(value)


def _lists(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (name for name, part in value.items() if is_list(part))


def _hint(name: str, value: Value) -> str:
    name, _ = split_tag(name)
    if isinstance(value, Mapping) and value:
        return f'name one of its values, for instance "{name}.{next(iter(value))}"'
    return f"repeat it with {{{{#{name}}}}} and {{{{/{name}}}}}"
