"""What the functions of Excel take: lists of areas, one area, or single values; and what they give for nothing.

Each function has a letter for every argument (ECMA-376 part 1, 18.17.7); those in brackets come again and again:

    l  any number of areas side by side       SUM(B1,B3,B5)
    u  several areas in brackets              LARGE((B1,B3,B5),2)
    t  one area, in which empty cells between do no harm
    x  one area exactly
    o  one value: more of them make the function an array
"""

from __future__ import annotations

from functools import lru_cache

_SHAPES = {
    "(l)": "SUM COUNT COUNTA AVERAGE AVERAGEA MAX MAXA MIN MINA PRODUCT MEDIAN SUMSQ STDEV STDEVA STDEVP STDEVPA"
    " STDEV.S STDEV.P VAR VARA VARP VARPA VAR.S VAR.P AND OR XOR MODE MODE.SNGL GEOMEAN HARMEAN AVEDEV DEVSQ SKEW"
    " SKEW.P KURT GCD LCM CONCAT",
    "o(l)": "SUBTOTAL NPV",
    "oo(l)": "AGGREGATE TEXTJOIN",
    "uo": "LARGE SMALL PERCENTILE PERCENTILE.INC PERCENTILE.EXC QUARTILE QUARTILE.INC QUARTILE.EXC TRIMMEAN",
    "uoo": "PERCENTRANK PERCENTRANK.INC PERCENTRANK.EXC",
    "ouo": "RANK RANK.EQ RANK.AVG",
    "oot": "NETWORKDAYS WORKDAY",
    "ooot": "NETWORKDAYS.INTL WORKDAY.INTL",
    "ot": "FVSCHEDULE",
    "ttoo": "T.TEST TTEST PROB",
    "ottooo": "XLOOKUP FORECAST.ETS",
    "(t)": "SUMPRODUCT MULTINOMIAL SUMX2MY2 SUMX2PY2 SUMXMY2",
    "to": "IRR COUNTIF",
    "tt": "CORREL PEARSON SLOPE INTERCEPT RSQ STEYX COVAR COVARIANCE.P COVARIANCE.S",
    "ott": "FORECAST FORECAST.LINEAR XNPV LOOKUP",
    "tto": "XIRR MIRR",
    "tot": "SUMIF AVERAGEIF",
    "t(to)": "SUMIFS AVERAGEIFS MAXIFS MINIFS",
    "(to)": "COUNTIFS",
    "oto": "MATCH XMATCH",
    "otoo": "VLOOKUP HLOOKUP",
    "xooo": "INDEX",
    "xoooo": "OFFSET",
    "x": "ROWS COLUMNS COUNTBLANK AREAS ISREF",
    "xox": "DSUM DCOUNT DCOUNTA DGET DMAX DMIN DAVERAGE DPRODUCT",
    "(x)": "LET LAMBDA MAP REDUCE SCAN BYROW BYCOL MAKEARRAY GETPIVOTDATA CELL",
}
# what these give is an array, of which other functions take as much as they want
ARRAYS = frozenset(
    (
        *(
            "TRANSPOSE",
            "UNIQUE",
            "SORT",
            "SORTBY",
            "FILTER",
            "MMULT",
            "MINVERSE",
            "FREQUENCY",
            "LINEST",
            "LOGEST",
        ),
        *(
            "TREND",
            "GROWTH",
            "TOCOL",
            "TOROW",
            "VSTACK",
            "HSTACK",
            "TAKE",
            "DROP",
            "CHOOSECOLS",
            "CHOOSEROWS",
        ),
        *("WRAPCOLS", "WRAPROWS", "EXPAND"),
    )
)
_BY_NAME = {name: shape for shape, names in _SHAPES.items() for name in names.split()}
LISTS = frozenset(_SHAPES["(l)"].split())
# these are a sum of their parts, or one sum of parts over another
IN_PARTS = {
    "SUM": ("SUM",),
    "COUNT": ("COUNT",),
    "COUNTA": ("COUNTA",),
    "SUMSQ": ("SUMSQ",),
    "AVERAGE": ("SUM", "COUNT"),
}
# a text among their values counts for nothing
NUMERIC = LISTS - {
    "COUNTA",
    "AVERAGEA",
    "MAXA",
    "MINA",
    "STDEVA",
    "STDEVPA",
    "VARA",
    "VARPA",
    "CONCAT",
    "AND",
    "OR",
    "XOR",
}
# functions that need brackets of an array formula for arrays inside SUMPRODUCT too
CHOOSERS = frozenset(("IF", "IFS", "IFERROR", "IFNA", "CHOOSE", "SWITCH", "INDEX"))
# what is given where the area is empty, by function; other functions give #REF!
_NOTHING = {
    "0": "COUNT COUNTA MAX MAXA MIN MINA PRODUCT SUMSQ SUMPRODUCT SUMIF SUMIFS MAXIFS MINIFS COUNTIF COUNTIFS"
    " COUNTBLANK ROWS COLUMNS NPV GCD LCM",
    "#DIV/0!": "AVERAGE AVERAGEA STDEV STDEVA STDEVP STDEVPA STDEV.S STDEV.P VAR VARA VARP VARPA VAR.S VAR.P AVERAGEIF"
    " AVERAGEIFS SKEW SKEW.P KURT CORREL PEARSON SLOPE INTERCEPT RSQ STEYX COVAR COVARIANCE.P COVARIANCE.S FORECAST"
    " FORECAST.LINEAR",
    "#NUM!": "MEDIAN GEOMEAN HARMEAN AVEDEV DEVSQ LARGE SMALL PERCENTILE PERCENTILE.INC PERCENTILE.EXC QUARTILE"
    " QUARTILE.INC QUARTILE.EXC TRIMMEAN IRR XIRR",
    "#N/A": "MODE MODE.SNGL RANK RANK.EQ RANK.AVG PERCENTRANK PERCENTRANK.INC PERCENTRANK.EXC"
    " MATCH XMATCH VLOOKUP HLOOKUP LOOKUP XLOOKUP",
    "#VALUE!": "AND OR XOR",
    '""': "CONCAT TEXTJOIN",
}
NOTHING = {name: value for value, names in _NOTHING.items() for name in names.split()}


@lru_cache(maxsize=4_096)
def takes(function: str, at: int) -> str:
    """The letter of the argument `at`, from 0, of a function in capitals; `o` where it is not known."""
    if function in ARRAYS:
        return "t"
    shape = _BY_NAME.get(function, "(o)")
    fixed, _, again = shape.partition("(")
    if at < len(fixed):
        return fixed[at]
    again = again.removesuffix(")")
    return again[(at - len(fixed)) % len(again)] if again else "o"
