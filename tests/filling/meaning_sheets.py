"""What names and formulas over repeated sheets mean."""

from __future__ import annotations

from meaning import ITEMS, MEMBER, MEMBERS, ROWS, TWO, Case

SHEETS = (
    Case(
        "row by row over two sheets",
        {"D": ROWS, "C": {"A2": "{{#items}}{{n}}", "B2": "=D!B4*2", "C2": "{{/items}}", "B3": "=SUM(B2)"}},
        ITEMS,
        {"C!B2": 2, "C!B3": 4, "C!B4": 6, "C!B5": 12},
    ),
    Case(
        "names of cells of a block",
        {
            "D": {**ROWS, "D4": "=Qty*2", "D5": "=SUM(Qty)", "E5": '=COUNTIF(Qty,">1")'},
            "C": {"A2": "{{#items}}{{n}}", "B2": "=Qty+1", "C2": "{{/items}}", "B3": "=MAX(Qty)"},
        },
        ITEMS,
        {"D4": 2, "D6": 6, "D7": 6, "E7": 2, "C!B2": 2, "C!B4": 4, "C!B5": 3},
        {"Qty": "D!$B$4"},
    ),
    Case(
        "names of cells of items of two rows",
        {"D": {**TWO, "B6": "=SUM(Qty)", "C6": "=AVERAGE(Qty)"}},
        ITEMS,
        {"B10": 6, "C10": 2},
        {"Qty": "D!$B$4"},
    ),
    Case(
        "sums over repeated sheets",
        {
            "S": {
                "A1": "=SUM(M!B2)",
                "A2": "=AVERAGE(M!B2)",
                "A3": "=MAX(M!B2,3)",
                "A4": "=COUNTA(M!A1)",
                "A5": "=SUM(M!B2:B3)",
                "A6": "=SUM(M!B5)",
            },
            "M": {**MEMBER, "A5": "{{#jobs}}x", "B5": "{{p}}{{/jobs}}"},
        },
        {
            "members": [
                {"n": 1, "h": 5, "r": 1, "jobs": [{"p": 1}, {"p": 10}]},
                {"n": 2, "h": 7, "r": 2, "jobs": []},
            ]
        },
        {"S!A1": 12, "S!A2": 6, "S!A3": 7, "S!A4": 2, "S!A5": 15, "S!A6": 11},
    ),
    Case(
        "a list of the sheets",
        {
            "S": {
                "A2": "{{#members}}{{n}}",
                "B2": "=M!B2*2",
                "C2": "{{h}}",
                "D2": "{{/members}}",
                "B3": "=SUM(B2)",
            },
            "M": {**MEMBER, "B4": "=S!C2*10", "B5": "=SUM(S!C$2:C$2)"},
            "P": {"A1": "{{#members sheet}}{{n}}", "B2": "=M!B2+1"},
        },
        MEMBERS,
        {
            "S!B2": 10,
            "S!B4": 16,
            "S!B5": 40,
            "M 1!B4": 50,
            "M 3!B4": 80,
            "M 2!B5": 20,
            "P 1!B2": 6,
            "P 3!B2": 9,
        },
    ),
    Case(
        "a cell of every copy",
        {"S": {"A1": "=M!B2"}, "M": MEMBER},
        MEMBERS,
        refused=("cells-of-many-sheets",),
    ),
    Case(
        "what takes one range of every copy",
        {"S": {"A1": '=SUMIF(M!B2:B3,">1")'}, "M": MEMBER},
        MEMBERS,
        refused=("cells-of-many-sheets",),
    ),
    Case(
        "no sheets",
        {"S": {"A1": "=SUM(M!B2)", "A2": "=COUNTA(M!A1)", "A3": '=IF(SUM(M!B2)=0,"none",1)'}, "M": MEMBER},
        {"members": []},
        {"S!A1": 0, "S!A2": 0, "S!A3": "none"},
    ),
    Case(
        "names of the workbook on repeated sheets",
        {"M": {**MEMBER, "B4": "=B2*Rate", "B5": "=Twice"}, "S": {"A1": "=SUM(Rate)", "A2": "=MAX(Rate)"}},
        MEMBERS,
        {"M 1!B4": 50, "M 2!B4": 140, "M 3!B5": 60, "S!A1": 60, "S!A2": 30},
        {"Rate": "M!$B$3", "Twice": "Rate*2"},
    ),
    Case(
        "a formula by name over repeated sheets",
        {"M": MEMBER, "S": {"A1": "=Twice"}},
        MEMBERS,
        names={"Twice": "M!$B$3*2"},
        refused=("cells-of-many-sheets",),
    ),
)
