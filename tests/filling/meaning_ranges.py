"""What ranges over blocks inside blocks mean, down and across."""

from __future__ import annotations

from meaning import Case

QUARTERS = {
    "years": [
        {"y": 2018, "quarters": [{"q": "Q1", "v": 1}, {"q": "Q2", "v": 2}]},
        {"y": 2019, "quarters": [{"q": "Q3", "v": 3}]},
    ]
}
SUMS = {"C3": "=SUM(B3)", "D3": "=SUM(B3)", "E3": "=SUM(C3)"}
SHOPS = {
    "regions": [
        {"n": "North", "shops": [{"s": 3}, {"s": 4}]},
        {"n": "South", "shops": [{"s": 5}]},
        {"n": "East", "shops": []},
    ]
}

RANGES = (
    Case(
        "columns in wider columns, marked in other rows",
        {
            "D": {
                "B1": "{{#years across}}{{y}}",
                "C1": "{{/years}}",
                "B2": "{{#quarters across}}{{q}}",
                "B3": "{{v}}{{/quarters}}",
                **SUMS,
            }
        },
        QUARTERS,
        {"C1": 2018, "D1": None, "E2": "Q3", "D3": 3, "F3": 3, "G3": 6, "H3": 6},
    ),
    Case(
        "columns in wider columns, marked below them",
        {
            "D": {
                "B1": "{{#quarters across}}{{q}}{{/quarters}}",
                "B2": "{{#years across}}{{y}}",
                "C2": "{{/years}}",
                "B3": "{{v}}",
                **SUMS,
            }
        },
        QUARTERS,
        {"B1": "Q1", "C1": "Q2", "E1": "Q3", "D3": 3, "G3": 6, "H3": 6},
    ),
    Case(
        "two blocks over one column",
        {"D": {"B1": "{{#years across}}{{y}}{{/years}}", "B2": "{{#quarters across}}{{q}}{{/quarters}}"}},
        QUARTERS,
        refused=("overlapping-blocks",),
    ),
    Case(
        "ranges from inside a group over its border",
        {
            "D": {
                "A1": "{{#regions}}{{n}}",
                "B1": 10,
                "A2": "{{#shops}}x",
                "B2": "{{s}}{{/shops}}",
                "C2": "=SUM($B$1:$B$3)",
                "D2": "=SUM(B$1:B$2)",
                "E2": "=SUM(B$1:B2)",
                "F2": "=SUM(B2:B$3)",
                "G2": "=B2/SUM(B$2:B$2)",
                "H2": "{{/regions}}",
                "B3": 7,
            }
        },
        SHOPS,
        {
            "C2": 49,
            "C3": 49,
            "C5": 49,
            "D2": 42,
            "D3": 42,
            "D5": 42,
            "E2": 13,
            "E3": 17,
            "E5": 32,
            "F2": 19,
            "F3": 16,
            "F5": 12,
            "G2": 3 / 7,
            "G5": 1,
        },
    ),
)
