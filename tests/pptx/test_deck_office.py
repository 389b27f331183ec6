"""Other programs as witnesses: the Open XML SDK validator and LibreOffice."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

from answers import lacking
from deck_language import (
    NAME,
    add_chart,
    add_page,
    add_table,
    add_text,
    bullet,
    chart,
    column,
    figure,
    new_deck,
    on_a_line,
    package_of,
    page,
    render,
    table,
)
from lxml import etree
from office import converted, sdk_errors

from reportgen.figures.views import Bullet, ChartColumn, ChartView, Span, TableRow, TableView
from reportgen.office.package import open_package
from reportgen.office.xml import NAMESPACES, qn
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "templates" / "iij" / "deck.pptx"
# What is no fault of a page: it is filled with stand-ins, longer and higher than its own figures.
WITH_STAND_INS = {"table-leaves-page", "text-overflow", "value-beyond-axis", "cells-not-in-data"}


def schema_errors(validator, data, folder):
    file = folder / "deck.pptx"
    file.write_bytes(data)
    return sdk_errors(validator, file)


def template():
    deck = new_deck()
    slide = add_page(deck, "revenue")
    add_text(slide, "Title", "{{title}}")
    add_text(slide, "Notes", "{{notes:1}}", "{{notes:2}}")
    add_table(slide, "results", ["{{unit}}", "FY17"], ["{{row:line}}", "{{cell}}"])
    frame = add_chart(slide, "revenue_chart", ["NW", "SI", "Total"])
    on_a_line(frame, "Total")
    _label_from_cells(frame)
    return deck


def _label_from_cells(frame):
    ser = frame.chart._chartSpace.find(f".//{qn('c:lineChart')}/{qn('c:ser')}")
    spaces = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("a", "c", "c15"))
    shows = "".join(
        f'<c:{name} val="{int(name == "showVal")}"/>'
        for name in (
            "showLegendKey",
            "showVal",
            "showCatName",
            "showSerName",
            "showPercent",
            "showBubbleSize",
        )
    )
    labels = etree.fromstring(
        f"""<c:dLbls {spaces}><c:dLbl><c:idx val="0"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/>
        <a:p><a:fld id="{{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A01}}" type="VALUE"><a:rPr lang="en-US" b="1"/>
        <a:t>1</a:t></a:fld></a:p>
        <a:p><a:fld id="{{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A02}}" type="CELLRANGE"><a:rPr lang="en-US"/>
        <a:t>[2]</a:t></a:fld></a:p></c:rich></c:tx><c:dLblPos val="t"/>{shows}
        <c:extLst><c:ext uri="{{CE6537A1-D6FC-4f65-9D91-7224C49458BB}}"><c15:showDataLabelsRange val="1"/></c:ext>
        </c:extLst></c:dLbl>{shows}</c:dLbls>"""
    )
    ser.find(qn("c:cat")).addprevious(labels)


def plan(quarters, texts):
    values = tuple(range(1001, 1001 + len(quarters)))
    return page(
        "revenue",
        title="Revenues",
        unit="JPY million",
        bullets={"notes": (bullet(1, "up ", figure("9.6%")), bullet(2, "detail"))},
        tables=[table("results", ("line", "Revenue", "48.4"), ("line", "Cost", "40.1"))],
        charts=[
            chart(
                "revenue_chart",
                column("NW", *values),
                column("SI", *values),
                column(
                    "Total",
                    *[2 * v for v in values],
                    labels=tuple(str(2 * v) for v in values),
                    label_column="Label",
                ),
                column("Label", plotted=False, texts=texts),
                categories=quarters,
            )
        ],
        notes=["Source"],
    )


PLANS = (
    plan(("1Q16", "2Q16", "3Q16", "4Q16", "1Q17"), ("[+1.1%]", "[+2.2%]", "[+3.3%]", "[+4.4%]", "[+5.5%]")),
    plan(("FY16", "FY17"), ("", "[+6.6%]")),
)


def test_a_filled_deck_with_a_page_used_twice_passes_the_schema_check(validator, tmp_path):
    assert (
        schema_errors(validator, render(template(), *PLANS, title="T", created="2018-05-15"), tmp_path) == []
    )


def test_libreoffice_shows_the_labels_of_values_and_of_cells(soffice, tmp_path):
    program = shutil.which("pdftotext") or lacking("poppler is not installed")
    (tmp_path / "deck.pptx").write_bytes(render(template(), *PLANS))
    converted(soffice, tmp_path / "deck.pptx", "pdf", tmp_path)
    shown = subprocess.run(
        [program, str(tmp_path / "deck.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    wanted = ["2002", "2010", "[+1.1%]", "[+5.5%]", "[+6.6%]", "Revenues", "48.4"]
    assert [text for text in wanted if text not in shown] == []


def stand_ins(deck_map):
    """A plan that fills everything a template asks for."""
    from reportgen.plan.plan import PagePlan

    pages = []
    for found in deck_map.pages:
        charts = {}
        for slot in found.charts:
            quarters = tuple(f"{n % 4 + 1}Q{16 + n // 4}" for n in range(8))
            columns = []
            for series in slot.series:
                labels = tuple(f"{100 + n}" for n in range(8)) if series.labelled else ()
                columns.append(
                    ChartColumn(
                        series.name,
                        tuple(Decimal(100 + n) for n in range(8)),
                        labels=labels,
                        label_column=f"{series.name} label" if series.from_cells else "",
                    )
                )
                if series.from_cells:
                    texts = tuple(f"[+{n}.6%]" for n in range(8))
                    columns.append(ChartColumn(f"{series.name} label", plotted=False, texts=texts))
            charts[slot.name] = ChartView(slot.name, quarters, tuple(columns), alt_text=slot.name)
        tables = {
            slot.name: TableView(
                slot.name,
                tuple(
                    TableRow(row.role, tuple((Span(f"{n}"),) for n in range(row.cells)))
                    for row in slot.rows
                    for _ in range(2)
                ),
            )
            for slot in found.tables
            if slot.rows
        }
        lists = {
            slot.name: tuple(
                Bullet(level, (Span("up "), Span("9.6%", figure("9.6%")))) for level in slot.levels
            )
            for slot in found.lists
        }
        words = {word.name: (Span(word.name),) for word in found.words}
        pages.append(PagePlan(found.name, words, lists, tables, charts, ("Source",)))
    return DeckPlan(tuple(pages))


def test_every_page_of_the_house_template_and_some_twice_passes_the_schema_check(validator, tmp_path):
    package = open_package(HOUSE.read_bytes(), NAME)
    pages = stand_ins(inspect_deck(package)).pages
    rendered = render_deck(package, DeckPlan(pages + pages[::4]), NAME)
    assert {issue.id for issue in rendered.issues} <= WITH_STAND_INS
    assert schema_errors(validator, rendered.data, tmp_path) == []


def test_the_test_template_is_sound():
    assert inspect_deck(package_of(template())).issues == ()
