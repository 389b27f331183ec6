"""The Excel engine: templates edited in place, references that move, values that are already there."""

from reportgen.workbook.book_cells import read_book
from reportgen.workbook.carrying import Carry
from reportgen.workbook.inspection import inspect_workbook
from reportgen.workbook.key_places import key_places
from reportgen.workbook.manifest import figure_places
from reportgen.workbook.record_part import read_record
from reportgen.workbook.render import RenderedWorkbook, render_workbook

__all__ = [
    "Carry",
    "RenderedWorkbook",
    "figure_places",
    "inspect_workbook",
    "key_places",
    "read_book",
    "read_record",
    "render_workbook",
]
