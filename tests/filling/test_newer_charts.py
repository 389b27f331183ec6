"""Charts of Office 2016 and later (chartEx) are filled as the older kinds are, and keep what is their own."""

from chart_language import cells, filled, newer, newer_dims, template, told
from lxml import etree

from reportgen.office.xml import qn


def test_a_waterfall_is_filled_and_its_totals_stay_with_their_categories():
    marks = "".join(f'<cx:idx val="{at}"/>' for at in (0, 2, 3))
    totals = f"<cx:layoutPr><cx:subtotals>{marks}</cx:subtotals></cx:layoutPr>"
    package = newer(
        template({"Sales": (1,)}, ("a",)), "waterfall", [["Start", "Up", "Mid", "End"]], (5, 2, 7, 9), totals
    )
    rows = [{"step": s, "Sales": n} for n, s in enumerate(("FY16", "Up", "More", "Mid", "Down", "FY17"))]
    done, result = filled(package, rows)
    assert newer_dims(done) == [
        ("Sheet1!$A$2:$A$7", [["FY16", "Up", "More", "Mid", "Down", "FY17"]]),
        ("Sheet1!$B$2:$B$7", [["0", "1", "2", "3", "4", "5"]]),
    ]
    marked = done.peek("/ppt/charts/chartEx1.xml").iter(qn("cx:idx"))
    assert [[node.get("val") for node in marked], told(result)] == [["0", "3", "5"], ["old-picture-of-chart"]]
    assert [cells(done)["Sheet1!B1"], cells(done)["Sheet1!A7"], cells(done)["Sheet1!B7"]] == [
        "Sales",
        "FY17",
        5,
    ]


def test_a_treemap_is_filled_level_by_level():
    package = newer(
        template({"Sales": (1,)}, ("a",)), "treemap", [["East", "", "West"], ["x", "y", "z"]], (1, 2, 3)
    )
    rows = [
        {"area": a, "town": t, "Sales": n}
        for n, (a, t) in enumerate([("N", "p"), ("N", "q"), ("S", "p"), ("S", "r")])
    ]
    done, _ = filled(package, rows)
    assert newer_dims(done)[0] == ("Sheet1!$A$2:$B$5", [["p", "q", "p", "r"], ["N", "S"]])
    assert [cells(done).get(f"Sheet1!A{row}") for row in range(2, 6)] == ["N", None, "S", None]


def test_a_histogram_takes_values_that_have_no_names():
    package = newer(template({"Sales": (1,)}, ("a",)), "clusteredColumn", [["x", "y"]], (1, 2))
    root = package.xml("/ppt/charts/chartEx1.xml")
    for names in list(root.iter(qn("cx:strDim"))):
        names.getparent().remove(names)
    package.set_xml("/ppt/charts/chartEx1.xml", root)
    done, _ = filled(package, [{"Sales": 4}, {"Sales": 5}, {"Sales": 6}])
    assert newer_dims(done) == [("Sheet1!$B$2:$B$4", [["4", "5", "6"]])]
    assert [cells(done).get(f"Sheet1!{at}") for at in ("B2", "B4", "C2")] == [4, 6, None]


def test_a_map_is_filled_and_what_office_knows_of_its_places_stays_with_their_names():
    cache = (
        '<cx:layoutPr><cx:geography cultureLanguage="en-US" cultureRegion="US" attribution="Powered by Bing">'
        '<cx:geoCache provider="{E9337A44-BEBE-4D9F-B70C-5C5E7DAFC167}"><cx:binary>AQID</cx:binary></cx:geoCache>'
        "</cx:geography></cx:layoutPr>"
    )
    package = newer(template({"Sales": (1,)}, ("a",)), "regionMap", [["Japan", "France"]], (5, 2), cache)
    root = package.xml("/ppt/charts/chartEx1.xml")
    numbers = next(root.iter(qn("cx:numDim")))
    numbers.set("type", "colorVal")
    known = etree.fromstring(
        etree.tostring(numbers.getprevious()).replace(b"Japan", b"7").replace(b"France", b"9")
    )
    known.set("type", "entityId")
    numbers.addprevious(known)
    rows = [{"land": s, "Sales": n} for n, s in enumerate(("France", "Chile", "Japan"))]
    done, result = filled(package, rows)
    assert newer_dims(done) == [
        ("Sheet1!$A$2:$A$4", [["France", "Chile", "Japan"]]),
        ("Sheet1!$A$2:$A$4", [["9", "7"]]),
        ("Sheet1!$B$2:$B$4", [["0", "1", "2"]]),
    ]
    chart = done["/ppt/charts/chartEx1.xml"]
    assert [b'<cx:pt idx="2">7<' in chart, b"AQID" in chart] == [True, True]
    assert [(one.id, one.found) for one in result.findings][:1] == [("place-not-in-map", "Chile")]


def test_a_further_series_of_a_newer_chart_has_data_of_its_own():
    package = newer(template({"Sales": (1,)}, ("a",)), "boxWhisker", [["a", "b"]], (1, 2))
    done, _ = filled(package, [{"k": "a", "Sales": 1, "Costs": 3}, {"k": "b", "Sales": 2, "Costs": 4}])
    assert [ref for ref, _ in newer_dims(done)][1::2] == ["Sheet1!$B$2:$B$3", "Sheet1!$C$2:$C$3"]
    root = done.peek("/ppt/charts/chartEx1.xml")
    assert [node.get("val") for node in root.iter(qn("cx:dataId"))] == ["0", "1"]
    assert len({node.get("uniqueId") for node in root.iter(qn("cx:series"))}) == 2
