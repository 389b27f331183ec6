from deck_language import (
    add_chart,
    add_page,
    add_table,
    add_text,
    bullet,
    chart,
    column,
    figure,
    new_deck,
    package_of,
    page,
    read,
    render,
    table,
)

from reportgen.figures.views import Span
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part
from reportgen.office.package import open_package
from reportgen.plan.plan import DeckPlan
from reportgen.pptx.render import render_deck

MAIN = "/ppt/presentation.xml"


def template():
    deck = new_deck()
    slide = add_page(deck, "revenue")
    add_text(slide, "Title", "{{title}}")
    add_text(slide, "Notes", "{{notes:1}}")
    add_table(slide, "results", ["{{row:line}}", "{{cell}}"])
    add_chart(slide, "revenue_chart", ["Revenue"])
    return deck


def plan():
    values = column("Revenue", 1, 2, 3, 4, figures=(figure("1", "revenue|1Q16"), None, None, None))
    return page(
        "revenue",
        title=(Span("up "), Span("9.6%", figure("9.6%", "yoy(revenue)|4Q17"))),
        bullets={"notes": (bullet(1, "Revenue ", figure("48,439")),)},
        tables=[table("results", ("line", "Revenue", "48.4"))],
        charts=[chart("revenue_chart", values)],
    )


def manifest(data):
    package = open_package(data)
    return package.peek(bindings_part(package, MAIN))


def lines(node, depth=0):
    name = node.tag.removeprefix(f"{{{BINDINGS_NS}}}")
    shown = " ".join(f"{key}={value}" for key, value in sorted(node.attrib.items()))
    return [f"{'  ' * depth}{name} {shown}", *(line for child in node for line in lines(child, depth + 1))]


def test_the_manifest_says_what_stands_where():
    assert lines(manifest(render(template(), plan())))[:17] == [
        "bindings ",
        "  slide id=256 number=1 page=revenue",
        "    shape id=2 name=Title",
        "      word name=title",
        "        text value=up 9.6%",
        "          figure key=yoy(revenue)|4Q17 text=9.6% value=1",
        "    shape id=3 name=Notes",
        "      bullets name=notes",
        "        text at=1 value=Revenue 48,439",
        "          figure key=revenue|4Q17 text=48,439 value=1",
        "    shape id=4 name=results",
        "      table name=results",
        "        text at=1,1 value=Revenue",
        "        text at=1,2 value=48.4",
        "    shape id=5 name=revenue_chart",
        "      chart name=revenue_chart",
        "        text at=Revenue / 1Q16 value=1",
    ]


def test_figures_of_all_kinds_are_counted():
    rendered = render_deck(package_of(template()), DeckPlan((plan(),)), "t")
    assert rendered.figures == 3
    assert [writing.kind for _, writings in rendered.slides for writing in writings][:3] == [
        "word",
        "bullets",
        "table",
    ]


def test_a_deck_rendered_from_a_rendered_deck_holds_one_manifest():
    first = open_package(render(template(), plan()))
    again = open_package(render(first, page("slide1", charts=plan().charts.values()), partial=True))
    assert [part for part in again if part.startswith("/customXml/item")] == [
        "/customXml/item1.xml",
        "/customXml/itemProps1.xml",
    ]
    assert len(list(manifest_root(again).iter(f"{{{BINDINGS_NS}}}table"))) == 0


def manifest_root(package):
    return package.peek(bindings_part(package, MAIN))


def test_properties_are_written_and_no_clock_is_asked():
    properties = {
        "title": "Results FY2017",
        "creator": "IR",
        "subject": "S",
        "created": "2018-05-15",
        "modified": "2018-05-15T10:00:00Z",
    }
    core = read(render(template(), plan(), **properties)).core_properties
    assert (core.title, core.author, core.last_modified_by, core.subject) == (
        "Results FY2017",
        "IR",
        "IR",
        "S",
    )
    assert (core.created.isoformat(), core.modified.isoformat()) == (
        "2018-05-15T00:00:00",
        "2018-05-15T10:00:00",
    )


def test_a_template_without_properties_gets_them():
    package = package_of(template())
    package.set_relationships(
        "/", tuple(r for r in package.relationships("/") if r.kind != "core-properties")
    )
    del package["/docProps/core.xml"]
    assert read(render(package, plan(), title="T")).core_properties.title == "T"
