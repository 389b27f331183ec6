"""What the cells of a workbook's tags show: values typed as they are, words in texts, looks, links, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field

from reportgen.core.findings import Place
from reportgen.core.structs import replace
from reportgen.filling.dated_cells import Dates, Spot
from reportgen.filling.expressions import format_fault, head_and_code
from reportgen.filling.given_cells import written_as_text
from reportgen.filling.lists import BlockItems
from reportgen.filling.pictures import picture_view
from reportgen.filling.rich import LookedText, names_picture
from reportgen.filling.values import Scopes, UnknownNameError, Value, find, is_code, is_single, shown
from reportgen.office.addresses import cell_address
from reportgen.office.dates import date_of, format_of, serial, shows_dates
from reportgen.office.pictures import PictureView
from reportgen.office.styles import Look
from reportgen.office.tags import PICTURE, is_one_tag, replace_tags, tag_pieces
from reportgen.plan.plan import CellValue, DressedCell
from reportgen.plan.template_map import CellTag, PictureTag

# What a cell shows: its content, its number format where it is not the template's, what it shows besides.
CellContent = tuple[CellValue, str, DressedCell | None]


class Given(Struct, frozen=True):
    """What a workbook is filled with besides its data, all of it once for all cells.

    `cells` are single cells of the finished workbook (sheet, row, column), which stand over everything else. Pictures
    that the data name are looked for in `folders`.
    """

    cells: Mapping[Spot, CellValue] = field(default_factory=dict)
    dates: Dates = field(default_factory=Dates)
    folders: Sequence[Path] = ()


class CellFiller(Struct, frozen=True):
    """Finds what the cells of tags show; `looks` tells whether the data hold anything but single values of one line."""

    file: str
    given: Given
    lists: BlockItems
    looks: bool

    def code_of(self, tag: CellTag) -> str:
        """The number format that a tag alone in its cell asks for, with a finding where Excel knows none like it."""
        if len(tag.names) != 1 or not is_one_tag(tag.text):
            return ""
        code = head_and_code(tag.names[0])[1]
        fault = format_fault(tag.names[0]) if code else ""
        if fault:
            self.lists.findings.no_value(tag.names[0], fault, self.place(tag))
        return code

    def place(self, tag: CellTag) -> Place:
        """Where a tag stands in the template."""
        return Place(self.file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))

    def value(self, tag: CellTag, scopes: Scopes) -> CellContent:
        """What the cell of a tag shows, typed where the tag is all of its text, with its format and its look."""
        names, place = tag.names, self.place(tag)
        if len(names) != 1 or not is_one_tag(tag.text):
            return self._text(tag.text, scopes, place)
        asked = self.lists.single(names[0], scopes, place, pictures=True)
        if asked.code == PICTURE or (names_picture(asked.value) and not is_single(asked.value)):
            view = self._picture(asked.value, place)
            return None, "", DressedCell("", 0, 0, picture=view) if view is not None else None
        found = self.lists.findings.stretches(asked.value, place)
        if found is not None and len(found) != 1:
            return self._text(tag.text, scopes, place)
        one = found[0] if found is not None else LookedText(asked.value)
        fault = format_fault(names[0]) if asked.code else ""
        if fault:  # Excel opens no file with a format that is none
            self.lists.findings.no_value(names[0], fault, place)
        value, code = self.typed(tag, one.value, asked.code)
        return value, asked.code or code, self._dress([(value if isinstance(value, str) else "", one)], place)

    def _text(self, text: str, scopes: Scopes, place: Place) -> CellContent:
        """A text with words in place of its tags."""
        if not self.looks:
            return replace_tags(text, lambda name: self.lists.worded(name, scopes, place)), "", None
        parts: list[tuple[str, LookedText]] = []
        for number, said in enumerate(tag_pieces(text)):
            parts += self.lists.words(said, scopes, place) if number % 2 else [(said, LookedText(None))]
        return "".join(word for word, _ in parts), "", self._dress([one for one in parts if one[0]], place)

    def _dress(self, parts: Sequence[tuple[str, LookedText]], place: Place) -> DressedCell | None:
        """The look and the link of words with their stretches; None where they look as their cell does."""
        wrapped = any("\n" in word for word, _ in parts)
        if not wrapped and all(one.is_plain for _, one in parts):
            return None
        links = list(dict.fromkeys(one.link for _, one in parts if one.link))
        if len(links) > 1:
            message = "a cell leads to one place"
            self.lists.findings.add("several-links", message, place, found=", ".join(links))
        alike = groupby(parts, lambda part: Look(part[1].bold, part[1].italic))
        runs = [("".join(word for word, _ in own), look) for look, own in alike]
        look = Look(wrapped=wrapped) if len(runs) > 1 else replace(runs[0][1], wrapped=wrapped)
        return DressedCell("", 0, 0, look, tuple(runs) if len(runs) > 1 else (), links[0] if links else "")

    def typed(self, tag: CellTag, value: Value, code: str = "") -> tuple[CellValue, str]:
        """A single value as the cell of a tag holds it, which is shown with `code`, and a format for dates."""
        dated = (tag.sheet, tag.row, tag.column) in self.given.dates.cells or (
            bool(code) and shows_dates(0, code)
        )
        day = value if isinstance(value, date) else None
        if day is None and dated and isinstance(value, str):
            day = date_of(value)
        if day is not None:
            number = serial(day, from_1904=self.given.dates.from_1904)
            if number is None:
                return shown(day), ""
            return number, "" if dated else format_of(day)
        assert value is None or isinstance(value, str | Decimal | bool)
        if isinstance(value, Decimal) and is_code(value):
            place = Place(self.file, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
            self.lists.findings.keep(written_as_text(str(value), place))
            return str(value), ""
        return value, ""

    def named(self, picture: PictureTag, scopes: Scopes) -> DressedCell | None:
        """What stands in the place of a picture of the template; None where the data do not know its name."""
        place = Place(self.file, sheet=picture.sheet, cell=cell_address(picture.row, picture.column))
        try:
            value = find(picture.name, scopes)
        except UnknownNameError as error:
            if picture.is_tag:
                self.lists.findings.lacking("unknown-tag", str(error), place, error, scopes)
            return None
        return DressedCell("", 0, 0, picture=self._picture(value, place), named=picture.name)

    def _picture(self, value: Value, place: Place) -> PictureView | None:
        if value is None or value == "":
            return None
        return picture_view(value, self.given.folders, place, self.lists.findings)
