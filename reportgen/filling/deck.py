"""Plain data and a deck template become a finished deck; no project stands behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.figures.views import Bullet, ChartView, Sentence, Span, TableColumn, TableRow, TableView
from reportgen.filling.charts import chart_view
from reportgen.filling.expressions import SumError, TagValue, ask
from reportgen.filling.filled import Filled, errors_of
from reportgen.filling.lists import SINGLE, FillFindings
from reportgen.filling.pictures import picture_view
from reportgen.filling.rich import names_picture
from reportgen.filling.values import (
    PAGES,
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
from reportgen.gate.gate import gated
from reportgen.office.package import Package
from reportgen.office.pictures import PictureView
from reportgen.office.tags import PICTURE, split_tag
from reportgen.plan.deck_map import (
    BlockTag,
    ChartSlot,
    DeckMap,
    DeckPage,
    Nodes,
    TableBlocks,
    TableSlot,
    WordTag,
)
from reportgen.plan.plan import DeckPlan, PagePlan, TextLine
from reportgen.pptx.blocks import records_of
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.places import filled
from reportgen.pptx.render import render_deck
from reportgen.pptx.tables import BROUGHT, CARRIED, MERGE

_BETWEEN_PAGES = re.compile("[,;\n]")
_SLIDES = re.compile("(\\d+)\\s*[-\u2013]\\s*(\\d+)")


class DeckFilling(Struct, frozen=True):
    """The plan and the findings of making it."""

    plan: DeckPlan
    issues: tuple[Issue, ...]


def fill_deck_plan(template: DeckMap, data: Record, file: str, folders: Sequence[Path]) -> DeckFilling:
    """The plan that fills `template` with `data`; faults are gathered, each at its slide and shape.

    Pictures that the data name are looked for in `folders`.

    A list `pages` of records with a field `page` says which pages come in which order, each with data of its
    own; without it all pages come once.
    """
    filler = _DeckFiller(template, data, file, folders)
    return DeckFilling(filler.plan(), filler.findings.issues)


class _DeckFiller(Struct):
    template: DeckMap
    data: Record
    file: str
    folders: Sequence[Path]
    findings: FillFindings = field(default_factory=FillFindings)

    def plan(self) -> DeckPlan:
        """All pages in order."""
        pages = tuple(self._page(page, entry) for page, entry in self._order())
        whole: Scopes = (Scope(self.data),)
        words: dict[str, Sentence] = {}
        for tag in self.template.words:
            place = Place(self.file, part=tag.part, shape=tag.shape)
            self._fill_word(words, tag, whole, place)
        asked = {tag.name for tag in self.template.words} | {PAGES}
        for page in self.template.pages:
            asked |= page.names()
            if isinstance(self.data.get(page.name), Mapping):
                asked.add(page.name)
        self.findings.unused(asked, self.data, self.file)
        return DeckPlan(pages, words=words)

    def _order(self) -> Iterator[tuple[DeckPage, Scope]]:
        if PAGES not in self.data:
            for page in self.template.pages:
                yield page, Scope(None)
            return
        known = [page.name for page in self.template.pages]
        listed = self._listed(self.data[PAGES])
        if not listed:
            self.findings.add(
                "no-pages",
                "the list of pages names none, so that the deck would have no slide",
                Place(self.file),
                expected=", ".join(known),
            )
        for number, own in enumerate(listed, start=1):
            name = own.get("page") if isinstance(own, Mapping) else own
            found = self._named(name)
            if found is None:
                message = f"entry {number} of the list of pages names no page of the template"
                word = shown_name(name) or kind_of(own)
                self.findings.unknown("unknown-page", message, Place(self.file), word, known)
                continue
            yield found, Scope(own, (), number, len(listed))

    def _listed(self, pages: Value) -> list[Value]:
        """The entries of the list of pages, also where it is one page, names in a line or data by names of pages."""
        if pages is None or (isinstance(pages, Mapping) and not pages):
            return []
        entries: Sequence[Value] = [pages]
        if isinstance(pages, str) and self._named(pages) is None:
            entries = [name.strip() for name in _BETWEEN_PAGES.split(pages) if name.strip()]
        return [one for entry in entries for one in self._entries(entry)]

    def _entries(self, entry: Value) -> Iterator[Value]:
        """The pages of an entry: itself, a list's entries, the slides of `2-5`, names of pages with their data."""
        if is_list(entry):
            for one in entry:
                yield from self._entries(one)
            return
        slides = _SLIDES.fullmatch(entry) if isinstance(entry, str) and not self._named(entry) else None
        if slides and all(map(self._named, slides.groups())):
            first, last = map(int, slides.groups())
            step = 1 if first <= last else -1
            yield from map(str, range(first, last + step, step))
            return
        if not isinstance(entry, Mapping) or "page" in entry or not any(map(self._named, entry)):
            yield entry
            return
        for name, own in entry.items():
            for one in own if isinstance(own, Sequence) and not isinstance(own, str) else [own]:
                if isinstance(one, Mapping):
                    yield {**one, "page": name}
                elif one is None or one is True:
                    yield name
                elif one is not False:
                    message = f'"{shown_name(one)}" is no data for the page "{name}"'
                    self.findings.add(
                        "no-names", message, Place(self.file), expected="names and their values"
                    )

    def _named(self, name: Value) -> DeckPage | None:
        """The page of a name; a number is that of a slide where no page is called so."""
        if name is None or not is_single(name):
            return None
        word = shown(name).strip()
        by_number = (page for page in self.template.pages if str(page.number) == word)
        return self.template.page(word) or next(by_number, None)

    def _page(self, page: DeckPage, entry: Scope) -> PagePlan:
        around = (entry, Scope(self.data.get(page.name)), Scope(self.data))
        scopes: Scopes = tuple(scope for scope in around if isinstance(scope.value, Mapping))
        hidden = [
            one for one in page.conditions if not self._shown(one.block, scopes, self._at(page, one.shape))
        ]
        unseen = {name for one in hidden for name in (one.shape, *one.inner)}
        pictures, gone = self._pictures(page, scopes, unseen)
        shows = {(slot.shape, slot.name) for slot in page.pictures if slot.number in pictures}
        words: dict[str, Sentence] = {}
        given = {chart.name for chart in page.charts if _has(chart.name, scopes)}
        for tag in page.words:
            if (tag.shape, tag.name) in shows:
                continue
            idle = tag.shape in unseen or (tag.role == "data" and tag.shape in given)
            if not idle or _has(tag.name, scopes):
                place = Place(self.file, slide=page.number, shape=tag.shape)
                self._fill_word(words, tag, scopes, place)
        bullets = {}
        for slot in page.lists:
            if slot.shape in unseen:
                continue
            place = Place(self.file, slide=page.number, shape=slot.shape)
            value = self._find(slot.name, scopes, "unknown-list", place)
            bullets[slot.name] = tuple(self._bullets(slot.name, value, 1, place))
        tables = {}
        for table in page.tables:
            if table.name in unseen:
                continue
            place = Place(self.file, slide=page.number, shape=table.name)
            if table.blocks is not None:
                view: TableView | None = self._block_table(table.name, table.blocks, scopes, place)
            else:
                view = self._table(table, scopes, place)
            if view is not None:
                tables[table.name] = view
        charts = {}
        for chart in page.charts:
            if chart.name in unseen:
                continue
            found = self._chart(chart, scopes, Place(self.file, slide=page.number, shape=chart.name))
            if found is not None:
                # A series may be called by its tag or as the tag is filled.
                columns = (replace(one, name=filled(one.name, words)) for one in found.columns)
                charts[chart.name] = replace(found, columns=tuple(columns))
        texts = {}
        for text in page.texts:
            place = Place(self.file, slide=page.number, shape=text.shape)
            if text.shape not in unseen:
                texts[text.number] = tuple(
                    TextLine(number, self._words(text.tags[number], own, place))
                    if own is not scopes
                    else TextLine(number, {})
                    for number, own in self._repeated(text.nodes, scopes, place)
                )
        numbers = frozenset((*gone, *(one.number for one in hidden)))
        return PagePlan(
            page.name, words, bullets, tables, charts, texts=texts, hidden=numbers, pictures=pictures
        )

    def _pictures(
        self, page: DeckPage, scopes: Scopes, unseen: Collection[str]
    ) -> tuple[dict[int, PictureView], list[int]]:
        """The pictures that shapes show, and the shapes that go since the data say that there is none."""
        found: dict[int, PictureView] = {}
        gone: list[int] = []
        own = {(slot.shape, slot.name) for slot in page.pictures}
        words = {tag.name for tag in page.words if (tag.shape, tag.name) not in own}
        for slot in page.pictures:
            if slot.shape in unseen or not _has(slot.name, scopes):
                continue
            name, form = split_tag(slot.name) if slot.known_by == "text" else (slot.name, "")
            value = find(name, scopes)
            certain = form == PICTURE or (slot.known_by == "name" and name not in words)
            if certain and value is None:
                gone.append(slot.number)
            if value is None or not (certain or names_picture(value)):
                continue
            if slot.known_by == "text" and isinstance(value, str) and not certain:
                continue
            view = picture_view(value, self.folders, self._at(page, slot.shape), self.findings)
            if view is not None:
                found[slot.number] = view
        return found, gone

    def _at(self, page: DeckPage, shape: str) -> Place:
        return Place(self.file, slide=page.number, shape=shape)

    def _shown(self, block: BlockTag, scopes: Scopes, place: Place) -> bool:
        """Whether a condition holds."""
        return self.findings.truth(block.name, scopes, place) is not block.negated

    def _repeated(self, nodes: Nodes, scopes: Scopes, place: Place) -> Iterator[tuple[int, Scopes]]:
        """The paragraphs, rows or columns that blocks make, each with what holds there."""
        for node in nodes:
            if isinstance(node, int):
                yield node, scopes
                continue
            for own in self._items(node, scopes, place):
                yield from self._repeated(node.inner, own, place)

    def _items(self, block: BlockTag, scopes: Scopes, place: Place) -> Iterator[Scopes]:
        """What holds in each repetition of a block: its item before all that holds around it."""
        if block.condition:
            if self._shown(block, scopes, place):
                yield (Scope(True), *scopes)
            return
        records = records_of(block) if block.group_by else block
        if records is None:
            return
        items = self.findings.list_of(records.name, scopes, place)
        if block.group_by:
            items = self.findings.gather(items, (records.name, block.group_by), scopes, place)
        for number, item in enumerate(items, start=1):
            yield (Scope(item, item_names(block.name), number, len(items)), *scopes)

    def _words(self, tags: Iterable[str], scopes: Scopes, place: Place) -> dict[str, Sentence]:
        """The words of the tags of a paragraph or cell; `name:merge` asks for the name."""
        return {tag: self._worded(tag.removesuffix(f":{MERGE}"), scopes, place) for tag in tags}

    def _block_table(self, name: str, blocks: TableBlocks, scopes: Scopes, place: Place) -> TableView:
        """The rows and columns that the blocks of a table make."""
        places = list(self._repeated(blocks.columns, scopes, place))
        columns = []
        for number, across in places:
            path = tuple(scope.number for scope in reversed(across[: len(across) - len(scopes)]))
            head = [
                tag
                for row, line in enumerate(blocks.tags)
                if row not in blocks.region
                for tag in line[number]
            ]
            columns.append(TableColumn(number, path, self._words(head, across, place) if path else {}))
        rows = []
        for number, down in self._repeated(blocks.rows, scopes, place):
            cells: list[Sentence] = []
            for column, across in places:
                tags = blocks.tags[number][column]
                words = self._words(tags, (*down[: len(down) - len(scopes)], *across), place)
                cells += (words[tag] for tag in tags)
            rows.append(TableRow(str(number), tuple(cells)))
        return TableView(name, tuple(rows), columns=tuple(columns) if blocks.repeated else ())

    def _find(self, name: str, scopes: Scopes, issue_id: str, place: Place) -> Value:
        try:
            return find(name, scopes)
        except UnknownNameError as error:
            self.findings.lacking(issue_id, str(error), place, error, scopes)
            return None

    def _fill_word(self, words: dict[str, Sentence], tag: WordTag, scopes: Scopes, place: Place) -> None:
        """Find what fills a tag; one in a remark or a prompt that the data does not know may stay."""
        if tag.role == "remark" and not _has(tag.name, scopes):
            found = f"{{{{{tag.name}}}}}"
            self.findings.add(
                "unfilled-tag", "nothing fills this tag", place, severity=Severity.WARNING, found=found
            )
            return
        words[tag.name] = self._worded(tag.name, scopes, place)

    def _worded(self, text: str, scopes: Scopes, place: Place) -> Sentence:
        """What a tag asks for, in its format."""
        try:
            asked = self.findings.asked(text, scopes, place)
        except UnknownNameError as error:
            self.findings.lacking("unknown-tag", str(error), place, error, scopes)
            return (Span(""),)
        return self._sentence(text, asked.value, place, asked.code)

    def _sentence(self, name: str, value: Value, place: Place, code: str = "") -> Sentence:
        looks = self.findings.stretches(value, place)
        if looks is not None:
            return tuple(
                Span(
                    self.findings.worded(name, TagValue(one.value, code), place),
                    bold=one.bold,
                    italic=one.italic,
                    link=one.link,
                )
                for one in looks
            )
        if not is_single(value):
            self.findings.add(
                "no-single-value",
                f'"{name}" needs a single value',
                place,
                expected=SINGLE,
                found=kind_of(value),
            )
            return ()
        return (Span(self.findings.worded(name, TagValue(value, code), place)),)

    def _bullets(self, name: str, value: Value, level: int, place: Place) -> Iterator[Bullet]:
        if value is None:
            return
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.findings.add(
                "no-list",
                f'the bullets "{name}" need a list',
                place,
                expected="a list of texts; a list inside it is one level further in",
                found=kind_of(value),
            )
            return
        for entry in value:
            if entry is None:
                continue
            if is_list(entry):
                yield from self._bullets(name, entry, level + 1, place)
            else:
                yield Bullet(level, self._sentence(name, entry, place))

    def _table(self, slot: TableSlot, scopes: Scopes, place: Place) -> TableView | None:
        if not slot.rows:
            return None
        value = self._find(slot.name, scopes, "unknown-table", place)
        if value is None:
            return TableView(slot.name, ())
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.findings.add(
                "no-list",
                f'the table "{slot.name}" needs a list of rows',
                place,
                expected="a list; a row is a list of cells, or a record with role and cells",
                found=kind_of(value),
            )
            return None
        rows = []
        role_of_rows = next((row.role for row in slot.rows if row.role not in (BROUGHT, CARRIED)), "")
        names: dict[str, dict[str, None]] = {}
        for row in value:
            if isinstance(row, Mapping) and "cells" not in row:
                role = shown_name(row.get("role", role_of_rows))
                names.setdefault(role, {}).update(dict.fromkeys(row))
        for number, row in enumerate(value, start=1):
            role, cells = _row(row, role_of_rows, names)
            if cells is None:
                message = f'row {number} of the table "{slot.name}" is no row'
                self.findings.add("no-row", message, place, expected="a list of cells", found=kind_of(row))
                continue
            where = f"{slot.name}, row {number}"
            rows.append(TableRow(role, tuple(self._sentence(where, cell, place) for cell in cells)))
        return TableView(slot.name, tuple(rows))

    def _chart(self, slot: ChartSlot, scopes: Scopes, place: Place) -> ChartView | None:
        try:
            value = find(slot.name, scopes)
        except UnknownNameError:
            message = f'the data has nothing for the chart "{slot.name}", which stays as it is'
            self.findings.add("chart-left-alone", message, place, severity=Severity.INFO)
            return None
        return chart_view(slot, value, place, self.findings)


