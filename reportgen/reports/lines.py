"""YAML that remembers its lines: plain data beside a map from every path to the line it stands on.

{"pages": [{"page": "cover"}]}      ("pages", 0, "page") -> 12
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from reportgen.diagnostics import FindingsError, Issue, Place
from reportgen.metrics.yaml_text import LimitedLoader, construct, sound_node

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
        raise FindingsError([issue]) from None
    loader = _LOADER(text)
    try:
        node = sound_node(loader, _MOST_VALUES)
        # Looked for before the data is made, as making it puts merged mappings (`<<`) into the nodes.
        repeated = list(_repeated(node)) if node is not None else []
        value = construct(loader, node)
    except yaml.reader.ReaderError as error:
        message = f"this file is no readable YAML: {error.reason}"
        raise FindingsError([Issue("unreadable-yaml", message, Place(file))]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        message = f"this file is no readable YAML: {error.problem}"
        ours = str(error.problem).startswith(("its ", "a value holds"))
        hint = "" if ours else "a text that holds a colon or begins with {{ needs quotation marks"
        raise FindingsError([Issue("unreadable-yaml", message, Place(file, line), hint=hint)]) from None
    finally:
        loader.dispose()
    lines = dict(_lines(node, ())) if node is not None else {}
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


def _lines(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, key.value))
            # A mapping's line is that of its key: values may start on the next line.
            yield (*path, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _lines(value, (*path, index))


def nearest_line(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the closest thing above it that has one."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path)
