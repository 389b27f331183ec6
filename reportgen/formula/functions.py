"""What is known of Excel's functions: what they give, which arguments count as numbers, and whether they are proven."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from msgspec import Struct

from reportgen.formula.excel_functions import CLOCK_FUNCTIONS, STEP_FUNCTIONS, TEXT_FUNCTIONS
from reportgen.formula.proven import KNOWN, NEWER, PROVEN


class Kind(Enum):
    """What a part of a formula gives; `WHOLE` is a whole number, `ANY` whatever its cells hold."""

    ANY = "any"
    NUMBER = "number"
    WHOLE = "whole"
    TEXT = "text"
    TRUTH = "truth"


class Function(Struct, frozen=True):
    """One function: `numbers` and `texts` are the arguments (from 0) that count as such.

    `rule` calculates it here, `checked` looks at what the calculator gives; texts of ranges are `amounts` of 0.
    Texts among the arguments of functions `of_numbers` count as such.
    """

    gives: Kind = Kind.ANY
    numbers: Collection[int] = ()
    texts: Collection[int] = ()
    rule: str = ""
    checked: str = ""
    amounts: bool = False
    of_numbers: bool = False


_EVERY = range(255)


def _named(names: str, function: Function) -> dict[str, Function]:
    return dict.fromkeys(names.split(), function)


FUNCTIONS: dict[str, Function] = {
    **_named("COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS ROW ROWS COLUMN COLUMNS", Function(Kind.WHOLE)),
    **_named("MATCH XMATCH", Function(Kind.WHOLE)),
    **_named(
        "SUM AVERAGE MIN MAX MEDIAN PRODUCT SUMSQ STDEV STDEVP VAR VARP",
        Function(Kind.NUMBER, of_numbers=True),
    ),
    **_named("STDEV.S STDEV.P VAR.S VAR.P", Function(Kind.NUMBER, of_numbers=True)),
    **_named("SUMIF SUMIFS AVERAGEIF AVERAGEIFS MAXIFS MINIFS SUBTOTAL", Function(Kind.NUMBER)),
    **_named("LARGE SMALL RANK PERCENTILE QUARTILE NPV IRR", Function(Kind.NUMBER)),
    **_named("ABS SIGN ROUND SQRT EXP LN", Function(Kind.NUMBER, _EVERY)),
    **{name: Function(Kind.NUMBER, _EVERY, (), name) for name in STEP_FUNCTIONS},
    **{name: Function(Kind.WHOLE, _EVERY, (), name) for name in CLOCK_FUNCTIONS},
    **_named("LOG10 PI SIN COS TAN ASIN ACOS ATAN ATAN2 RADIANS", Function(Kind.NUMBER, _EVERY)),
    **_named("DEGREES FACT COMBIN GCD LCM EVEN ODD", Function(Kind.NUMBER, _EVERY)),
    **_named("YEAR MONTH DAY WEEKDAY WEEKNUM ISOWEEKNUM", Function(Kind.WHOLE, _EVERY)),
    **_named("DATE EDATE EOMONTH", Function(Kind.WHOLE, _EVERY, (), "", "DAY")),
    **_named("DAYS DAYS360", Function(Kind.WHOLE, _EVERY)),
    **_named("DATEDIF", Function(Kind.WHOLE, (0, 1))),
    "YEARFRAC": Function(Kind.NUMBER, _EVERY),
    **_named("PMT PV FV NPER RATE SLN SYD DB DDB", Function(Kind.NUMBER, _EVERY)),
    **_named("AND OR NOT XOR ISNUMBER ISTEXT ISBLANK ISERROR ISERR ISNA", Function(Kind.TRUTH)),
    **_named("ISLOGICAL ISNONTEXT ISEVEN ISODD ISREF ISFORMULA TRUE FALSE", Function(Kind.TRUTH)),
    "AGGREGATE": Function(Kind.NUMBER, (), (), "AGGREGATE"),
    "MMULT": Function(Kind.ANY, (), (), "MMULT"),
    "SUMPRODUCT": Function(Kind.NUMBER, amounts=True),
    "EXACT": Function(Kind.TRUTH, (), (0, 1)),
    "LEN": Function(Kind.WHOLE, (), (0,)),
    **_named("FIND SEARCH", Function(Kind.WHOLE, (2,), (0, 1))),
    **_named("LEFT RIGHT", Function(Kind.TEXT, (1,), (0,))),
    "MID": Function(Kind.TEXT, (1, 2), (0,)),
    "SUBSTITUTE": Function(Kind.TEXT, (3,), (0, 1, 2)),
    "REPT": Function(Kind.TEXT, (1,), (0,)),
    "CLEAN": Function(Kind.TEXT, (), (0,)),
    **{name: Function(Kind.TEXT, (), (0,), name) for name in TEXT_FUNCTIONS},
    "REPLACE": Function(Kind.TEXT, (1, 2), (0, 3), "REPLACE"),
    "CHAR": Function(Kind.TEXT, (0,)),
    "CONCATENATE": Function(Kind.TEXT, (), _EVERY, "JOIN"),
    "CONCAT": Function(Kind.TEXT, (), (), "CONCAT"),
    "HYPERLINK": Function(Kind.ANY, (), (), "HYPERLINK"),
    **_named("TEXTJOIN T FIXED DOLLAR UNICHAR ADDRESS", Function(Kind.TEXT)),
    "TEXT": Function(Kind.TEXT, (), (), "TEXT"),
    "VALUE": Function(Kind.NUMBER, (), (), "VALUE"),
    "DATEVALUE": Function(Kind.NUMBER, (), (), "DATEVALUE"),
    "TIMEVALUE": Function(Kind.NUMBER, (), (), "TIMEVALUE"),
}
_OTHER = Function()

# What these give depends on when, where and by whom the workbook is opened.
OF_THE_MOMENT = frozenset({"RAND", "RANDBETWEEN", "RANDARRAY", "INFO"})
OF_THE_DAY = frozenset({"TODAY", "NOW"})
# These know days by their numbers, which are others in a workbook that counts from 1904.
OF_DAYS = frozenset(
    (
        *(
            "YEAR",
            "MONTH",
            "DAY",
            "DATE",
            "DATEVALUE",
            "WEEKDAY",
            "WEEKNUM",
            "ISOWEEKNUM",
            "EDATE",
            "EOMONTH",
        ),
        *("DATEDIF", "DAYS360", "YEARFRAC", "NETWORKDAYS", "NETWORKDAYS.INTL", "WORKDAY", "WORKDAY.INTL"),
        *("XIRR", "XNPV", "PRICE", "YIELD", "ACCRINT", "ACCRINTM"),
    )
)
# These read what no cell of theirs names, or what a calculator is not told.
UNSEEN = frozenset({"CELL", "DOLLAR", "GETPIVOTDATA", "FORMULATEXT", "SHEET", "SHEETS", "RTD", "WEBSERVICE"})

# The arguments, from 0, that are held against criteria, with the one whose cells are then added up.
CRITERIA_RANGES: dict[str, Collection[int]] = {
    "COUNTIF": (0,),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), (0, 2)),
    "COUNTIFS": range(0, 255, 2),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), (0, *range(1, 255, 2))),
}


def function_of(name: str) -> Function:
    """What is known of a function by its name in capitals, without prefix."""
    return FUNCTIONS.get(name, _OTHER)


def is_proven(name: str) -> bool:
    """Whether the calculator is proven to give what Excel's documentation says."""
    return name in PROVEN


def both_know(name: str) -> bool:
    """Whether both calculators know a function at all."""
    return name in KNOWN


def lacks_prefix(spelled: str) -> bool:
    """Whether a function is written without the prefix that Excel's files give it: Excel shows `#NAME?`."""
    return spelled in NEWER