def _has(text: str, scopes: Scopes) -> bool:
    """Whether the data know all names that a tag asks for."""
    try:
        ask(text, scopes)
    except UnknownNameError:
        return False
    except SumError:
        pass  # the names are known
    return True


def shown_name(name: Value) -> str:
    """A page's name as a finding shows it."""
    return shown(name) if is_single(name) else ""


def _row(row: Value, role: str, names: Mapping[str, Iterable[str]]) -> tuple[str, Sequence[Value] | None]:
    """The role and the cells of a row; a record gives its values in the order of the fields of all of its role."""
    if isinstance(row, Mapping):
        role = shown_name(row["role"]) if "role" in row else role
        cells = row.get("cells")
        if isinstance(cells, Sequence) and not isinstance(cells, str):
            return role, cells
        return role, [row.get(name) for name in names[role] if name != "role"]
    if isinstance(row, str) or not isinstance(row, Sequence):
        return role, None
    return role, row


def fill_deck(package: Package, name: str, data: Record | None, folders: Sequence[Path] = ()) -> Filled:
    """The finished deck; `FindingsError` with every fault of template and data.

    Pictures that the data name are looked for in `folders`.
    """
    template = inspect_deck(package)
    if data is None:
        file = gated(package, (package,))
        return Filled(file.data, "deck", findings=(*file.warnings, *_as_information(template, name)))
    filling = fill_deck_plan(template, data, name, folders)
    found = dict.fromkeys([*filling.issues, *check_plan(template, filling.plan, name, partial=True)])
    if errors_of(list(found)):
        raise FindingsError(errors_of(list(found)))
    done = render_deck(package, filling.plan, name, partial=True)
    written = sum(len(writings) for _, writings in done.slides) + done.behind
    return Filled(done.data, "deck", written, findings=tuple(dict.fromkeys([*found, *done.issues])))


def _as_information(template: DeckMap, name: str) -> Iterator[Issue]:
    for issue in template.issues:
        yield Issue(
            issue.id, issue.message, issue.place, Severity.INFO, issue.expected, issue.found, issue.hint
        )
    for page in template.pages:
        for tag in page.words:
            place = Place(name, slide=page.number, shape=tag.shape)
            yield Issue(
                "unfilled-tag", "nothing fills this tag", place, Severity.INFO, found=f"{{{{{tag.name}}}}}"
            )
