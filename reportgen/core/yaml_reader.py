"""YAML read with limits: a few lines must not grow into a billion values.

a: &a [x, x]
b: &b [*a, *a]      every alias stands for all that it names: ten such lines are a thousand, forty a billion
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import yaml

from reportgen.core.findings import FindingsError, Issue, Place

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


Path = tuple[str | int, ...]
# The loader written in C reads the same language ten times faster; not every machine has it.
_MOST_VALUES = 200_000
_LOADER = getattr(yaml, "CSafeLoader", LimitedLoader)


def load_with_lines(data: bytes, file: str) -> tuple[object, dict[Path, int]]:
    """The document's data and the line of every value; `FindingsError` where the text is no sound YAML."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        issue = Issue("broken-encoding", "this file is not UTF-8", Place(file), found=str(error.reason))
        raise FindingsError(issue) from None
    loader = _LOADER(text)
    try:
        node = sound_node(loader, _MOST_VALUES)
        # Looked for before the data is made, as making it puts merged mappings (`<<`) into the nodes.
        repeated = list(_repeated(node)) if node is not None else []
        value = construct(loader, node)
    except yaml.reader.ReaderError as error:
        message = f"this file is no readable YAML: {error.reason}"
        raise FindingsError(Issue("unreadable-yaml", message, Place(file))) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        message = f"this file is no readable YAML: {error.problem}"
        ours = str(error.problem).startswith(("its ", "a value holds"))
        hint = "" if ours else "a text that holds a colon or begins with {{ needs quotation marks"
        raise FindingsError(Issue("unreadable-yaml", message, Place(file, line), hint=hint)) from None
    finally:
        loader.dispose()
    lines: dict[Path, int] = {}
    if node is not None:
        _note_lines(node, (), lines)
    twice = [
        Issue(
            "duplicate-option", f'"{name}" is given twice', Place(file, line), hint="only the last one counts"
        )
        for name, line in repeated
    ]
    if twice:
        raise FindingsError(twice)
    return value, lines


def _repeated(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """The keys that stand twice in one mapping, each with the line of its later place."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def _note_lines(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    """Put the line of a node, and of everything in it, into `lines`."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inside = (*path, key.value)
            _note_lines(value, inside, lines)
            # A mapping's line is that of its key: values may start on the next line.
            lines[inside] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(value, (*path, index), lines)


def nearest_line(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the closest thing above it that has one."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path)
