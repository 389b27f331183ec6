"""What formulas over blocks mean."""

from __future__ import annotations

from meaning import ALIKE, BOTH, ITEMS, MANY, REGIONS, ROWS, SHOPS, TWO, Case

BLOCKS = (
    Case(
        "one row of items of two rows",
        {"D": {**TWO, "B6": "=SUM(B4)", "C6": "=AVERAGE(B4)", "D6": "=SUM(B5)", "E6": "=SUM(B4:B5)"}},
        ITEMS,
        {"B10": 6, "C10": 2, "D10": 300, "E10": 306},
    ),
    Case(
        "what takes one range of them",
        {"D": {**TWO, "B6": '=COUNTIF(B4,">0")'}},
        ITEMS,
        refused=("mixed-range",),
    ),
    Case(
        "a thousand items, read from another sheet",
        {
            "D": ALIKE,
            "S": {
                "A1": "=SUM(D!B1)",
                "A2": "=COUNT(D!B1)",
                "A3": "=AVERAGE(D!B1)",
                "A4": "=MAX(D!B1)",
                "A5": "=MIN(D!B1)",
                "A6": "=MEDIAN(D!B1)",
                "A7": "=SUM(D!B2,1)",
                "A8": "=COUNT(D!B1,D!B2)",
            },
        },
        MANY,
        {f"S!A{at}": value for at, value in enumerate((499500, 1000, 499.5, 999, 0, 499.5, 5001, 2000), 1)},
    ),
    Case(
        "three hundred items",
        {"D": {**ALIKE, "B3": "=AVERAGE(B1)", "C3": "=SUM(B1)", "D3": "=ROUND(AVERAGE(B2),2)"}},
        {"items": MANY["items"][:300]},
        {"B601": 149.5, "C601": 44850, "D601": 5},
    ),
    Case(
        "a hundred and one items in 101 groups",
        {
            "D": {
                "A1": "{{#items}}x",
                "B1": 1000,
                "A2": "{{#parts}}y",
                "B2": "{{p}}{{/parts}}",
                "C2": "{{/items}}",
                "B3": "=SUM(B2)",
                "C3": "=COUNT(B2)",
                "D3": "=MAX(B2)",
                "E3": "=SUM(B1)",
            }
        },
        {"items": [{"parts": [{"p": 1}, {"p": 2}]}] * 101},
        {"B304": 303, "C304": 202, "D304": 2, "E304": 101000},
    ),
    Case(
        "blocks in blocks",
        {"D": SHOPS},
        REGIONS,
        {"B1": 7, "B4": 0, "B5": 5, "B7": 12, "C7": 12, "D7": 3, "E7": 5},
    ),
    Case(
        "blocks in blocks from another sheet over the same lists",
        {
            "D": SHOPS,
            "C": {
                "A1": "{{#regions}}{{n}}",
                "B1": "=D!B1",
                "C1": "=SUM(D!B2)",
                "D1": "=COUNT(D!B2)",
                "A2": "{{#shops}}y",
                "C2": "{{/shops}}",
                "D2": "{{/regions}}",
                "B2": "=D!B2*2",
                "B3": "=SUM(B2)",
                "C3": "=SUM(C1)",
            },
        },
        REGIONS,
        {
            "C!B1": 7,
            "C!C1": 7,
            "C!D1": 2,
            "C!B2": 6,
            "C!B3": 8,
            "C!C4": 0,
            "C!B6": 10,
            "C!B7": 24,
            "C!C7": 12,
        },
    ),
    Case(
        "rows there, columns here",
        {
            "D": ROWS,
            "C": {"B1": "{{#items across}}{{n}}", "B2": "=D!B4*10", "B3": "{{/items}}", "C2": "=SUM(B2)"},
        },
        ITEMS,
        {"C!B2": 10, "C!C2": 20, "C!D2": 30, "C!E2": 60},
    ),
    Case(
        "one list twice on a sheet",
        {
            "D": {
                "A1": "{{#items}}{{n}}",
                "B1": "{{q}}{{/items}}",
                "A3": "{{#items}}{{n}}",
                "B3": "=B1*10",
                "C3": "{{/items}}",
                "B4": "=SUM(B3)",
                "C4": "=SUM(B1)",
            }
        },
        ITEMS,
        {"B5": 10, "B6": 20, "B7": 30, "B8": 60, "C8": 6},
    ),
    Case(
        "a total of another block over the same list",
        {"D": ROWS, "C": {"A2": "{{#items}}{{n}}", "B2": "=D!B4/SUM(D!B4)", "C2": "{{/items}}"}},
        ITEMS,
        refused=("total-of-one",),
    ),
    Case(
        "a look into another block over the same list",
        {"D": ROWS, "C": {"A2": "{{#items}}{{n}}", "B2": "=MATCH(A2,D!A4,0)", "C2": "{{/items}}"}},
        ITEMS,
        refused=("total-of-one",),
    ),
    Case(
        "a look into all items, by the dollar",
        {
            "D": ROWS,
            "C": {
                "A2": "{{#items}}{{n}}",
                "B2": "=MATCH(A2,D!A$4:A$4,0)",
                "C2": "=SUM(D!B4:C4)",
                "D2": "=VLOOKUP(A2,D!$A$4:$C$4,3,FALSE)",
                "E2": "{{/items}}",
            },
        },
        ITEMS,
        {"C!B2": 1, "C!B4": 3, "C!C3": 22, "C!D4": 30},
    ),
    Case(
        "shares of all items, by the dollar",
        {
            "D": {**ROWS, "D4": "=B4/SUM(B$4:B$4)", "E4": "=SUM(B$4:B4)"},
            "C": {"A2": "{{#items}}{{n}}", "B2": "=D!B4/SUM(D!B$4:B$4)", "C2": "{{/items}}"},
        },
        ITEMS,
        {"D4": 1 / 6, "D6": 0.5, "E5": 3, "E6": 6, "C!B2": 1 / 6, "C!B4": 0.5},
    ),
    Case(
        "another list looks up",
        {
            "D": ROWS,
            "C": {
                "A2": "{{#others}}{{n}}",
                "B2": "=SUMIF(D!A4,A2,D!B4)",
                "C2": "=SUM(D!B4)",
                "D2": "{{/others}}",
            },
        },
        BOTH,
        {"C!B2": 2, "C!B3": 3, "C!C2": 6, "C!C3": 6},
    ),
    Case(
        "another list names a cell",
        {"D": ROWS, "C": {"A2": "{{#others}}{{n}}", "B2": "=D!B4*2", "C2": "{{/others}}"}},
        BOTH,
        refused=("range-in-single-cell",),
    ),
    Case("one value of many", {"D": {**ROWS, "B6": "=B4*2"}}, ITEMS, refused=("range-in-single-cell",)),
    Case("one value of one", {"D": {**ROWS, "B6": "=B4*2"}}, {"items": ITEMS["items"][:1]}, {"B6": 2}),
    Case(
        "formulas that need arrays",
        {
            "D": ROWS,
            "O": {
                "B4": "=SUM(D!B4*D!C4)",
                "B5": "=SUM(IF(D!B4>1,D!C4))",
                "B6": '=MAX(IF(D!A4="n2",D!B4))',
                "B7": "=SUM(--(D!B4>1))",
                "B8": "=AND(D!B4>0)",
                "B9": "=SUMPRODUCT(D!B4*D!C4)",
                "B10": "=ROUND(SUM(D!B4/D!C4),2)",
                "B11": '=SUM(IF(D!A4<>"n1",1,0))&" others"',
                "B12": '=SUM(LEN(D!A4))&" letters"',
            },
        },
        ITEMS,
        {
            "O!B4": 140,
            "O!B5": 50,
            "O!B6": 2,
            "O!B7": 2,
            "O!B8": True,
            "O!B9": 140,
            "O!B10": 0.3,
            "O!B11": "2 others",
            "O!B12": "6 letters",
        },
    ),
    Case(
        "formulas in a group that need arrays",
        {
            "D": {
                "A1": "{{#r}}x",
                "B1": "=SUM(B2*C2)",
                "A2": "{{#s}}y",
                "B2": "{{v}}",
                "C2": "{{w}}{{/s}}",
                "D2": "{{/r}}",
            }
        },
        {"r": [{"s": [{"v": 1, "w": 2}, {"v": 2, "w": 3}]}, {"s": [{"v": 4, "w": 5}]}, {"s": []}]},
        {"B1": 8, "B4": 20, "B6": 0},
    ),
    Case(
        "running balance, growth, numbers",
        {
            "D": {
                "A3": "Balance",
                "A4": "{{#items}}{{q}}",
                "B4": "=N(B3)+A4",
                "C4": "=ROW(A1)",
                "D4": "=IF(ISNUMBER(A3),A4/A3-1,0)",
                "E4": "=ROWS(A$1:A1)",
                "F4": "=ROWS(A$4:A4)",
                "G4": "{{/items}}",
            }
        },
        {"items": [{"q": 2}, {"q": 3}, {"q": 5}]},
        {"B4": 2, "B5": 5, "B6": 10, "C4": 1, "C6": 3, "D4": 0, "D5": 0.5, "E6": 3, "F6": 3},
    ),
    Case(
        "all rows before this one, the two rows before it, three rows with its own",
        {
            "D": {
                "B2": 10,
                "B3": 20,
                "A4": "{{#items}}{{q}}",
                "B4": "=A4*1",
                "C4": "=SUM(B$2:B3)",
                "D4": "=COUNTIF(A$3:A3,A4)",
                "E4": "=SUM(B2:B3)",
                "F4": "=SUM(B2:B4)",
                "G4": "{{/items}}",
            }
        },
        {"items": [{"q": 1}, {"q": 2}, {"q": 1}, {"q": 4}]},
        {"C4": 30, "C7": 34, "D5": 0, "D6": 1, "E5": 21, "E7": 3, "F4": 31, "F5": 23, "F7": 7},
    ),
    Case(
        "the rows before this one in its group",
        {
            "D": {
                "A1": "{{#g}}x",
                "A2": "{{#r}}y",
                "B2": "{{v}}",
                "C2": "=SUM(B$1:B1)",
                "D2": "{{/r}}",
                "A3": "sum{{/g}}",
                "B3": "=SUM(B2)",
            }
        },
        {"g": [{"r": [{"v": 1}, {"v": 2}, {"v": 4}]}, {"r": [{"v": 8}, {"v": 16}]}]},
        {"C3": 1, "C4": 3, "C7": 0, "C8": 8},
    ),
    Case(
        "growth over the column before",
        {
            "D": {
                "A2": "Sales",
                "B1": "{{#m across}}x",
                "B2": "{{s}}",
                "B3": "=IF(ISNUMBER(A2),B2/A2-1,0)",
                "B4": "{{/m}}",
            }
        },
        {"m": [{"s": 10}, {"s": 20}, {"s": 30}]},
        {"B3": 0, "C3": 1, "D3": 0.5},
    ),
    Case(
        "a balance in items of two rows",
        {"D": {"B2": 100, "A4": "{{#i}}{{q}}", "B4": "=B2+A4", "A5": "note{{/i}}"}},
        {"i": [{"q": 1}, {"q": 2}, {"q": 3}]},
        {"B4": 101, "B6": 103, "B8": 106},
    ),
    Case(
        "a balance that begins in the head of each group",
        {
            "D": {
                "A1": "{{#acc}}x",
                "B1": "{{open}}",
                "A2": "{{#b}}{{q}}",
                "B2": "=B1+A2",
                "C2": "{{/b}}",
                "D2": "{{/acc}}",
            }
        },
        {"acc": [{"open": 10, "b": [{"q": 1}, {"q": 2}]}, {"open": 20, "b": [{"q": 5}]}]},
        {"B2": 11, "B3": 13, "B5": 25},
    ),
    Case(
        "a rate in the head of each group, by the dollar",
        {
            "D": {
                "A1": "{{#acc}}x",
                "B1": "{{rate}}",
                "A2": "{{#b}}{{q}}",
                "C2": "=A2*B$1",
                "D2": "{{/b}}",
                "E2": "{{/acc}}",
            }
        },
        {"acc": [{"rate": 10, "b": [{"q": 1}, {"q": 2}]}, {"rate": 20, "b": [{"q": 5}]}]},
        {"C2": 10, "C3": 20, "C5": 100},
    ),
    Case(
        "an empty list",
        {
            "D": {
                **ROWS,
                "B5": "=SUM(B4)",
                "B6": "=COUNTA(A4)",
                "B7": '=IF(COUNTA(A4)=0,"none","some")',
                "B8": "=SUBTOTAL(9,B4)",
                "B9": "=COUNT(B4)",
                "B10": '=COUNTIF(A4,"x")',
                "B11": "=COUNTBLANK(B4)",
                "B12": '=SUMIF(A4,"x",B4)',
                "B13": "=SUMPRODUCT(B4,B4)",
                "B14": "=SUBTOTAL(3,A4)",
                "B15": "=MAX(B4)",
                "B16": "=MAX(B4,5)",
                "B17": "=IFERROR(AVERAGE(B4),0)",
                "B18": "=SUM(B4*C4)",
                "B19": "=ROWS(B4)",
                "B20": '=IFERROR(VLOOKUP("x",A4:B4,2,0),"no")',
                "B21": "=SUM(B3:B4)",
                "B22": "=COUNTA(A4,D1)",
                "B23": '=COUNTIF(A4,"<>x")',
                "B24": "=SUMPRODUCT((B4>1)*C4)",
            }
        },
        {"items": []},
        {
            "B4": 0,
            "B5": 0,
            "B6": "none",
            "B7": 0,
            "B8": 0,
            "B9": 0,
            "B10": 0,
            "B11": 0,
            "B12": 0,
            "B13": 0,
            "B14": 0,
            "B15": 5,
            "B16": 0,
            "B17": 0,
            "B18": 0,
            "B19": "no",
            "B20": 0,
            "B21": 0,
            "B22": 0,
            "B23": 0,
        },
    ),
    Case(
        "one empty group",
        {
            "D": {
                "A1": "{{#regions}}{{n}}",
                "A2": "{{#shops}}x",
                "B2": "{{s}}{{/shops}}",
                "A3": "Sub",
                "B3": "=SUBTOTAL(9,B2)",
                "C3": "{{/regions}}",
                "B4": "=SUM(B3)",
                "C4": "=SUBTOTAL(9,B2)",
            }
        },
        REGIONS,
        {"B4": 7, "B6": 0, "B9": 5, "B10": 12, "C10": 12},
    ),
    Case(
        "averages of groups, one of them empty",
        {
            "D": {
                "A1": "{{#regions}}{{n}}",
                "A2": "{{#shops}}x",
                "B2": "{{s}}{{/shops}}",
                "B3": "=SUBTOTAL(1,B2)",
                "C3": "{{/regions}}",
                "B4": "=SUBTOTAL(1,B2)",
                "C4": "=SUBTOTAL(5,B2)",
            }
        },
        REGIONS,
        {"B4": 3.5, "B9": 5, "B10": 4, "C10": 3},
    ),
    Case("an empty list of lists", {"D": SHOPS}, {"regions": []}, {"B1": 0, "C1": 0, "D1": 0, "E1": 0}),
    Case(
        "no columns",
        {"D": {"B1": "{{#m across}}{{m}}{{/m}}", "C1": "=COUNTA(B1)", "D1": "=SUM(B1)"}},
        {"m": []},
        {"B1": 0, "C1": 0},
    ),
    Case(
        "numbers in the heads of groups",
        {
            "D": {
                "A1": "{{#r}}x",
                "B1": "{{budget}}",
                "A2": "{{#s}}y",
                "B2": "{{v}}{{/s}}",
                "A3": "Sub",
                "B3": "=SUBTOTAL(9,B2)",
                "C3": "{{/r}}",
                "B4": "=SUBTOTAL(9,B2)",
                "C4": "=SUBTOTAL(3,A2)",
            }
        },
        {"r": [{"budget": 100, "s": [{"v": 1}, {"v": 2}]}, {"budget": 100, "s": [{"v": 4}]}]},
        {"B4": 3, "B7": 4, "B8": 7, "C8": 3},
    ),
    Case(
        "groups in groups",
        {
            "D": {
                "A1": "{{#area group by area}}{{area.area}}",
                "A2": "{{#kind group by kind}}{{kind.kind}}",
                "A3": "{{#sales}}x",
                "B3": "{{n}}{{/sales}}",
                "B4": "=SUBTOTAL(9,B3)",
                "C4": "{{/kind}}",
                "B5": "=SUBTOTAL(9,B3)",
                "C5": "{{/area}}",
                "B6": "=SUBTOTAL(9,B3)",
                "C6": "=SUM(B3)",
                "D6": "=SUM(B4)",
                "E6": "=SUM(B5)",
            }
        },
        {
            "sales": [
                {"area": area, "kind": kind, "n": number}
                for area, kind, number in (("N", "x", 1), ("N", "y", 2), ("S", "x", 4), ("N", "x", 8))
            ]
        },
        {"A1": "N", "A2": "x", "B5": 9, "B9": 11, "B15": 15, "C15": 15, "D15": 15, "E15": 15},
    ),
    Case(
        "two ways",
        {
            "D": {
                "B1": "{{#m across}}{{m}}",
                "C1": "Y",
                "A2": "{{#l}}{{n}}",
                "B2": "{{l[m]}}{{/m}}{{/l}}",
                "C2": "=SUM(B2)",
                "A3": "T",
                "B3": "=SUM(B2)",
                "C3": "=SUM(C2)",
                "D3": "=SUM(B2*B2)",
            }
        },
        {"m": ["a", "b"], "l": [{"n": 1, "a": 1, "b": 2}, {"n": 2, "a": 3, "b": 4}]},
        {"D2": 3, "B4": 4, "C4": 6, "D4": 10, "E4": 30},
    ),
    Case(
        "a condition in a list",
        {
            "D": {
                "A1": "{{#items}}{{n}}",
                "B1": "{{q}}",
                "A2": "{{?n}}note",
                "C2": "{{/n}}",
                "B2": 7,
                "D2": "{{/items}}",
                "B3": "=SUM(B1)",
            }
        },
        ITEMS,
        {"B7": 6},
    ),
)
