"""Every id of a finding that the code can give, read from the code itself.

An id is the first argument of `Issue(...)`, or an argument of a function at the place of a parameter that is called
`issue_id`, `identity` or `id`, or a text given to a variable of such a name. Ids with a part that varies
(`unknown-{kind}`) are spelled out in `VARYING`.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from code_trees import FILES, PACKAGE, tree

_NAMES = frozenset({"issue_id", "identity", "id"})
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_GATE = re.compile(r"gate(?:-[a-z]+)+")
Function = ast.FunctionDef | ast.AsyncFunctionDef
# What the holes of an id can be, by file and pattern; the test fails where one is missing here.
VARYING: dict[tuple[str, str], tuple[str, ...]] = {
    ("pptx/check.py", "unknown-{}"): ("unknown-word", "unknown-list", "unknown-table", "unknown-chart"),
    ("pptx/check.py", "{}-without-view"): ("table-without-view", "chart-without-view"),
    ("data/cells.py", "unknown-{}"): (
        "unknown-period-type",
        "unknown-unit-kind",
        "unknown-roll-over-time",
        "unknown-roll-over-lines",
        "unknown-sign",
        "unknown-answer",
        "unknown-axis",
        "unknown-kind-of-document",
        "unknown-rounding",
        "unknown-kind-of-rule",
        "unknown-severity",
        "unknown-kind-of-claim",
        "unknown-scenario",
        "unknown-bound",
        "unknown-status",
        "unknown-medium",
    ),
    ("data/catalogue.py", "unknown-{}"): (
        "unknown-concept",
        "unknown-service-line",
        "unknown-scope",
        "unknown-document",
        "unknown-parent",
        "unknown-successor",
    ),
    ("app/show.py", "unknown-{}"): ("unknown-scenario", "unknown-basis", "unknown-language"),
    ("xlsx/sheet_render.py", "too-many-{}"): ("too-many-rows", "too-many-columns"),
    ("xlsx/writing.py", "{}-too-long"): ("text-too-long", "formula-too-long"),
}


@cache
def ids_in_code() -> dict[str, set[str]]:
    """Each id with the files that give it."""
    trees = {path.relative_to(PACKAGE).as_posix(): tree(path) for path in FILES}
    places = _places(trees)
    found: dict[str, set[str]] = defaultdict(set)
    for file, module in trees.items():
        for node in ast.walk(module):
            for value in _values(node, places, file):
                for text in _texts(value, file):
                    found[text].add(file)
            if isinstance(node, ast.Constant) and _GATE.fullmatch(str(node.value)):
                found[str(node.value)].add(file)
    return dict(found)


def _places(trees: dict[str, ast.Module]) -> dict[tuple[str, str], int]:
    """The functions that take an id, and at which place; one with a private name belongs to its file."""
    places = {("", "Issue"): 0, ("", "FindingKind"): 0}
    for file, module in trees.items():
        for node in ast.walk(module):
            if isinstance(node, Function):
                names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
                for name in _NAMES & set(names):
                    called = _called(module, node)
                    places[file if called.startswith("_") else "", called] = names.index(name)
    return places


def _called(module: ast.Module, function: Function) -> str:
    """What calls to the function are written as: its own name, or that of its class."""
    if function.name != "__init__":
        return function.name
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and function in node.body:
            return node.name
    return function.name


def _values(node: ast.AST, places: dict[tuple[str, str], int], file: str) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        at = places.get((file if name.startswith("_") else "", name))
        if at is not None:
            if len(node.args) > at and not any(isinstance(one, ast.Starred) for one in node.args[: at + 1]):
                yield node.args[at]
            yield from (keyword.value for keyword in node.keywords if keyword.arg in _NAMES)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(one, ast.Name) and one.id in _NAMES for one in targets):
            yield node.value


def _texts(value: ast.expr, file: str) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        if isinstance(value.value, str) and _ID.fullmatch(value.value):
            yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body, file)
        yield from _texts(value.orelse, file)
    elif isinstance(value, ast.JoinedStr):
        pattern = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in value.values)
        yield from VARYING[file, pattern]
