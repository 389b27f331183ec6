"""Template map and binding plan: what a template asks for, and what will be written where."""

from reportgen.binding.plan import BlockSize, CellValue, CellWrite, DeckPlan, PagePlan, WorkbookPlan

__all__ = ["BlockSize", "CellValue", "CellWrite", "DeckPlan", "PagePlan", "WorkbookPlan"]
