"""Sheet Periods: quarters, halves, nine months and year of each figure, each from the others where not printed.

Figure         1Q     2Q   3Q  4Q  1H   2H  9M  FY  |   1Q  2Q ...   FY
revenue|FY17   40,964 n/d ...      82,988 ...       |   printed, or the sum or difference of two others
"""

from __future__ import annotations

from tools.draw.model.page import A3, Page, master, not_disclosed, paper, title

HEAD, ROW = 5, 6
NODES = ("1Q", "2Q", "3Q", "4Q", "1H", "2H", "9M", "FY")
PRINTED = dict(zip(NODES, "FGHIJKLM", strict=True))
# Sums first, from the shortest periods up: what they give serves the differences that follow. Of several ways the
# one over fewer printed figures comes first, since rounding then hides least.
UP = {"1H": "O", "9M": "P", "FY": "Q"}
TOLD = dict(zip(NODES, "STUVWXYZ", strict=True))
LAST, CLOSER = "Z", "AA"
GAP = '"n/d"'


def draw_periods(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 28, "B": 22, "C": 5, "D": 34, "E": 25, "F:M": 9.5, "N": 1.2, "O:Q": 9.5, "R": 1.2})
    page.widths({"S:Z": 9.5, "AA": 3})
    title(
        page,
        "A1",
        "Periods",
        "Each period as printed under the chosen vintage, or from two others of its year; all other sheets read "
        "the last block",
        "C1",
    )
    master(page, "F1:H1")
    page.heights(HEAD - 1, HEAD, 15.5)
    page.fill(f"A{HEAD - 1}", f"{LAST}{HEAD - 1}", "head")
    page.fill(f"A{HEAD}", f"{LAST}{HEAD}", "facts", "head_end")
    heads = (
        ("F", "As printed"),
        ("O", "Printed or added up"),
        ("S", "In use: printed, added up or subtracted"),
    )
    for column, words in heads:
        page.put(f"{column}{HEAD - 1}", words, "head")
    for column, words in (("A", "Figure"), ("B", "Metric"), ("C", "Year"), ("D", "Label"), ("E", "科目")):
        page.put(f"{column}{HEAD}", words, "facts", "head_end")
    for block in (PRINTED, UP, TOLD):
        for node, column in block.items():
            page.put(f"{column}{HEAD}", node, "facts", "head_end", "text_right")
    page.heights(ROW, ROW, 14.5)
    page.put(f"A{ROW}", "{{#rolled}}{{rolled.key}}", "small", "muted", "line")
    page.put(f"B{ROW}", "{{rolled.metric}}", "small", "muted", "shrink", "line")
    page.put(f"C{ROW}", "{{rolled.year}}", "small", "muted", "line")
    page.put(f"D{ROW}", "{{rolled.label}}", "small", "shrink", "line")
    page.put(f"E{ROW}", "{{rolled.label_ja}}", "small", "shrink", "line", font_name="Meiryo", font_size=8)
    for column in PRINTED.values():
        page.put(f"{column}{ROW}", _printed(column), "one", "small", "link", "line")
    for column, text in _derived().items():
        page.put(f"{column}{ROW}", text, "one", "small", "calculation", "line")
    page.put(f"{CLOSER}{ROW}", "{{/rolled}}", "tiny")
    _whole(page)
    not_disclosed(page, f"F{ROW}:{LAST}{ROW}")
    for name, area in (
        ("rolled_key", f"$A${ROW}:$A${ROW}"),
        ("rolled_value", f"$S${ROW}:$Z${ROW}"),
        ("rolled_node", f"$S${HEAD}:$Z${HEAD}"),
    ):
        page.book.define_name(name, f"=Periods!{area}")
    page.sheet.autofilter(f"A{HEAD}:E{ROW}")
    page.sheet.freeze_panes(HEAD, 4)
    paper(page, A3, f"A1:{LAST}{ROW}", rows=(HEAD - 1, HEAD))


def _printed(column: str) -> str:
    key = f'$B{ROW}&"|"&{column}${HEAD}&$C{ROW}'
    return f"=IFERROR(INDEX(data_value,MATCH({key},data_key,0)),{GAP})"


def _derived() -> dict[str, str]:
    p, up, told = PRINTED, UP, TOLD

    def first(printed: str, *others: str) -> str:
        """The printed figure, else the first of some sums and differences that can be told."""
        text = GAP
        for other in reversed(others):
            text = f"IFERROR({other},{text})"
        return f"=IF(ISNUMBER({printed}{ROW}),{printed}{ROW},{text})"

    def plus(a: str, b: str) -> str:
        return f"{a}{ROW}+{b}{ROW}"

    def less(a: str, b: str) -> str:
        return f"{a}{ROW}-{b}{ROW}"

    return {
        up["1H"]: first(p["1H"], plus(p["1Q"], p["2Q"])),
        up["9M"]: first(p["9M"], plus(p["1H"], p["3Q"]), less(p["FY"], p["4Q"]), plus(up["1H"], p["3Q"])),
        up["FY"]: first(p["FY"], plus(up["9M"], p["4Q"]), plus(up["1H"], p["2H"])),
        told["FY"]: f"={up['FY']}{ROW}",
        told["9M"]: first(up["9M"], less(up["FY"], p["4Q"])),
        told["1H"]: first(up["1H"], less(told["9M"], p["3Q"]), less(up["FY"], p["2H"])),
        told["2H"]: first(p["2H"], plus(p["3Q"], p["4Q"]), less(up["FY"], told["1H"])),
        told["4Q"]: first(p["4Q"], less(up["FY"], told["9M"]), less(told["2H"], p["3Q"])),
        told["3Q"]: first(p["3Q"], less(told["9M"], told["1H"]), less(told["2H"], told["4Q"])),
        told["2Q"]: first(p["2Q"], less(told["1H"], p["1Q"])),
        told["1Q"]: first(p["1Q"], less(told["1H"], p["2Q"])),
    }


def _whole(page: Page) -> None:
    """No decimals where there are none."""
    page.sheet.conditional_format(
        f"F{ROW}:{LAST}{ROW}",
        {
            "type": "formula",
            "criteria": f"=ISNUMBER(F{ROW})*(INT(F{ROW})=F{ROW})",
            "format": page.book.add_format({"num_format": "#,##0_);(#,##0);0_);@_)"}),
        },
    )
