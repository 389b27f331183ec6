"""A sentence's tree evaluated as it stands: most are written once, so that compiling them cost more than writing them.

    "FY17: {{ net_income | mn }}"    Output(TemplateData("FY17: "), Filter(Name("net_income"), "mn"))

Whatever jinja2 says is asked of jinja2: attributes, calls and unknown names go through its sandbox. A sentence that
holds anything else than what is listed here is left to its compiler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from jinja2 import Environment, nodes
from jinja2.runtime import Context

_OPERATORS: Mapping[str, Callable[[object, object], object]] = {
    "eq": lambda one, other: one == other,
    "ne": lambda one, other: one != other,
    "gt": lambda one, other: one > other,  # type: ignore[operator]
    "gteq": lambda one, other: one >= other,  # type: ignore[operator]
    "lt": lambda one, other: one < other,  # type: ignore[operator]
    "lteq": lambda one, other: one <= other,  # type: ignore[operator]
    "in": lambda one, other: one in other,  # type: ignore[operator]
    "notin": lambda one, other: one not in other,  # type: ignore[operator]
}
# What jinja2 itself gives a meaning to.
_RESERVED = frozenset({"self", "super", "caller", "loop", "varargs", "kwargs"})


class Evaluation:
    """One evaluation of sentences or conditions: the names that hold in it, in the sandbox of `environment`."""

    def __init__(self, environment: Environment, names: dict[str, object]) -> None:
        self._environment = environment
        self._names = names
        self._context = Context(environment, names, None, {})

    def text(self, tree: nodes.Template) -> str:
        """The text of a sentence."""
        return "".join(self._pieces(tree.body))

    def _pieces(self, body: list[nodes.Node]) -> Iterator[str]:
        finalize = self._environment.finalize
        assert finalize is not None
        for node in body:
            if isinstance(node, nodes.If):
                yield from self._pieces(self._branch(node))
            elif isinstance(node, nodes.Output):
                for child in node.nodes:
                    if isinstance(child, nodes.TemplateData):
                        yield child.data
                    else:
                        yield str(finalize(self.value(child)))

    def _branch(self, node: nodes.If) -> list[nodes.Node]:
        for one in (node, *node.elif_):
            if self.value(one.test):
                return one.body
        return node.else_

    def value(self, node: nodes.Node) -> object:
        """The value of an expression."""
        return _VALUE_OF[type(node)](self, node)

    def _const(self, node: nodes.Const) -> object:
        return node.value

    def _name(self, node: nodes.Name) -> object:
        known = node.name in self._names
        return self._names[node.name] if known else self._environment.undefined(name=node.name)

    def _attribute(self, node: nodes.Getattr) -> object:
        return self._environment.getattr(self.value(node.node), node.attr)

    def _item(self, node: nodes.Getitem) -> object:
        return self._environment.getitem(self.value(node.node), self.value(node.arg))

    def _call(self, node: nodes.Call) -> object:
        called = self.value(node.node)
        given = [self.value(one) for one in node.args]
        named = self._named(node.kwargs)
        return self._environment.call(self._context, called, *given, **named)  # type: ignore[attr-defined]

    def _named(self, given: Sequence[nodes.Node]) -> dict[str, object]:
        return {one.key: self.value(one.value) for one in given if isinstance(one, nodes.Keyword)}

    def _filter(self, node: nodes.Filter) -> object:
        assert node.node is not None
        value = self.value(node.node)
        given = [self.value(one) for one in node.args]
        named = self._named(node.kwargs)
        return self._environment.filters[node.name](value, *given, **named)

    def _compare(self, node: nodes.Compare) -> object:
        left = self.value(node.expr)
        found: object = True
        for operand in node.ops:
            right = self.value(operand.expr)
            found = _OPERATORS[operand.op](left, right)
            if not found:
                break
            left = right
        return found

    def _and(self, node: nodes.And) -> object:
        return self.value(node.left) and self.value(node.right)

    def _or(self, node: nodes.Or) -> object:
        return self.value(node.left) or self.value(node.right)

    def _not(self, node: nodes.Not) -> object:
        return not self.value(node.node)

    def _negative(self, node: nodes.Neg) -> object:
        return -self.value(node.node)  # type: ignore[operator]

    def _choice(self, node: nodes.CondExpr) -> object:
        assert node.expr2 is not None
        return self.value(node.expr1) if self.value(node.test) else self.value(node.expr2)

    def _joined(self, node: nodes.Concat) -> object:
        return "".join([str(self.value(one)) for one in node.nodes])


_VALUE_OF: Mapping[type[nodes.Node], Callable[..., object]] = {
    nodes.Const: Evaluation._const,
    nodes.Name: Evaluation._name,
    nodes.Getattr: Evaluation._attribute,
    nodes.Getitem: Evaluation._item,
    nodes.Call: Evaluation._call,
    nodes.Filter: Evaluation._filter,
    nodes.Compare: Evaluation._compare,
    nodes.And: Evaluation._and,
    nodes.Or: Evaluation._or,
    nodes.Not: Evaluation._not,
    nodes.Neg: Evaluation._negative,
    nodes.CondExpr: Evaluation._choice,
    nodes.Concat: Evaluation._joined,
}
_KNOWN = frozenset(
    {*_VALUE_OF, nodes.Output, nodes.TemplateData, nodes.If, nodes.Keyword, nodes.Operand, nodes.Template}
)


def can_evaluate(node: nodes.Node, environment: Environment, barred: frozenset[str]) -> bool:
    """Whether a tree holds nothing but what is evaluated here, and no attribute that is `barred`.

    Of everything else jinja2 tells the faults.
    """
    match node:
        case nodes.Name():
            return node.name not in _RESERVED
        case nodes.Getattr():
            good = node.attr not in barred
        case nodes.Filter():
            good = node.node is not None and node.name in environment.filters
            good = good and not (node.dyn_args or node.dyn_kwargs)
        case nodes.Call():
            good = not (node.dyn_args or node.dyn_kwargs)
        case nodes.CondExpr():
            good = node.expr2 is not None
        case _:
            good = type(node) in _KNOWN
    return good and all(can_evaluate(child, environment, barred) for child in node.iter_child_nodes())
