"""What is known of Excel's functions: what they give, which arguments count as numbers, and whether they are proven."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from reportgen.xlsx.proven import KNOWN, NEWER, PROVEN


class Kind(Enum):
    """What a part of a formula gives; `WHOLE` is a whole number, `ANY` whatever its cells hold."""

    ANY = "any"
    NUMBER = "number"
    WHOLE = "whole"
    TEXT = "text"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Function:
    """One function: `numbers` and `texts` are the arguments (from 0) that count as such, `rule` calculates it here."""

    gives: Kind = Kind.ANY
    numbers: Collection[int] = ()
    texts: Collection[int] = ()
    rule: str = ""


_EVERY = range(255)


def _named(names: str, function: Function) -> dict[str, Function]:
    return dict.fromkeys(names.split(), function)


FUNCTIONS: dict[str, Function] = {
    **_named("COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS ROW ROWS COLUMN COLUMNS", Function(Kind.WHOLE)),
    **_named("MATCH XMATCH", Function(Kind.WHOLE)),
    **_named("SUM AVERAGE MIN MAX MEDIAN PRODUCT SUMIF SUMIFS AVERAGEIF AVERAGEIFS", Function(Kind.NUMBER)),
    **_named("MAXIFS MINIFS SUMPRODUCT SUBTOTAL AGGREGATE STDEV STDEVP VAR VARP", Function(Kind.NUMBER)),
    **_named("STDEV.S STDEV.P VAR.S VAR.P SUMSQ", Function(Kind.NUMBER)),
    **_named("LARGE SMALL RANK PERCENTILE QUARTILE NPV IRR", Function(Kind.NUMBER)),
    **_named(
        "INT ABS SIGN TRUNC MOD ROUND ROUNDUP ROUNDDOWN SQRT POWER EXP LN", Function(Kind.NUMBER, _EVERY)
    ),
    **_named("LOG LOG10 PI SIN COS TAN ASIN ACOS ATAN ATAN2 RADIANS", Function(Kind.NUMBER, _EVERY)),
    **_named("DEGREES FACT COMBIN GCD LCM QUOTIENT MROUND CEILING FLOOR", Function(Kind.NUMBER, _EVERY)),
    **_named("CEILING.MATH FLOOR.MATH EVEN ODD", Function(Kind.NUMBER, _EVERY)),
    **_named("YEAR MONTH DAY HOUR MINUTE SECOND WEEKDAY WEEKNUM ISOWEEKNUM", Function(Kind.WHOLE, _EVERY)),
    **_named("DATE EDATE EOMONTH DAYS DAYS360", Function(Kind.WHOLE, _EVERY)),
    **_named("DATEDIF", Function(Kind.WHOLE, (0, 1))),
    **_named("YEARFRAC TIME", Function(Kind.NUMBER, _EVERY)),
    **_named("PMT PV FV NPER RATE IPMT PPMT SLN SYD DB DDB VDB", Function(Kind.NUMBER, _EVERY)),
    **_named("AND OR NOT XOR ISNUMBER ISTEXT ISBLANK ISERROR ISERR ISNA", Function(Kind.TRUTH)),
    **_named("ISLOGICAL ISNONTEXT ISEVEN ISODD ISREF ISFORMULA TRUE FALSE", Function(Kind.TRUTH)),
    "EXACT": Function(Kind.TRUTH, (), (0, 1)),
    "LEN": Function(Kind.WHOLE, (), (0,)),
    **_named("FIND SEARCH", Function(Kind.WHOLE, (2,), (0, 1))),
    **_named("LEFT RIGHT", Function(Kind.TEXT, (1,), (0,))),
    "MID": Function(Kind.TEXT, (1, 2), (0,)),
    "REPLACE": Function(Kind.TEXT, (1, 2), (0, 3)),
    "SUBSTITUTE": Function(Kind.TEXT, (3,), (0, 1, 2)),
    "REPT": Function(Kind.TEXT, (1,), (0,)),
    **_named("TRIM CLEAN UPPER LOWER PROPER", Function(Kind.TEXT, (), (0,))),
    "CHAR": Function(Kind.TEXT, (0,)),
    **_named("CONCATENATE CONCAT", Function(Kind.TEXT, (), (), "JOIN")),
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
# These read what no cell of theirs names, or what a calculator is not told.
UNSEEN = frozenset({"CELL", "GETPIVOTDATA", "FORMULATEXT", "SHEET", "SHEETS", "RTD", "WEBSERVICE"})


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
