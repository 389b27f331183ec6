"""YAML read with limits: a few lines must not grow into a billion values.

a: &a [x, x]
b: &b [*a, *a]      every alias stands for all that it names: ten such lines are a thousand, forty a billion
"""

from __future__ import annotations

from typing import Protocol

import yaml

DEEPEST = 100
MOST_VALUES = 2_000_000


class Loader(Protocol):
    """What any loader of PyYAML does."""

    def get_single_node(self) -> yaml.Node | None:
        """The document as nodes."""

    def construct_document(self, node: yaml.Node) -> object:
        """The values of a node."""


class LimitedLoader(yaml.SafeLoader):
    """The loader written in Python, which takes minutes over brackets inside brackets, with an end to them."""

    def fetch_flow_collection_start(self, token_class: type[yaml.Token]) -> None:
        """A bracket opens."""
        self._go_no_deeper(self.flow_level)
        super().fetch_flow_collection_start(token_class)

    def add_indent(self, column: int) -> bool:
        """A line stands further right than those above it."""
        self._go_no_deeper(len(self.indents))
        return bool(super().add_indent(column))

    def _go_no_deeper(self, depth: int) -> None:
        if depth > DEEPEST:
            mark = self.get_mark()
            raise yaml.MarkedYAMLError(problem="its values are nested too deeply", problem_mark=mark)


def sound_node(loader: Loader, most: int = MOST_VALUES) -> yaml.Node | None:
    """The document as nodes, none for an empty one; `MarkedYAMLError` where it is too deep or grows too large.

    A value that holds itself by an alias has no end, and is refused as well.
    """
    try:
        node = loader.get_single_node()
        if node is not None:
            _weigh(node, {}, set(), 0, most)
    except RecursionError:
        raise yaml.MarkedYAMLError(problem="its values are nested too deeply") from None
    return node


def construct(loader: Loader, node: yaml.Node | None) -> object:
    """The values of a node; `MarkedYAMLError` for a date that does not exist and the like."""
    try:
        return loader.construct_document(node) if node is not None else None
    except (ValueError, OverflowError, RecursionError) as error:
        mark = node.start_mark if node is not None else None
        raise yaml.MarkedYAMLError(problem=" ".join(str(error).split()), problem_mark=mark) from None


def _weigh(node: yaml.Node, known: dict[yaml.Node, int], above: set[yaml.Node], depth: int, most: int) -> int:
    """How many values a node stands for once all aliases are written out."""
    if node in known:
        return known[node]
    if node in above:
        raise yaml.MarkedYAMLError(problem="a value holds itself", problem_mark=node.start_mark)
    if depth > DEEPEST:
        raise yaml.MarkedYAMLError(problem="its values are nested too deeply", problem_mark=node.start_mark)
    above.add(node)
    total = 1
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            total += _weigh(one, known, above, depth + 1, most)
    elif isinstance(node, yaml.MappingNode):
        for name, one in node.value:
            total += _weigh(name, known, above, depth + 1, most) + _weigh(one, known, above, depth + 1, most)
    above.discard(node)
    if total > most:
        problem = f"its aliases stand for more than {most:,} values"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
    known[node] = total
    return total
