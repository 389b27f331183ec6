"""The Excel engine: templates edited in place, references that move, values that are already there."""

from reportgen.workbook.inspection import inspect_workbook
from reportgen.workbook.render import RenderedWorkbook, render_workbook

__all__ = ["RenderedWorkbook", "inspect_workbook", "render_workbook"]
