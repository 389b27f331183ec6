"""One tree per metric, read three ways: value, Excel formula, lineage; and the resolver that asks it."""

from reportgen.expressions.bind import bind, is_rate
from reportgen.expressions.catalogue import Expressions, catalogue_expressions, read_expressions
from reportgen.expressions.evaluate import evaluate, evaluate_interval
from reportgen.expressions.formula import formula
from reportgen.expressions.lineage import Input, lineage, shifted
from reportgen.expressions.parser import ExpressionError, parse
from reportgen.expressions.resolve import Resolver
from reportgen.expressions.resolved import How, Resolved
from reportgen.expressions.rolling import node_of
from reportgen.expressions.standing import standing_speeches
from reportgen.expressions.tree import (
    Difference,
    Expr,
    Metric,
    Number,
    Parameter,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Shift,
    Sum,
)

__all__ = [
    "Difference",
    "Expr",
    "ExpressionError",
    "Expressions",
    "How",
    "Input",
    "Metric",
    "Number",
    "Parameter",
    "PriorQuarter",
    "PriorYear",
    "Product",
    "Quarters",
    "Ratio",
    "Resolved",
    "Resolver",
    "Shift",
    "Sum",
    "bind",
    "catalogue_expressions",
    "evaluate",
    "evaluate_interval",
    "formula",
    "is_rate",
    "lineage",
    "node_of",
    "parse",
    "read_expressions",
    "shifted",
    "standing_speeches",
]
