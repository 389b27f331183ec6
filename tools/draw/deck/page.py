"""A library page while it is being drawn: gives out shape ids and remembers the reading order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.draw.deck.charts import Chart
from tools.draw.deck.markup import element
from tools.draw.deck.shapes import Box, rule, text_box
from tools.draw.deck.tables import Table
from tools.draw.deck.text import page_number, paragraph, run


class Page:
    """Wraps one slide; every method adds one shape on top."""

    def __init__(self, slide: Any, name: str) -> None:
        self.slide = slide
        self.name = name
        self._tree = slide.shapes._spTree
        for shape in list(slide.placeholders):
            self._tree.remove(shape._element)
        slide.notes_slide.notes_text_frame.text = f"page: {name}"

    def _next(self) -> int:
        return max(int(i) for i in self._tree.xpath(".//p:cNvPr/@id")) + 1

    def _add(self, fragment: str) -> None:
        self._tree.append(element(fragment))

    def placeholder(
        self, kind: str, index: int | None, name: str, paragraphs: str, *, anchor: str = ""
    ) -> None:
        """A placeholder that takes place and look from the layout, `anchor` aside."""
        body = f'<a:bodyPr anchor="{anchor}"/>' if anchor else "<a:bodyPr/>"
        at = "" if index is None else f' idx="{index}"'
        what = f' type="{kind}"' + (' sz="quarter"' if kind in {"body", "ftr", "sldNum"} else "")
        self._add(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self._next()}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f"<p:nvPr><p:ph{what}{at}/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>{body}<a:lstStyle/>{paragraphs}</p:txBody></p:sp>"
        )

    def lower(self, name: str, box: Box) -> None:
        """Give a placeholder its own place instead of the layout's."""
        place = self._tree.xpath(f".//p:sp[p:nvSpPr/p:cNvPr/@name='{name}']/p:spPr")[0]
        place.append(element(box.transform))

    def title(self, *, numbered: bool = True, unit: bool = True) -> None:
        """The title with its muted section number, and the unit note at the right."""
        number = bare_run("{{number}}  ", "muted", bold=False) if numbered else ""
        self.placeholder("title", None, "Title", f"<a:p>{number}{bare_run('{{title}}')}</a:p>")
        if unit:
            legend = f'<a:p><a:pPr lvl="1"/>{bare_run("{{legend}}")}</a:p>'
            self.placeholder("body", 13, "Unit note", f"<a:p>{bare_run('{{unit}}')}</a:p>{legend}")

    def foot(self, *, company: bool = True) -> None:
        """Footer and page number; called last, so that they are read last."""
        if company:
            words = bare_run("{{company}}     ") + bare_run("{{slogan}}", italic=True)
            self.placeholder("ftr", 11, "Footer", f"<a:p>{words}</a:p>")
        self.placeholder("sldNum", 12, "Page number", f"<a:p>{page_number()}</a:p>")

    def add(self, shape: Callable[..., str], *values: Any, **options: Any) -> None:
        """A shape of `shapes`, on top of the others."""
        self._add(shape(self._next(), *values, **options))

    def hairline(self, x: float, top: float = 2.75, bottom: float = 17.4) -> None:
        """The vertical line between a chart and its notes."""
        self.add(rule, "Hairline", Box(x, top, 0, bottom - top), "hair", 0.75)

    def table(self, table: Table) -> None:
        """A native table."""
        self._add(table.markup(self._next()))

    def chart(self, chart: Chart, box: Box) -> None:
        """A native chart with its workbook."""
        number = self._next()
        chart.place(self.slide, box).set("id", str(number))

    def message(self, box: Box) -> None:
        """The bar that says what the page means."""
        words = paragraph(run("{{message}}", 16, "navy", bold=True))
        self.add(text_box, "Message", box, words, anchor="ctr", paint="head", inset=0.35)


def bare_run(text: str, colour: str | None = None, *, bold: bool | None = None, italic: bool = False) -> str:
    """A run inside a placeholder: look from the layout, fonts named."""
    return run(text, None, colour, bold=bold, italic=italic)
