"""A library page while it is being drawn: gives out shape ids and remembers the reading order."""

from __future__ import annotations

from typing import Any

from tools.draw.deck.charts import Chart
from tools.draw.deck.markup import element
from tools.draw.deck.shapes import Box, arrow_box, bracket, circle, ground, polyline, rule, text_box
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
        what = "" if kind == "body" else f' type="{kind}"'
        if kind == "body":
            what = ' type="body" sz="quarter"'
        if kind in {"ftr", "sldNum"}:
            what += ' sz="quarter"'
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
            self.placeholder(
                "body",
                13,
                "Unit note",
                f'<a:p>{bare_run("{{unit}}")}</a:p><a:p><a:pPr lvl="1"/>{bare_run("{{legend}}")}</a:p>',
            )

    def foot(self, *, company: bool = True) -> None:
        """Footer and page number; called last, so that they are read last."""
        if company:
            self.placeholder(
                "ftr",
                11,
                "Footer",
                f"<a:p>{bare_run('{{company}}     ')}{bare_run('{{slogan}}', italic=True)}</a:p>",
            )
        self.placeholder("sldNum", 12, "Page number", f"<a:p>{page_number()}</a:p>")

    def text(
        self,
        name: str,
        box: Box,
        paragraphs: str,
        *,
        anchor: str = "t",
        paint: str | None = None,
        inset: float = 0,
    ) -> None:
        """A text box."""
        self._add(text_box(self._next(), name, box, paragraphs, anchor=anchor, paint=paint, inset=inset))

    def rule(self, name: str, box: Box, colour: str = "navy", width: float = 1) -> None:
        """A straight decorative line."""
        self._add(rule(self._next(), name, box, colour, width))

    def hairline(self, x: float, top: float = 2.75, bottom: float = 17.4) -> None:
        """The vertical line between a chart and its notes."""
        self.rule("Hairline", Box(x, top, 0, bottom - top), "hair", 0.75)

    def bracket(self, name: str, x: float, y: float, w: float) -> None:
        """A bracket over a group of columns."""
        self._add(bracket(self._next(), name, x, y, w))

    def polyline(
        self, name: str, points: tuple[tuple[float, float], ...], colour: str = "faint", width: float = 0.75
    ) -> None:
        """An open decorative line."""
        self._add(polyline(self._next(), name, points, colour, width))

    def circle(
        self, name: str, centre: tuple[float, float], diameter: float, alpha: int | None = None
    ) -> None:
        """A brand disc."""
        self._add(circle(self._next(), name, centre, diameter, alpha))

    def ground(self, name: str, box: Box, paint: str = "total") -> None:
        """A decorative rectangle under other shapes."""
        self._add(ground(self._next(), name, box, paint))

    def arrow_box(
        self, name: str, box: Box, paragraphs: str, *, preset: str = "homePlate", paint: str, point: int = 25
    ) -> None:
        """A box of words that points at its right neighbour."""
        self._add(arrow_box(self._next(), name, box, preset, paint, paragraphs, point))

    def table(self, table: Table) -> None:
        """A native table."""
        self._add(table.markup(self._next()))

    def chart(self, chart: Chart, box: Box) -> None:
        """A native chart with its workbook."""
        number = self._next()
        chart.place(self.slide, box).set("id", str(number))

    def message(self, box: Box) -> None:
        """The bar that says what the page means."""
        self.text(
            "Message",
            box,
            paragraph(run("{{message}}", 16, "navy", bold=True)),
            anchor="ctr",
            paint="head",
            inset=0.35,
        )


def bare_run(text: str, colour: str | None = None, *, bold: bool | None = None, italic: bool = False) -> str:
    """A run inside a placeholder: look from the layout, fonts named."""
    return run(text, None, colour, bold=bold, italic=italic)
